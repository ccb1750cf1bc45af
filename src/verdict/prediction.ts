import { seconds } from '../lib/format.ts'
import { isoSeconds } from '../lib/time.ts'
import { type ExpectedGap, expectedGap, missedScrapes, offsetOf } from '../dedup/predict.ts'
import type { BeforeFault, Outage } from '../model/outage.ts'
import type { FaultEntry, Gap, Prediction } from '../model/run.ts'
import { isSeriesSpec, type Scenario } from '../model/scenario.ts'
import { type Analysis, lastView, seriesView, type SeriesView } from './analysis.ts'
import { JITTER, longestGap } from './gaps.ts'
import { replicasOf } from './model-comparison.ts'

/**
 * The gap that a fault is to leave in each merged series, from the replicas' measured offset, the interval, and the outage as it is planned.
 * None for a series whose preferred replica could not be determined, or where there are not two replicas: the formula is of a pair.
 */
export function predictGaps(
  outages: readonly Outage[],
  { snapshot, preferred }: BeforeFault,
  { scenario, intervalMs }: { scenario: Scenario; intervalMs: number },
): Record<string, Prediction> {
  if (outages.length === 0) return {}
  const predictions = Object.entries(preferred).flatMap(([name, replica]) => {
    const spec = scenario.observe[name]
    if (spec === undefined || !isSeriesSpec(spec)) return []
    const prediction = predict(
      outages,
      seriesView(snapshot, { name, selector: spec.samples, via: 'query' }, intervalMs),
      replica,
      intervalMs,
    )
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
  if (offsetMs === undefined) return undefined
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
}

/** Every prediction of a fault against the last snapshot after recovery, from the fault to the next one. */
export function predictionOutcomes(fault: FaultEntry, analysis: Analysis): PredictionOutcome[] {
  return Object.entries(fault.predictions ?? {}).map(([series, prediction]) => {
    const measured = measuredGap(fault, series, analysis)
    return { series, prediction, ...(measured === undefined ? {} : { measured, isMet: isMet(prediction, measured) }) }
  })
}

/** `gap 2.70 s (2 intervals + offset 0.70 s)` */
export function describePrediction({ gapMs: { least, most }, formula, intervalMs, offsetMs }: Prediction): string {
  if (formula === 'I') return `no gap: the ordinary distance of ${seconds(intervalMs / 1000)}`
  const size = least === most ? seconds(most / 1000) : `${seconds(least / 1000)} to ${seconds(most / 1000)}`
  const words = formula
    .replaceAll(/(\d)I/g, '$1 intervals')
    .replaceAll(/\bI\b/g, '1 interval')
    .replaceAll(/\bd\b/g, `offset ${seconds(offsetMs / 1000)}`)
  return `gap ${size} (${words})`
}

function isMet({ gapMs: { least, most }, intervalMs }: Prediction, { seconds: measured }: Gap): boolean {
  return measured * 1000 >= least - JITTER * intervalMs && measured * 1000 <= most + JITTER * intervalMs
}

function measuredGap(fault: FaultEntry, name: string, { run, series }: Analysis): Gap | undefined {
  const observed = series[name]
  const view = observed === undefined ? undefined : lastView(observed, 'after')
  if (view === undefined || view.samples.length === 0) return undefined
  const begun = isoSeconds(fault.injectedAt)
  const next = run.faults
    .map(({ injectedAt }) => isoSeconds(injectedAt))
    .filter((time) => time > begun)
    .toSorted((one, other) => one - other)[0]
  // The distance that the fault falls into begins before it.
  const before = view.samples.findLast(([time]) => time <= begun)?.[0] ?? view.from
  return longestGap(view.samples, Math.max(view.from, before - 0.001), Math.min(view.to, next ?? view.to))
}
