import { audit } from '../../app/audit/audit.ts'
import { readExpressions } from '../../app/audit/expressions.ts'
import type { Zone } from '../../lib/format.ts'
import { redacted } from '../../lib/redact.ts'
import type { AuditAnswer } from '../../model/audit.ts'
import { auditMarkdown } from '../../report/audit/markdown.ts'
import { auditText } from '../../report/audit/pretty.ts'
import type { CommandContext } from '../context.ts'
import { showTimesOf } from '../time.ts'
import { accessOf, type AccessWords, refuseUnquoted } from '../access-options.ts'

/** The options of `audit`. Durations are milliseconds. */
export interface AuditOptions extends AccessWords {
  replicaLabel?: string[]
  since: number
  match?: string
  rules?: string[]
  format: 'pretty' | 'json' | 'markdown'
  /** Of all times that are shown; left out, UTC. */
  tz?: Zone
  worst: number
  maxRequests: number
  maxSamples: number
  timeout: number
}

const EXITS: Record<AuditAnswer['verdict'], number> = { none: 0, gaps: 1, inconclusive: 4 }

/** `thanos-lab audit --query-url URL`: where a Thanos has gaps, in which replica, and why. */
export async function auditCommand(context: CommandContext, options: AuditOptions): Promise<number> {
  refuseUnquoted(options)
  showTimesOf({ from: Date.now() - options.since, to: Date.now() }, options.tz)
  const answer = await audit(context, {
    access: accessOf(options),
    sinceMs: options.since,
    match: options.match,
    replicaLabels: options.replicaLabel,
    // A file that cannot be read is said before anything is sent.
    expressions: await readExpressions(options.rules ?? []),
    worst: options.worst,
    limits: { maxRequests: options.maxRequests, maxSamples: options.maxSamples, timeoutMs: options.timeout },
  })
  // What Query and its stores say of themselves may repeat what they were sent.
  context.print(redacted(textOf(answer, context, context.json ? 'json' : options.format)))
  return EXITS[answer.verdict]
}

function textOf(answer: AuditAnswer, context: CommandContext, format: AuditOptions['format']): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(answer, null, 2)}\n`
    case 'markdown':
      return auditMarkdown(answer)
    case 'pretty':
      return auditText(answer, context)
  }
}
