import { reason } from '../errors.ts'
import type { Asking, Counted, Journal, Question, Sight } from '../journal.ts'
import { merge } from '../merge/merge.ts'
import type { How } from '../merge/merged.ts'
import { increase, rate } from '../merge/rate.ts'
import { type Replica, readSamples } from '../merge/samples.ts'
import { comparedBy } from './had.ts'

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
      return compare(asking, question.counted!, { sight: journal.sights[index], journal, algorithm })
    } catch (error) {
      return { asking, trouble: reason(error) }
    }
  })
}

interface With {
  sight: Sight | undefined
  journal: Journal
  algorithm: NonNullable<How['algorithm']>
}

function compare(asking: Asking, counted: Counted, how: With): Rates | Unrated {
  const own = Object.keys(asking.counters?.replicas ?? {})
  const query = asking.answers.find(({ place }) => place === 'query')
  const many = query?.series.length === 1 ? undefined : `gave ${query?.series.length ?? 0} series, not one`
  const asked = { when: asking.when, sight: how.sight, own, journal: how.journal, trouble: query?.trouble ?? many }
  const compared = comparedBy(asked, (names) => comparedWith(asking, counted, names, how))
  return 'trouble' in compared ? { asking, ...compared } : compared
}

function comparedWith(asking: Asking, { call, rangeMs }: Counted, names: string[], { algorithm, journal }: With): Rates {
  const model = merge(replicasOf(asking, names), { mode: 'counter', algorithm })
  const values = asking.answers.find(({ place }) => place === 'query')?.series[0]?.values ?? []
  const query = new Map(values.map(([time, value]) => [Math.round(time * 1000), Number(value)]))
  const of = call === 'rate' ? rate : increase
  const steps = stepsOf(asking, journal.settings.scrapeIntervalMs)
  const wrong = steps.flatMap((at) => {
    const [answered, made] = [query.get(at), of(model, at, rangeMs)]
    return isSame(answered, made) ? [] : [{ at: at / 1000, query: answered, model: made }]
  })
  return {
    asking,
    replicas: names,
    compared: steps.length,
    differing: wrong.length,
    ...(wrong[0] === undefined ? {} : { first: wrong[0] }),
  }
}

function replicasOf({ counters }: Asking, names: string[]): Replica[] {
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

function isSame(one: number | undefined, other: number | undefined): boolean {
  if (one === undefined || other === undefined) return one === other
  return Math.abs(one - other) <= EQUAL * Math.max(1, Math.abs(other))
}
