import { clock, exactSeconds, seconds } from '../lib/format.ts'
import { isoSeconds, toMs } from '../lib/time.ts'
import { type ExpectedGap, expectedGap, missedScrapes, offsetOf } from '../dedup/predict.ts'
import type { BeforeFault, Outage } from '../model/outage.ts'
import type { FaultEntry, Gap, Prediction } from '../model/run.ts'
import type { Scenario } from '../model/scenario.ts'
import { type Analysis, lastView, seriesView, type SeriesView } from './analysis.ts'
import { FIGURES_IN_ENGLISH } from './figure-words.ts'
import { findGaps, isGap, JITTER, longestGap } from './gaps.ts'
import { replicasOf } from './model-comparison.ts'
import { replicasHit } from './spans.ts'
import { isSeriesSpec } from '../model/reading.ts'

/**
 * The gap that a fault is to leave in each merged series, from the replicas' measured offset, the interval, and the outage as it is planned.
 * None for a series whose preferred replica could not be determined, where there are not two replicas of one interval, and while an earlier
 * fault hits the other one: the formula is of a pair, and of one fault.
 */
export function predictGaps(
  outages: readonly Outage[],
  { snapshot, preferred, lasting = [] }: BeforeFault,
  { scenario, intervalMs }: { scenario: Scenario; intervalMs: number },
): Record<string, Prediction> {
  if (outages.length === 0) return {}
  const predictions = Object.entries(preferred).flatMap(([name, replica]) => {
    const spec = scenario.observe[name]
    if (spec === undefined || !isSeriesSpec(spec)) return []
    const view = seriesView(snapshot, { name, selector: spec.samples, via: 'query' }, intervalMs)
    const own = new Set(outages.map((outage) => outage.replica))
    // The formula is of one replica that is hit while the other is well.
    if (lasting.some((outage) => affects(outage, view) && !own.has(outage.replica))) return []
    const prediction = predict(outages, view, replica, intervalMs)
    return prediction === undefined ? [] : [[name, prediction] as const]
  })
  return Object.fromEntries(predictions)
}

type PredictedGap = Pick<Prediction, 'gapMs' | 'formula'>

function predict(outages: readonly Outage[], view: SeriesView, preferred: string | null, intervalMs: number): Prediction | undefined {
  const names = Object.keys(view.replicas)
  const survivor = names.find((name) => name !== preferred)
  if (preferred === null || survivor === undefined || names.length !== 2 || !names.includes(preferred)) return undefined
  const [here, there] = replicasOf(view, [preferred, survivor], intervalMs)
  const offsetMs = offsetOf(here!, there!, intervalMs)
  // The formula is of two replicas that scrape at the same interval.
  if (offsetMs === undefined || [here!, there!].some((replica) => isCoarser(replica, intervalMs))) return undefined
  // A replica that Query switches from is switched back to with the other offset.
  const offsets = { [preferred]: offsetMs, [survivor]: intervalMs - offsetMs }
  let [current, other] = [preferred, survivor]
  let worst: PredictedGap = { gapMs: { least: intervalMs, most: intervalMs }, formula: 'I' }
  for (const outage of outages.filter((candidate) => affects(candidate, view))) {
    if (outage.replica !== current) continue
    const { least, most } = expected(outage, intervalMs, offsets[current]!)
    if (most.gapMs >= worst.gapMs.most) worst = gapOf(least, most)
    if (most.switches) [current, other] = [other, current]
  }
  return { preferred, survivor, intervalMs, offsetMs, ...worst }
}

/** How many of the last distances between samples tell at which interval a replica scrapes now. */
const LAST = 3

/** Whether a replica scrapes less often now, by its last distances: it was told to, or misses every other scrape. */
function isCoarser({ t }: { t: Float64Array }, intervalMs: number): boolean {
  const last = t.slice(-LAST - 1)
  const shortest = Math.min(...last.slice(1).map((time, place) => time - last[place]!))
  return Number.isFinite(shortest) && isGap(shortest, intervalMs)
}

/** Query's answer has no gap where it cannot read a replica, or where that has lost what it had: then there is only the other one. */
function affects({ how, target }: Outage, { labels = {}, ups }: SeriesView): boolean {
  if (how === 'away') return true
  // `up` has a sample of a failed scrape too, so it has no gap.
  return how === 'failing' && Object.keys(ups).length > 0 && (labels['job'] === target || labels['instance'] === target)
}

/** By how many scrapes are missed at the least and at the most. */
function expected({ how, ms, some }: Outage, intervalMs: number, offsetMs: number): { least: ExpectedGap; most: ExpectedGap } {
  const planned = (missed: number) => expectedGap({ intervalMs, offsetMs, missed, marked: how === 'failing' })
  const { least, most } = missedScrapes(ms ?? 0, intervalMs)
  if (some !== undefined) return { least: planned(least >= some.of ? some.fails : 0), most: planned(some.fails) }
  // Whoever is away has to start again before it scrapes again.
  return { least: planned(least), most: planned(how === 'away' || ms === undefined ? Number.POSITIVE_INFINITY : most) }
}

function gapOf(least: ExpectedGap, most: ExpectedGap): PredictedGap {
  const same = least.formula === most.formula
  return { gapMs: { least: least.gapMs, most: most.gapMs }, formula: same ? most.formula : `${least.formula} to ${most.formula}` }
}

/** What was predicted of one series at one fault, and what was measured. */
export interface PredictionOutcome {
  series: string
  prediction: Prediction
  /** The longest distance between merged samples after recovery; left out where nothing was read then. */
  measured?: Gap
  /** Whether it is as predicted, within a tenth of an interval. */
  isMet?: boolean
  /** Why the prediction, which is of one fault alone, does not apply; then nothing is measured. */
  void?: PredictionVoid
}

/** `other-gap`: the other replica has a gap itself in that time. `next-fault`: another fault was injected before the gap was over. */
export type PredictionVoid = ({ why: 'other-gap'; replica: string } & Gap) | { why: 'next-fault'; fault: string; target: string }

/** When a fault began and when the next one did, Unix seconds, and the merged samples by which its gap is measured. */
interface Measuring {
  view: SeriesView
  begun: number
  next: FaultEntry | undefined
}

/** Every prediction of a fault against the last snapshot after recovery, from the fault to the next one. */
export function predictionOutcomes(fault: FaultEntry, analysis: Analysis): PredictionOutcome[] {
  return Object.entries(fault.predictions ?? {}).map(([series, prediction]) => {
    const measuring = measuringOf(fault, series, analysis)
    if (measuring === undefined) return { series, prediction }
    const none = otherGap(fault, measuring, analysis) ?? nextFault(measuring, analysis)
    if (none !== undefined) return { series, prediction, void: none }
    const measured = measuredGap(measuring)
    return { series, prediction, measured, isMet: isMet(prediction, measured) }
  })
}

/**
 * A gap that a replica which the fault did not hit has itself while the fault lasts. The prediction is of one fault alone, which
 * leaves the other replica's samples whole.
 */
function otherGap(fault: FaultEntry, { view, begun }: Measuring, { run, intervalMs }: Analysis): PredictionVoid | undefined {
  const hit = replicasHit(fault, run)
  if (hit.length === 0) return undefined
  const ended = fault.healedAt === null ? view.to : isoSeconds(fault.healedAt)
  const found = Object.entries(view.replicas).flatMap(([other, samples]): PredictionVoid[] => {
    if (hit.includes(other) || samples.length === 0) return []
    const gaps = findGaps(samples, samples[0]![0], samples.at(-1)![0], intervalMs)
    const gap = gaps.find(({ from, to }) => from < ended && to > begun)
    return gap === undefined ? [] : [{ why: 'other-gap', replica: other, ...gap }]
  })
  return found[0]
}

/** The next fault, where it was injected while the gap of this one lasted: then nobody can tell which of them left how much of it. */
function nextFault({ view, begun, next }: Measuring, { intervalMs }: Analysis): PredictionVoid | undefined {
  if (next === undefined) return undefined
  const at = isoSeconds(next.injectedAt)
  const last = lastBefore(view, at)
  const isOver = last > begun && !isGap((at - last) * 1000, intervalMs)
  return isOver ? undefined : { why: 'next-fault', fault: next.fault, target: next.target }
}

/** A prediction and what came of it, a sentence or two. `words`: left out, English. */
export function predictionText(outcome: PredictionOutcome, words = FIGURES_IN_ENGLISH): string {
  const { prediction, measured } = outcome
  const back = prediction.formula === 'I' ? undefined : prediction.preferred
  const predicted = words.predicted(describePrediction(prediction, words), back)
  if (outcome.void !== undefined) return words.void(predicted, voidText(outcome.void, words))
  if (measured === undefined) return words.notCompared(predicted)
  return words.compared(predicted, exactSeconds(measured.seconds * 1000), outcome.isMet === true)
}

/** Why a prediction does not apply, to follow it. `words`: left out, English. */
export function voidText(none: PredictionVoid, words = FIGURES_IN_ENGLISH): string {
  if (none.why === 'next-fault') return words.voidByFault(none.fault, none.target)
  const { replica, from, to, seconds: length } = none
  return words.voidByGap(replica, exactSeconds(length * 1000), clock(toMs(from)), clock(toMs(to)))
}

/** `gap 2.70 s (2 intervals + offset 0.70 s)`. `words`: left out, English. */
export function describePrediction({ gapMs, formula, intervalMs, offsetMs }: Prediction, words = FIGURES_IN_ENGLISH): string {
  if (formula === 'I') return words.noGap(seconds(intervalMs / 1000))
  const computed = formula
    .split(' to ')
    .map((one) =>
      one
        .replaceAll(/(\d?)I\b/g, (_, number: string) => words.intervals(Number(number || 1)))
        .replaceAll(/\bd\b/g, () => words.offset(seconds(offsetMs / 1000))),
    )
    .reduce((least, most) => words.computedRange(least, most))
  return words.gap(rangeText({ least: gapMs.least / 1000, most: gapMs.most / 1000 }, words), computed)
}

/** `2.70 s`, `2.70 s to 3.00 s`; from seconds. `words`: left out, English. */
export function rangeText({ least, most }: { least: number; most: number }, words = FIGURES_IN_ENGLISH): string {
  return least === most ? seconds(most) : words.range(seconds(least), seconds(most))
}

function isMet({ gapMs: { least, most }, intervalMs }: Prediction, { seconds: measured }: Gap): boolean {
  return measured * 1000 >= least - JITTER * intervalMs && measured * 1000 <= most + JITTER * intervalMs
}

function measuringOf({ injectedAt }: FaultEntry, name: string, { run, series }: Analysis): Measuring | undefined {
  const view = series[name] === undefined ? undefined : lastView(series[name], 'after')
  if (view === undefined || view.samples.length === 0) return undefined
  const begun = isoSeconds(injectedAt)
  const later = run.faults.filter((one) => isoSeconds(one.injectedAt) > begun)
  const [next] = later.toSorted((one, other) => isoSeconds(one.injectedAt) - isoSeconds(other.injectedAt))
  return { view, begun, next }
}

/** The longest distance between merged samples, from the one that the fault falls into to the last one before the next fault. */
function measuredGap({ view, begun, next }: Measuring): Gap {
  // The distance that a fault falls into begins before it.
  const before = lastBefore(view, begun)
  const end = next === undefined ? view.to : lastBefore(view, isoSeconds(next.injectedAt))
  return longestGap(view.samples, Math.max(view.from, before - 0.001), Math.min(view.to, end))
}

/** The last merged sample before a time, or the left edge; Unix seconds. */
function lastBefore({ samples, from }: SeriesView, time: number): number {
  return samples.findLast(([sampled]) => sampled <= time)?.[0] ?? from
}
