import { audit } from '../../app/audit/audit.ts'
import { readExpressions } from '../../app/audit/rules.ts'
import type { AuditAnswer } from '../../model/audit.ts'
import { auditMarkdown } from '../../report/audit/markdown.ts'
import { auditText } from '../../report/audit/pretty.ts'
import type { CommandContext } from '../context.ts'
import { headersOf, urlOf } from './explain.ts'

/** The options of `audit`. Durations are milliseconds. */
export interface AuditOptions {
  queryUrl: string
  header?: string[]
  replicaLabel?: string[]
  since: number
  match?: string
  rules?: string[]
  format: 'pretty' | 'json' | 'markdown'
  worst: number
  maxRequests: number
  maxSamples: number
  timeout: number
}

const EXITS: Record<AuditAnswer['verdict'], number> = { none: 0, gaps: 1, inconclusive: 4 }

/** `thanos-lab audit --query-url URL`: where a Thanos has gaps, in which replica, and why. */
export async function auditCommand(context: CommandContext, options: AuditOptions): Promise<number> {
  const address = { url: urlOf(options.queryUrl), headers: headersOf(options.header ?? []) }
  const answer = await audit(context, {
    address,
    sinceMs: options.since,
    match: options.match,
    replicaLabels: options.replicaLabel,
    // A file that cannot be read is said before anything is sent.
    expressions: await readExpressions(options.rules ?? []),
    worst: options.worst,
    limits: { maxRequests: options.maxRequests, maxSamples: options.maxSamples, timeoutMs: options.timeout },
  })
  if (context.json || options.format === 'json') context.print(`${JSON.stringify(answer, null, 2)}\n`)
  else context.print(options.format === 'markdown' ? auditMarkdown(answer) : auditText(answer, context))
  return EXITS[answer.verdict]
}
