import { reason } from '../errors.ts'
import type { Journal, Look, ObservedSeries, Sample, Sight } from '../journal.ts'
import { type Window, between } from '../merge/between.ts'
import { merge } from '../merge/merge.ts'
import type { How } from '../merge/merged.ts'
import { type Replica, readSamples, shown } from '../merge/samples.ts'
import { withMarkers } from '../merge/stale.ts'
import { comparedBy, seenBy } from './had.ts'

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
  const sights = journal.sights.filter(({ when }) => when !== 'before')
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
  const asked = { when: look.when, sight, own: Object.keys(look.replicas), journal, trouble: look.troubles?.['query'] }
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
