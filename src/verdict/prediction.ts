import { type Expected, expectedGap, missedScrapes, offsetOf } from '../dedup/predict.ts'
import type { Before, FaultEntry, Gap, Journal, Look, Outage, Prediction } from '../model/run.ts'
import { JITTER } from './checks/longest-gap.ts'
import { lastLook } from './expectations.ts'
import { longestGap } from './gaps.ts'
import { replicasOf } from './model-comparison.ts'
import { seconds } from './words.ts'

/**
 * The hole that a fault is to leave in each series, foretold from the replicas' measured phases, the interval, and the outage as it is planned.
 * None for a series where it cannot be told whom Query follows, or where there are not two replicas: the formula is of a pair.
 */
export function predictGaps(outages: readonly Outage[], { looks, preferred, intervalMs }: Before): Record<string, Prediction> {
  if (outages.length === 0) return {}
  const each = Object.entries(looks).map(([name, look]) => [name, predict(outages, look, preferred[name] ?? null, intervalMs)] as const)
  return Object.fromEntries(each.flatMap(([name, prediction]) => (prediction === undefined ? [] : [[name, prediction]])))
}

type Hole = Pick<Prediction, 'gapMs' | 'formula'>

function predict(outages: readonly Outage[], look: Look, followed: string | null, intervalMs: number): Prediction | undefined {
  const names = Object.keys(look.replicas)
  const survivor = names.find((name) => name !== followed)
  if (followed === null || survivor === undefined || names.length !== 2 || !names.includes(followed)) return undefined
  const [here, there] = replicasOf(look, [followed, survivor], intervalMs)
  const lagMs = offsetOf(here!, there!, intervalMs)
  if (lagMs === undefined) return undefined
  // One that is gone over from is gone back to with the other lag.
  const lags = { [followed]: lagMs, [survivor]: intervalMs - lagMs }
  let [follows, other] = [followed, survivor]
  let worst: Hole = { gapMs: { least: intervalMs, most: intervalMs }, formula: 'I' }
  for (const outage of outages.filter((candidate) => touches(candidate, look))) {
    if (outage.replica !== follows) continue
    const { least, most } = expected(outage, intervalMs, lags[follows]!)
    if (most.gapMs >= worst.gapMs.most) worst = holeOf(least, most)
    if (most.switches) [follows, other] = [other, follows]
  }
  return { preferred: followed, survivor, intervalMs, offsetMs: lagMs, ...worst }
}

/** Query's answer has no hole where it cannot read a replica, or where that has forgotten what it had: then there is only the other one. */
function touches({ how, target }: Outage, { labels = {}, ups }: Look): boolean {
  if (how === 'away') return true
  // `up` has a sample of a failed scrape too, so it has no hole.
  const scraped = ups !== undefined && Object.keys(ups).length > 0
  return how === 'failing' && scraped && (labels['job'] === target || labels['instance'] === target)
}

/** By how many scrapes are missed at the least and at the most. */
function expected({ how, ms, some }: Outage, intervalMs: number, lagMs: number): { least: Expected; most: Expected } {
  const planned = (missed: number) => expectedGap({ intervalMs, offsetMs: lagMs, missed, marked: how === 'failing' })
  const { least, most } = missedScrapes(ms ?? 0, intervalMs)
  if (some !== undefined) return { least: planned(least >= some.of ? some.fails : 0), most: planned(some.fails) }
  // Whoever is away has to start again before it scrapes again.
  return { least: planned(least), most: planned(how === 'away' || ms === undefined ? Number.POSITIVE_INFINITY : most) }
}

function holeOf(least: Expected, most: Expected): Hole {
  const same = least.formula === most.formula
  return { gapMs: { least: least.gapMs, most: most.gapMs }, formula: same ? most.formula : `${least.formula} to ${most.formula}` }
}

/** What was foretold of one series at one fault, and what came of it. */
export interface PredictionOutcome {
  series: string
  prediction: Prediction
  /** The longest distance between merged samples after the return; left out where nothing was seen then. */
  measured?: Gap
  /** Whether it is as foretold, but for a tenth of an interval. */
  holds?: boolean
}

/** Every prediction of a fault against the last look after the return, from the fault to the next one. */
export function predictionOutcomes(fault: FaultEntry, journal: Journal): PredictionOutcome[] {
  return Object.entries(fault.predictions ?? {}).map(([series, prediction]) => {
    const measured = measuredHole(fault, series, journal)
    return { series, prediction, ...(measured === undefined ? {} : { measured, holds: holds(prediction, measured) }) }
  })
}

/** `a hole of 2.70 s once prometheus-1 is back (2I + d, where I is 1.00 s and d 0.70 s)` */
export function describePrediction({
  gapMs: { least, most },
  formula,
  preferred: followed,
  intervalMs,
  offsetMs: lagMs,
}: Prediction): string {
  if (formula === 'I') return `no hole, but the ordinary distance of ${seconds(intervalMs / 1000)}`
  const size = least === most ? seconds(most / 1000) : `${seconds(least / 1000)} to ${seconds(most / 1000)}`
  const lag = formula.includes('d') ? ` and d ${seconds(lagMs / 1000)}` : ''
  return `a hole of ${size}, once ${followed} is back (${formula}, where I is ${seconds(intervalMs / 1000)}${lag})`
}

function holds({ gapMs: { least, most }, intervalMs }: Prediction, { seconds: hole }: Gap): boolean {
  return hole * 1000 >= least - JITTER * intervalMs && hole * 1000 <= most + JITTER * intervalMs
}

function measuredHole(fault: FaultEntry, name: string, journal: Journal): Gap | undefined {
  const series = journal.series[name]
  const look = series === undefined ? undefined : lastLook(series, 'after')
  if (look === undefined || look.samples.length === 0) return undefined
  const times = journal.faults.map(({ injectedAt }) => Date.parse(injectedAt) / 1000)
  const begun = Date.parse(fault.injectedAt) / 1000
  const next = times.filter((time) => time > begun).toSorted((one, other) => one - other)[0]
  // The distance that the fault falls into begins before it.
  const before = look.samples.findLast(([time]) => time <= begun)?.[0] ?? look.from
  return longestGap(look.samples, Math.max(look.from, before - 0.001), Math.min(look.to, next ?? look.to))
}
