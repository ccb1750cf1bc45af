import { clock } from '../lib/format.ts'
import { placeAfter, type Replica, shown } from '../dedup/samples.ts'
import type { Window } from '../lib/time.ts'
import { isGap } from '../verdict/gaps.ts'
import type { Explanation, Worded } from './explanation.ts'

/** A sample of one replica with another value than another replica has right before and right after it. */
export interface Disagreement {
  /** Unix ms. */
  t: number
  replica: string
  value: string
  other: string
  otherValue: string
}

/** Of values that are not a state, so many in a row. */
const IN_A_ROW = 3

/**
 * Samples in which the replicas disagree, in the order of time: the other replica has the same value right before and right after, and it is
 * another one. So what only changed between two scrapes is none, nor is a counter, nor a gauge that moves: what a replica has between two scrapes of
 * a much coarser one cannot be told from it. Of other values than 0 and 1 it takes several samples in a row.
 */
export function disagreements({ replicas, window, intervalsMs }: Pick<Explanation, 'replicas' | 'window' | 'intervalsMs'>): Disagreement[] {
  const inside = replicas.map((replica) => within(replica, window))
  const isState = inside.every(({ v }) => v.every((value) => value === '0' || value === '1'))
  const found = inside.flatMap((own, number) =>
    inside.flatMap((other, another) => {
      const names = { replica: replicas[number]!.name, other: replicas[another]!.name }
      if (number === another) return []
      const all = between(own, other, Math.min(intervalsMs[number]!, intervalsMs[another]!))
      return (isState ? all : all.filter(({ place }) => lasts(place, all))).map(({ t, value, otherValue }) => ({
        t,
        value,
        otherValue,
        ...names,
      }))
    }),
  )
  return found.sort((one, other) => one.t - other.t)
}

/** Whether it is one of so many samples in a row: fewer are the noise of a gauge. */
function lasts(place: number, all: readonly { place: number }[]): boolean {
  const places = new Set(all.map((one) => one.place))
  const starts = Array.from({ length: IN_A_ROW }, (_, before) => place - before)
  return starts.some((start) => Array.from({ length: IN_A_ROW }, (_, index) => start + index).every((one) => places.has(one)))
}

interface Shown {
  t: Float64Array
  v: string[]
}

function within(replica: Replica, { from, to }: Window): Shown {
  const samples = shown(replica).map(([seconds, value]) => ({ t: Math.round(seconds * 1000), value }))
  const inside = samples.filter(({ t }) => t > from && t <= to)
  return { t: Float64Array.from(inside, ({ t }) => t), v: inside.map(({ value }) => value) }
}

function between(own: Shown, other: Shown, intervalMs: number): (Pick<Disagreement, 't' | 'value' | 'otherValue'> & { place: number })[] {
  return Array.from(own.t).flatMap((t, place) => {
    const next = placeAfter(other.t, t)
    const [before, after] = [other.t[next - 1], other.t[next]]
    if (before === undefined || after === undefined || isGap(after - before, intervalMs)) return []
    const [value, otherValue] = [own.v[place]!, other.v[next - 1]!]
    return otherValue !== other.v[next] || value === otherValue ? [] : [{ t, value, otherValue, place }]
  })
}

/** Said once: that they disagree, with the first place. */
export function disagreementText({ words, ...explanation }: Worded): string[] {
  const all = disagreements(explanation)
  const [first] = all
  if (first === undefined) return []
  return [words.course.disagree({ ...first, at: clock(first.t) }, all.length, explanation.how.algorithm === 'chain')]
}
