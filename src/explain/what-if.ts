import { merge } from '../dedup/merge.ts'
import { type How, mergedUntil } from '../dedup/recorder.ts'
import { between, type Replica, shown } from '../dedup/samples.ts'
import { columns } from '../lib/columns.ts'
import { formatDuration } from '../lib/duration.ts'
import { clock, exactSeconds } from '../lib/format.ts'
import { toMs, type Window } from '../lib/time.ts'
import type { WhatIfAnswer } from '../model/merge-answers.ts'
import type { Gap } from '../model/run.ts'
import { findGaps, longestGap } from '../verdict/gaps.ts'
import { largestRate, type RateAt, rateGrid } from './rates.ts'
import { findSpikes } from './spikes.ts'

/* The samples of a case, merged in other ways: with the other algorithm, and without each of the replicas. */

/** What is merged in other ways: the part of a case that this needs. */
export interface WhatIfInput {
  /** As it was typed; of a metric that is named as a counter, rate() is shown, too. */
  selector: string
  replicas: readonly Replica[]
  window: Window
  intervalMs: number
  how: How
}

/** One way to merge the samples, and what comes of it. */
export interface Alternative {
  algorithm: NonNullable<How['algorithm']>
  /** The replica that is left out. */
  without?: string
  /** The way that was explained. */
  current: boolean
  samples: number
  /** Between the first and the last sample that any replica has in the window; undefined where there is no sample. */
  longest: Gap | undefined
  /** Distances of 1.5 intervals or more. */
  gaps: number
  /** How often the source changes from one sample to the next. */
  switches: number
  /** Of a counter, merged as under rate(): the largest rate() at any step, and the spikes that no replica has. */
  counter?: { largest: RateAt | undefined; spikes: number }
}

/** The same samples by penalty, by chain, and without each replica that has one, by the algorithm that was explained. By the model alone. */
export function whatIf(input: WhatIfInput): Alternative[] {
  const { replicas, how } = input
  const current = how.algorithm ?? 'penalty'
  const names = [...new Set(replicas.filter(({ t }) => t.length > 0).map(({ name }) => name))]
  const edges = edgesOf(input)
  const by = (algorithm: Alternative['algorithm'], without?: string) => alternative(input, edges, algorithm, without)
  return [
    ...(['penalty', 'chain'] as const).map((algorithm) => ({ ...by(algorithm), current: algorithm === current })),
    ...(names.length < 2 ? [] : names.map((name) => by(current, name))),
  ]
}

/** From the first to the last sample in the window that any replica has, so that what is compared has the same edges. A lab may be younger than the window. */
function edgesOf({ replicas, window }: WhatIfInput): Window {
  const all = replicas.map((replica) => between(replica, window).t).filter((t) => t.length > 0)
  return { from: Math.min(...all.map((t) => t[0]!)), to: Math.max(...all.map((t) => t.at(-1)!)) }
}

function alternative(input: WhatIfInput, edges: Window, algorithm: Alternative['algorithm'], without?: string): Alternative {
  const { window, intervalMs } = input
  const how = { ...input.how, algorithm }
  const replicas = input.replicas.filter(({ name }) => name !== without)
  const merged = mergedUntil(merge(replicas, how), window.to)
  const samples = shown(merged)
  const [from, to] = [edges.from / 1000, edges.to / 1000]
  return {
    algorithm,
    ...(without === undefined ? {} : { without }),
    current: false,
    samples: samples.length,
    longest: to > from ? longestGap(samples, from, to) : undefined,
    gaps: to > from ? findGaps(samples, from, to, intervalMs).length : 0,
    switches: merged.sources.filter((source, place) => place > 0 && source !== merged.sources[place - 1]).length,
    ...(isCounter(input) ? { counter: counterPart(replicas, { window, intervalMs, how: { ...how, mode: 'counter' } }) } : {}),
  }
}

/** Prometheus's names of counters (prometheus.io/docs/practices/naming), and of the parts of a histogram and a summary. */
const COUNTER_NAME = /^\s*[a-zA-Z_:][\w:]*_(total|count|bucket|sum)\s*(\{|$)/

function isCounter({ selector, how }: WhatIfInput): boolean {
  return how.mode === 'counter' || COUNTER_NAME.test(selector)
}

function counterPart(
  replicas: readonly Replica[],
  { window, intervalMs, how }: Pick<WhatIfInput, 'window' | 'intervalMs' | 'how'>,
): NonNullable<Alternative['counter']> {
  const merged = mergedUntil(merge(replicas, how), window.to)
  const grid = rateGrid(window, intervalMs)
  const alone = replicas.map((replica) => merge([replica], how))
  return {
    largest: grid && largestRate(merged, grid),
    spikes: findSpikes({ merged, replicas, alone, how, intervalMs, grid }).length,
  }
}

/** The alternatives as a table, for a person. */
export function whatIfLines(input: WhatIfInput): string[] {
  const all = whatIf(input)
  const rates = isCounter(input)
  const grid = rates ? rateGrid(input.window, input.intervalMs) : undefined
  const head = [
    '',
    'samples',
    'longest gap',
    'gaps',
    'switches',
    ...(rates ? [`largest rate()[${formatDuration(grid?.rangeMs ?? 0)}]`, 'spikes'] : []),
  ]
  const rows = all.map((one) => [
    nameOf(one),
    String(one.samples),
    gapText(one.longest),
    String(one.gaps),
    String(one.switches),
    ...(one.counter === undefined ? [] : [rateText(one.counter.largest), String(one.counter.spikes)]),
  ])
  return [
    'What if: the same samples, merged in other ways (by the model)',
    ...columns([head, ...rows], { gap: 3, right: [1, 3, 4, 5, 6] }).map((line) => `  ${line}`),
  ]
}

function nameOf({ algorithm, without, current }: Alternative): string {
  const name = without === undefined ? algorithm : `without ${without} (${algorithm})`
  return current ? `${name} (as explained)` : name
}

function gapText(longest: Gap | undefined): string {
  return longest === undefined ? '-' : `${exactSeconds(toMs(longest.seconds))} from ${clock(toMs(longest.from))}`
}

function rateText(largest: RateAt | undefined): string {
  return largest === undefined ? '-' : String(Number(largest.value.toPrecision(6)))
}

/** `--what-if --json`: Unix seconds. */
export function whatIfAnswer(input: WhatIfInput): WhatIfAnswer {
  return whatIf(input).map(({ algorithm, without, current, samples, longest, gaps, switches, counter }) => ({
    algorithm,
    without: without ?? null,
    current,
    samples,
    longestGap: longest ?? null,
    gaps,
    switches,
    largestRate: counter?.largest === undefined ? null : { t: counter.largest.at / 1000, value: counter.largest.value },
    spikes: counter?.spikes ?? null,
  }))
}
