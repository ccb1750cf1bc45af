import type { LabStatus } from './answers.ts'
import type { FaultEntry, RunRecord, Sample } from './run.ts'
import type { Outcome, Scenario } from './scenario.ts'

/*
 * A lab as it is watched, second by second: what the page and the terminal draw while something goes on. Times are Unix milliseconds
 * unless a name says otherwise.
 */

/** A run that goes on: what is known of it so far. The runner tells it at each change; the lab's folder keeps the newest. */
export interface RunSoFar {
  id: string
  scenario: Scenario
  startedAt: string
  /** Left edge of all that is read, Unix ms: by it Query decides whose samples it returns. */
  from: number
  versions: Record<string, string>
  faults: FaultEntry[]
  /** Replica that Query preferred before the first fault, and the one that was hit last. */
  preferred: string | null
  victim?: string
  /** The steps that have begun, in order; `ms` of one that has ended. */
  steps: { step: string; ms?: number }[]
}

/** One place that a series is read from again and again. */
export interface LiveSeries {
  /** `query` (merged), `service` (a random replica), or a replica's pod. */
  source: string
  selector: string
  samples: Sample[]
  /** Of the series, as the source has them; left out before its first answer. */
  labels?: Record<string, string>
  /** Why the source gave none at the last look; what it had given before stays in `samples`. */
  error?: string
  /** Right edge of what the source was last asked for and has answered, Unix ms: nobody knows what is later. Left out: all is read. */
  readTo?: number
}

/** One look at Query or the Service, and how long it took. */
export interface LiveProbe {
  at: number
  ms: number
  error?: string
}

/** All that is known of a watched lab at one moment. */
export interface LiveState {
  at: number
  lab: LabStatus['lab']
  settings: RunRecord['settings']
  /** Left edge of the series, Unix ms. It stays while a run goes on. */
  from: number
  /** The run that goes on, whoever started it; null where none does. */
  run: RunSoFar | null
  /** What this page's server does for its user now. */
  work: LiveWork | null
  /** The newest saved run of this lab; null where there is none. */
  last: LiveRun | null
  /** When the learner's progress in the lessons was written last; left out where it was never. */
  lessonsAt?: number
  series: LiveSeries[]
  probes: Record<string, LiveProbe[]>
}

export interface LiveRun {
  id: string
  scenario: string
  verdict: Outcome
  endedAt: string
}

/** Work that a button of the page began. */
export interface LiveWork {
  kind: 'scenario' | 'heal'
  /** The scenario's name, or the lab's. */
  name: string
  startedAt: number
  steps: { title: string; note?: string; ms?: number }[]
  /** Lines that stay, warnings among them. */
  said: string[]
  /** Once it has ended. */
  ended?: { at: number; error?: { message: string; hint?: string }; run?: string; verdict?: Outcome }
}

/** What changed since the state before: everything but the samples whole, of those what is new. */
export interface LiveChange extends Omit<LiveState, 'series' | 'probes'> {
  /** In the order of the state's series: the first `keep` samples stay, then come these. */
  series: (Pick<LiveSeries, 'labels' | 'error' | 'readTo'> & { keep: number; samples: Sample[] })[]
  /** Likewise, by the probe's name. */
  probes: Record<string, { drop: number; add: LiveProbe[] }>
}

/** What a person can choose to run; `missing`: why this lab cannot. */
export interface LiveScenario {
  name: string
  title: string
  teaches: string
  outcome: Outcome
  missing?: string
}

/** The state after a change. The series of both are the same ones, in the same order. */
export function changed(state: LiveState, change: LiveChange): LiveState {
  const { series, probes, ...rest } = change
  return {
    ...rest,
    series: state.series.map(({ source, selector, samples }, place) => {
      const { keep = samples.length, samples: added = [], ...now } = series[place] ?? {}
      return { source, selector, samples: [...samples.slice(0, keep), ...added], ...now }
    }),
    probes: Object.fromEntries(
      Object.entries(probes).map(([name, { drop, add }]) => [name, [...(state.probes[name] ?? []).slice(drop), ...add]]),
    ),
  }
}

/** What leads from one state to the next; undefined where their series are not the same ones: then the whole state is needed. */
export function changeBetween(before: LiveState, after: LiveState): LiveChange | undefined {
  const isSame =
    before.series.length === after.series.length && before.series.every((one, place) => isSameSource(one, after.series[place]!))
  if (!isSame) return undefined
  const { series, probes, ...rest } = after
  return {
    ...rest,
    series: series.map(({ source: _source, selector: _selector, samples, ...now }, place) => {
      const keep = commonLength(before.series[place]!.samples, samples)
      return { keep, samples: samples.slice(keep), ...now }
    }),
    probes: Object.fromEntries(Object.entries(probes).map(([name, results]) => [name, newProbes(before.probes[name] ?? [], results)])),
  }
}

const isSameSource = (one: LiveSeries, other: LiveSeries) => one.source === other.source && one.selector === other.selector

/** How many samples two series begin with together. Query's answer for a time can change: a gap shows once a replica is back. */
function commonLength(before: readonly Sample[], after: readonly Sample[]): number {
  const differs = after.findIndex(([time, value], place) => before[place]?.[0] !== time || before[place]?.[1] !== value)
  return differs < 0 ? Math.min(before.length, after.length) : differs
}

/** Of those before, some at the beginning are dropped, and the others stay as they were; else all are sent again. */
function newProbes(before: readonly LiveProbe[], after: readonly LiveProbe[]): { drop: number; add: LiveProbe[] } {
  const [first] = after
  const drop = first === undefined ? -1 : before.findIndex((one) => isSameProbe(one, first))
  const kept = drop < 0 ? [] : before.slice(drop)
  const stays = kept.length > 0 && kept.every((one, place) => isSameProbe(one, after[place]))
  return stays ? { drop, add: after.slice(kept.length) } : { drop: before.length, add: [...after] }
}

function isSameProbe(one: LiveProbe, other: LiveProbe | undefined): boolean {
  return one.at === other?.at && one.ms === other.ms && one.error === other.error
}
