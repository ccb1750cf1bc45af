import { merge } from '../dedup/merge.ts'
import { increase, rate } from '../dedup/rate.ts'
import type { How } from '../dedup/recorder.ts'
import { between, readSamples, type Replica, shown, type Window } from '../dedup/samples.ts'
import { withMarkers } from '../dedup/stale-markers.ts'
import { reason } from '../lib/errors.ts'
import type { Asking, Counted, Journal, Look, ObservedSeries, Question, Sample, Sight } from '../model/run.ts'
import { victims } from './spans.ts'

/** What was asked of Query at one moment, and who can be asked what they had themselves. */
export interface Asked {
  phase: Look['phase']
  sight: Sight | undefined
  /** The replicas that told what they have. */
  own: string[]
  journal: Journal
  /** What Query said instead of an answer. */
  trouble: string | undefined
}

/** The replicas that Query gave samples of when it was asked without merging. */
export function seenBy(sight: Sight | undefined): string[] {
  // What is no Thanos puts no replica label on its series.
  return Object.entries(sight?.replicas ?? {}).flatMap(([name, samples]) => (samples > 0 && name !== '' ? [name] : []))
}

/** Compares Query's answer with what the model makes of the replicas that Query had; in words, why it cannot be compared. */
export function comparedBy<T extends { differing: number }>(
  { phase, sight, own, journal, trouble }: Asked,
  compare: (names: string[]) => T,
): T | { trouble: string } {
  const seen = seenBy(sight)
  const silent = seen.filter((name) => !own.includes(name))
  if (trouble !== undefined) return { trouble: `Query ${trouble}` }
  if (seen.length === 0) return { trouble: 'Query did not tell which replicas it has' }
  if (silent.length > 0) return { trouble: `${silent.join(', ')} gave no samples of its own` }
  const compared = compare(seen)
  if (compared.differing === 0 || phase !== 'during') return compared
  // While a replica goes or comes, the question may have met it, and the sight beside it not; or the other way round.
  const struck = victims(journal)
  const others = [own, seen.filter((name) => !struck.has(name))].filter((names) => names.length > 0 && names.length !== seen.length)
  return others.map(compare).find(({ differing }) => differing === 0) ?? compared
}

/** What Query answered in a look, against what the model of its deduplication makes of the replicas' own samples. */
export interface Comparison {
  look: Look
  /** The replicas that Query had in that look, by their pods. */
  replicas: string[]
  /** Samples of either that were held against each other. */
  compared: number
  /** Those that only one of them has, or that have another value. */
  differing: number
  /** The first of them, Unix seconds. */
  first?: number
}

/** A look that cannot be compared, with the reason. */
export interface Incomparable {
  look: Look
  trouble: string
}

/** Every look of a series that was read through Query, compared. Never throws for what the journal says. */
export function comparisons(series: ObservedSeries, journal: Journal, howAt: (look: Look) => How): (Comparison | Incomparable)[] {
  // Each look has its sight, but for those before a fault.
  const sights = journal.sights.filter(({ phase }) => phase !== 'before')
  return series.looks.map((look, index) => {
    try {
      return compare(look, { sight: sights[index], journal, how: howAt(look) })
    } catch (error) {
      return { look, trouble: reason(error) }
    }
  })
}

interface With {
  sight: Sight | undefined
  journal: Journal
  how: How
}

function compare(look: Look, { sight, journal, how }: With): Comparison | Incomparable {
  const asked = { phase: look.phase, sight, own: Object.keys(look.replicas), journal, trouble: look.troubles?.['query'] }
  const compared = comparedBy(asked, (names) => comparedWith(look, names, journal.settings.scrapeIntervalMs, how))
  return 'trouble' in compared ? { look, ...compared } : compared
}

/** The replicas that Query had in a look, by their pods: those that it gave samples of beside it; where it did not say, those that answered. */
export function answering({ replicas }: Look, sight: Sight | undefined): string[] {
  const seen = seenBy(sight)
  return seen.length > 0 ? seen : Object.keys(replicas)
}

function comparedWith(look: Look, names: string[], intervalMs: number, how: How): Comparison {
  const window = settled(look, intervalMs)
  const model = shown(between(merge(replicasOf(look, names, intervalMs), how), window))
  const query = look.samples.filter(([time]) => time * 1000 > window.from && time * 1000 <= window.to)
  return { look, replicas: names, ...differences(query, model) }
}

/**
 * The part of a look that is compared. A scrape has the time at which it begins, and may take an interval until its samples are there: what
 * is younger may be in one answer and not yet in the other. The model goes by what was before, so that cutting the end changes nothing else.
 * At the left edge nothing is cut: it is the same for Query and the replicas, to the millisecond, and both leave it out.
 */
export function settled({ from, to }: Pick<Look, 'from' | 'to'>, intervalMs: number): Window {
  return { from: Math.round(from * 1000), to: Math.round(to * 1000) - intervalMs }
}

/** The replicas' own samples of a look, with the stale markers that a range vector leaves out. Throws `samples` for what is none. */
export function replicasOf(look: Look, names: string[], intervalMs: number): Replica[] {
  return names.map((name) => {
    const chunks = look.chunks?.[name]?.map((seconds) => Math.round(seconds * 1000))
    const own = { ...readSamples(name, look.replicas[name] ?? []), ...(chunks === undefined ? {} : { chunks }) }
    const up = look.ups?.[name]
    return up === undefined ? own : withMarkers(own, readSamples(name, up), intervalMs)
  })
}

/** Two lists of samples held against each other, by time and value. */
export function differences(query: Sample[], model: Sample[]): Pick<Comparison, 'compared' | 'differing' | 'first'> {
  const [answered, made] = [byTime(query), byTime(model)]
  const times = [...new Set([...answered.keys(), ...made.keys()])].sort((a, b) => a - b)
  const differing = times.filter((time) => !isSame(answered.get(time), made.get(time)))
  return { compared: times.length, differing: differing.length, ...(differing[0] === undefined ? {} : { first: differing[0] / 1000 }) }
}

function byTime(samples: Sample[]): Map<number, string> {
  return new Map(samples.map(([time, value]) => [Math.round(time * 1000), value]))
}

/** As numbers: `1e+06` and `1000000` are the same; NaN is NaN. */
function isSame(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && (one === other || Object.is(Number(one), Number(other)))
}

/** How near two rates must be to be the same, as a share of their size, or of 1. */
const EQUAL = 1e-9

/** A graph of `rate` or `increase` through Query, against what the model makes. */
export interface Rates {
  asking: Asking
  /** The replicas that Query had. */
  replicas: string[]
  /** Steps that were held against each other, and those that differ. */
  compared: number
  differing: number
  /** The first that does, Unix seconds; undefined where one has no value. */
  first?: { at: number; query: number | undefined; model: number | undefined }
}

/** A graph that cannot be compared, with the reason. */
export interface Unrated {
  asking: Asking
  trouble: string
}

/** Every graph of such a question, compared. Never throws for what the journal says. */
export function ratesOf(question: Question, journal: Journal, algorithm: NonNullable<How['algorithm']>): (Rates | Unrated)[] {
  // Each question is asked beside its sight: before the first fault, and at every look.
  return question.asked.map((asking, index) => {
    try {
      return compareRates(asking, question.counted!, { sight: journal.sights[index], journal, algorithm })
    } catch (error) {
      return { asking, trouble: reason(error) }
    }
  })
}

interface RateContext {
  sight: Sight | undefined
  journal: Journal
  algorithm: NonNullable<How['algorithm']>
}

function compareRates(asking: Asking, counted: Counted, how: RateContext): Rates | Unrated {
  const own = Object.keys(asking.counters?.replicas ?? {})
  const query = asking.answers.find(({ place }) => place === 'query')
  const many = query?.series.length === 1 ? undefined : `gave ${query?.series.length ?? 0} series, not one`
  const asked = { phase: asking.phase, sight: how.sight, own, journal: how.journal, trouble: query?.trouble ?? many }
  const compared = comparedBy(asked, (names) => ratesWith(asking, counted, names, how))
  return 'trouble' in compared ? { asking, ...compared } : compared
}

function ratesWith(asking: Asking, { call, rangeMs }: Counted, names: string[], { algorithm, journal }: RateContext): Rates {
  const model = merge(counterReplicas(asking, names), { mode: 'counter', algorithm })
  const values = asking.answers.find(({ place }) => place === 'query')?.series[0]?.values ?? []
  const query = new Map(values.map(([time, value]) => [Math.round(time * 1000), Number(value)]))
  const of = call === 'rate' ? rate : increase
  const steps = stepsOf(asking, journal.settings.scrapeIntervalMs)
  const wrong = steps.flatMap((at) => {
    const [answered, made] = [query.get(at), of(model, at, rangeMs)]
    return isSameRate(answered, made) ? [] : [{ at: at / 1000, query: answered, model: made }]
  })
  return {
    asking,
    replicas: names,
    compared: steps.length,
    differing: wrong.length,
    ...(wrong[0] === undefined ? {} : { first: wrong[0] }),
  }
}

function counterReplicas({ counters }: Asking, names: string[]): Replica[] {
  return names.map((name) => {
    const chunks = counters?.chunks?.[name]?.map((seconds) => Math.round(seconds * 1000))
    return { ...readSamples(name, counters?.replicas[name] ?? []), ...(chunks === undefined ? {} : { chunks }) }
  })
}

/** Milliseconds; the last interval is left out, as what is younger may be in one answer and not yet in the other. */
function stepsOf({ from, to, stepSeconds }: Asking, intervalMs: number): number[] {
  const [first, last, step] = [Math.round(from * 1000), Math.round(to * 1000) - intervalMs, Math.round(stepSeconds * 1000)]
  const count = step > 0 && last >= first ? Math.floor((last - first) / step) + 1 : 0
  return Array.from({ length: count }, (_, index) => first + index * step)
}

function isSameRate(one: number | undefined, other: number | undefined): boolean {
  if (one === undefined || other === undefined) return one === other
  return Math.abs(one - other) <= EQUAL * Math.max(1, Math.abs(other))
}
