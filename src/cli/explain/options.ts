import { LabError } from '../../errors.ts'
import type { Look } from '../../journal.ts'
import type { How } from '../../merge/merged.ts'

/** What a person typed for `explain`. Durations are milliseconds. */
export interface ExplainOptions {
  series?: string
  when?: Look['when']
  at?: string
  counter?: true
  chain?: true
  live?: string
  range: number
  fromScratch?: true
  intervals?: number[]
  phases?: number[]
  outage?: string[]
  length: number
  queryUrl?: string
  selector?: string
  replicaLabel: string
  header?: string[]
}

/** Where the samples come from. */
export type Source = 'run' | 'live' | 'scratch' | 'url'

/** Throws `usage` where more than one is named, or what belongs to another. */
export function sourceOf(run: string | undefined, options: ExplainOptions): Source {
  const { live, fromScratch, queryUrl, selector } = options
  const named: [Source, string, unknown][] = [
    ['run', 'a run', run],
    ['live', '--live', live],
    ['scratch', '--from-scratch', fromScratch],
    ['url', '--query-url', queryUrl],
  ]
  const given = named.filter(([, , value]) => value !== undefined)
  if (given.length > 1) throw new LabError('usage', `Either ${given.map(([, word]) => word).join(' or ')}, not both`, { hint: HINT })
  const source = given[0]?.[0] ?? 'run'
  if (selector !== undefined && source !== 'url') throw new LabError('usage', '--selector goes with --query-url', { hint: HINT })
  if (source === 'url' && selector === undefined) throw new LabError('usage', '--query-url needs --selector: which series?', { hint: HINT })
  if (source !== 'run' && (options.series !== undefined || options.when !== undefined))
    throw new LabError('usage', '--series and --when are for a run', { hint: HINT })
  return source
}

const HINT = 'thanos-lab explain --help'

/** How Query merges, where no run says it. */
export function howOf({ counter, chain }: ExplainOptions): How {
  return { mode: counter === true ? 'counter' : 'plain', algorithm: chain === true ? 'chain' : 'penalty' }
}

export const DAY_MS = 86_400_000

/**
 * `--at`: Unix seconds, an ISO time, or a time of the day (UTC): the first one from `from` on; Unix ms. Throws `usage`.
 */
export function timeAt(text: string | undefined, from: number): number | undefined {
  if (text === undefined) return undefined
  const day = new Date(Math.max(0, from)).toISOString().slice(0, 10)
  const ms = /^\d{1,2}:\d{2}:\d{2}(\.\d+)?$/.test(text)
    ? Date.parse(`${day}T${text.padStart(8, '0')}Z`)
    : /^\d+(\.\d+)?$/.test(text)
      ? Number(text) * 1000
      : Date.parse(text)
  if (Number.isNaN(ms)) throw new LabError('usage', `--at ${text} is no time: 18:17:15.2 (UTC), 2026-11-22T18:17:15Z, or Unix seconds`)
  return ms < from && /^\d{1,2}:/.test(text) ? ms + DAY_MS : ms
}
