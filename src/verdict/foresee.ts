import type { Before, Look, Outage, Prediction } from '../journal.ts'
import { type Expected, expectedHole, lagOf, missedScrapes } from '../merge/predict.ts'
import { replicasOf } from './predicted.ts'

/**
 * The hole that a fault is to leave in each series, foretold from the replicas' measured phases, the interval, and the outage as it is planned.
 * None for a series where it cannot be told whom Query follows, or where there are not two replicas: the formula is of a pair.
 */
export function foresee(outages: readonly Outage[], { looks, preferred, intervalMs }: Before): Record<string, Prediction> {
  if (outages.length === 0) return {}
  const each = Object.entries(looks).map(([name, look]) => [name, predict(outages, look, preferred[name] ?? null, intervalMs)] as const)
  return Object.fromEntries(each.flatMap(([name, prediction]) => (prediction === undefined ? [] : [[name, prediction]])))
}

type Hole = Pick<Prediction, 'holeMs' | 'formula'>

function predict(outages: readonly Outage[], look: Look, followed: string | null, intervalMs: number): Prediction | undefined {
  const names = Object.keys(look.replicas)
  const survivor = names.find((name) => name !== followed)
  if (followed === null || survivor === undefined || names.length !== 2 || !names.includes(followed)) return undefined
  const [here, there] = replicasOf(look, [followed, survivor], intervalMs)
  const lagMs = lagOf(here!, there!, intervalMs)
  if (lagMs === undefined) return undefined
  // One that is gone over from is gone back to with the other lag.
  const lags = { [followed]: lagMs, [survivor]: intervalMs - lagMs }
  let [follows, other] = [followed, survivor]
  let worst: Hole = { holeMs: { least: intervalMs, most: intervalMs }, formula: 'I' }
  for (const outage of outages.filter((candidate) => touches(candidate, look))) {
    if (outage.replica !== follows) continue
    const { least, most } = expected(outage, intervalMs, lags[follows]!)
    if (most.holeMs >= worst.holeMs.most) worst = holeOf(least, most)
    if (most.switches) [follows, other] = [other, follows]
  }
  return { followed, survivor, intervalMs, lagMs, ...worst }
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
  const planned = (missed: number) => expectedHole({ intervalMs, lagMs, missed, marked: how === 'failing' })
  const { least, most } = missedScrapes(ms ?? 0, intervalMs)
  if (some !== undefined) return { least: planned(least >= some.of ? some.fails : 0), most: planned(some.fails) }
  // Whoever is away has to start again before it scrapes again.
  return { least: planned(least), most: planned(how === 'away' || ms === undefined ? Number.POSITIVE_INFINITY : most) }
}

function holeOf(least: Expected, most: Expected): Hole {
  const same = least.formula === most.formula
  return { holeMs: { least: least.holeMs, most: most.holeMs }, formula: same ? most.formula : `${least.formula} to ${most.formula}` }
}
