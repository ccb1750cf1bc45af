import { externalCase, liveCase, runCase } from '../../app/explain-case.ts'
import type { Case } from '../../explain/inputs/snapshot.ts'
import { LabError } from '../../lib/errors.ts'
import type { Phase } from '../../model/run.ts'
import type { CommandContext } from '../context.ts'
import { answerExplanation, DAY_MS, howOf, type MergeOptions, timeAt } from '../explanation.ts'

/** The options of `explain`. */
export interface ExplainOptions extends MergeOptions {
  series?: string
  phase?: Phase
  live?: string
  queryUrl?: string
  selector?: string
  replicaLabel?: string[]
  header?: string[]
  /** Milliseconds. */
  range: number
}

/** `thanos-lab explain [RUN]`: how Query merged the samples of a saved run, of the running lab, or of any Thanos. */
export async function explainCommand(context: CommandContext, which: string | undefined, options: ExplainOptions): Promise<number> {
  answerExplanation(context, await caseFrom(context, which, options), options)
  return 0
}

async function caseFrom({ name }: CommandContext, which: string | undefined, options: ExplainOptions): Promise<Case> {
  const how = howOf(options)
  switch (sourceOf(which, options)) {
    case 'live':
      return liveCase(name, options.live ?? '', options.range, how)
    case 'url':
      return externalCase(
        {
          address: { url: urlOf(options.queryUrl ?? ''), headers: headersOf(options.header ?? []) },
          selector: options.selector ?? '',
          replicaLabels: options.replicaLabel,
          rangeMs: options.range,
          // A time of the day is in the last 24 hours.
          at: timeAt(options.at, Date.now() - DAY_MS),
        },
        // Query says how it merges.
        options.chain === true ? how : { mode: how.mode ?? 'plain' },
      )
    case 'run':
      return runCase(which, { series: options.series, phase: options.phase, mode: how.mode ?? 'plain' })
  }
}

const HELP = { hint: 'thanos-lab explain --help' }

/** Where the samples come from. Throws `usage` where two places are named, or an option that belongs to another one. */
function sourceOf(run: string | undefined, { live, queryUrl, selector, series, phase }: ExplainOptions): 'run' | 'live' | 'url' {
  const named = [run === undefined ? '' : `the run ${run}`, live === undefined ? '' : '--live', queryUrl === undefined ? '' : '--query-url']
  const given = named.filter((text) => text !== '')
  if (given.length > 1) throw new LabError('usage', `Name one source of samples, not ${given.join(' and ')}`, HELP)
  const source = live !== undefined ? 'live' : queryUrl !== undefined ? 'url' : 'run'
  if (selector !== undefined && source !== 'url') throw new LabError('usage', '--selector needs --query-url', HELP)
  if (source === 'url' && selector === undefined) throw new LabError('usage', '--query-url needs --selector, the series to explain', HELP)
  if (source !== 'run' && (series !== undefined || phase !== undefined))
    throw new LabError('usage', `--series and --phase are for a saved run, not for ${given[0]}`, HELP)
  return source
}

export function urlOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new LabError('usage', `--query-url ${text} is not a URL such as http://127.0.0.1:10902`, HELP)
  return text.replace(/\/+$/, '')
}

/** The value of a header may be a secret, so no message shows it. */
export function headersOf(texts: string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const match = /^([\w-]+):\s*(.+)$/.exec(text)
      if (match === null)
        throw new LabError('usage', `--header ${text.split(':')[0]}… is not a header such as 'Authorization: Bearer TOKEN'`, HELP)
      return [match[1], match[2]]
    }),
  )
}
