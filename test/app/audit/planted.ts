import type { StackReplica } from './stack.ts'
import type { Written } from './remote-write.ts'

/* Six hours of an HA pair with planted faults. Minutes count from the begin. */

export const MINUTE_MS = 60_000
export const INTERVAL_MS = 15_000
const LENGTH_MINUTES = 360
/** A stack takes its time to start; what it has goes on beyond now. */
const AHEAD_MINUTES = 5

type Stretch = [from: number, to: number]

interface PlantedTarget {
  job: string
  /** By replica: when its scrapes fail, when it makes none, from when on it makes none any more. */
  fails?: [a?: Stretch, b?: Stretch]
  misses?: [a?: Stretch, b?: Stretch]
  ends?: [a: number | undefined, b: number]
  /** Of replica b. */
  intervalMs?: number
  /** Every fourth scrape of replica b fails. */
  flaps?: Stretch
}

export const AWAY: Stretch = [30, 40]
export const BOTH_AWAY: Stretch = [150, 153]

export const TARGETS: PlantedTarget[] = [
  { job: 'steady-1' },
  { job: 'steady-2' },
  { job: 'steady-3' },
  { job: 'one-fails', fails: [[60, 65]] },
  {
    job: 'both-fail',
    fails: [
      [80, 82],
      [80, 82],
    ],
  },
  { job: 'one-scrape', misses: [[100, 100.25]] },
  { job: 'flaps', flaps: [120, 130] },
  { job: 'ended', ends: [200, 200] },
  { job: 'lost', ends: [undefined, 220] },
  { job: 'slow', intervalMs: 30_000 },
]

/** What both replicas have, and the begin, Unix ms. */
export function planted(now: number): { replicas: StackReplica[]; begin: number } {
  const begin = now - LENGTH_MINUTES * MINUTE_MS
  const replicas = ['a', 'b'].map((name, number) => ({
    externalLabels: { cluster: 'eu1', prometheus_replica: name },
    series: TARGETS.flatMap((target, place) => seriesOf(target, number, begin, place)),
  }))
  return { replicas, begin }
}

/** When a replica scrapes a target: 6.5 s after the other one. */
export function scrapeTimes(begin: number, place: number, replica: number, intervalMs: number): number[] {
  const first = begin + 3200 + 6500 * replica + 400 * place
  const count = Math.floor(((LENGTH_MINUTES + AHEAD_MINUTES) * MINUTE_MS) / intervalMs)
  return Array.from({ length: count }, (_, number) => first + number * intervalMs)
}

function seriesOf(
  { job, fails, misses, ends, intervalMs = INTERVAL_MS, flaps }: PlantedTarget,
  replica: number,
  begin: number,
  place: number,
): Written[] {
  const labels = { job, instance: `${job}:9100` }
  const up: Written = { labels: { __name__: 'up', ...labels }, samples: [] }
  const requests: Written = { labels: { __name__: 'app_requests_total', ...labels }, samples: [] }
  const away = [BOTH_AWAY, ...(replica === 1 ? [AWAY] : []), ...(misses?.[replica] === undefined ? [] : [misses[replica]])]
  let wasGood = false
  for (const [number, t] of scrapeTimes(begin, place, replica, replica === 1 ? intervalMs : INTERVAL_MS).entries()) {
    const minute = (t - begin) / MINUTE_MS
    const isIn = ([from, to]: Stretch) => minute >= from && minute < to
    const end = ends?.[replica]
    if (end !== undefined && minute >= end) {
      // A target that is taken away leaves a marker in all of its series.
      up.samples.push([t, 'stale'])
      requests.samples.push([t, 'stale'])
      break
    }
    if (away.some(isIn)) {
      wasGood = false
      continue
    }
    const failed =
      (fails?.[replica] !== undefined && isIn(fails[replica])) || (flaps !== undefined && replica === 1 && isIn(flaps) && number % 4 === 0)
    up.samples.push([t, failed ? 0 : 1])
    if (!failed) requests.samples.push([t, 1000 + number])
    else if (wasGood) requests.samples.push([t, 'stale'])
    wasGood = !failed
  }
  return [up, requests]
}

/** The last scrape before a stretch of a replica, and the first one after it, Unix ms. */
export function around(begin: number, job: string, replica: number, [from, to]: Stretch): { from: number; to: number } {
  const place = TARGETS.findIndex((target) => target.job === job)
  const times = scrapeTimes(begin, place, replica, INTERVAL_MS)
  return {
    from: times.findLast((t) => t < begin + from * MINUTE_MS)!,
    to: times.find((t) => t >= begin + to * MINUTE_MS)!,
  }
}
