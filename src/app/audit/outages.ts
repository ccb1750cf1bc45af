import type { Sample } from '../../model/run.ts'
import type { Why } from '../../model/audit.ts'
import { isGap } from '../../verdict/gaps.ts'

/* The exact outages of one target on one replica, from its raw samples of `up`. Milliseconds. */

/** A stretch in which a replica has no good sample. */
export interface ReplicaOutage {
  /** The last good sample before it, or the edge of what was read. */
  from: number
  /** The first good sample after it, or the edge. */
  to: number
  failed: number
  missed: number
  /** Of those that are missed, scrapes that succeeded without the series. */
  unexposed: number
  pieces: number
  /** There is no good sample before it, or after it, in what was read. */
  open: { left: boolean; right: boolean }
}

/** A replica that comes and goes within so many intervals is told once. */
const TOGETHER = 4

/**
 * Outages in a stretch: distances of 1.5 intervals or more between scrapes that succeeded (`up` is 1; a sample of another series counts as
 * one), edges included. `ups`: those of the target, where the samples are of another series.
 */
export function replicaOutages(
  samples: readonly Sample[],
  { from, to }: { from: number; to: number },
  intervalMs: number,
  ups?: readonly Sample[],
): ReplicaOutage[] {
  const scrapes = samples
    .map(([time, value]) => ({ t: Math.round(time * 1000), good: ups !== undefined || value !== '0' }))
    .filter(({ t }) => t > from && t <= to)
  const good = scrapes.filter((scrape) => scrape.good).map(({ t }) => t)
  const bounds = [from, ...good, to]
  const outages: ReplicaOutage[] = []
  for (let index = 1; index < bounds.length; index += 1) {
    const [begin, end] = [bounds[index - 1]!, bounds[index]!]
    if (!isGap(end - begin, intervalMs)) continue
    const inside = (ups ?? samples).filter(([time]) => Math.round(time * 1000) > begin && Math.round(time * 1000) < end)
    const failed = inside.filter(([, value]) => value === '0').length
    const open = { left: index === 1, right: index === bounds.length - 1 }
    // To an edge no scrape is due at the edge itself.
    const due = open.left || open.right ? Math.floor((end - begin) / intervalMs) : Math.round((end - begin) / intervalMs) - 1
    outages.push({ from: begin, to: end, failed, missed: Math.max(0, due - failed), unexposed: inside.length - failed, pieces: 1, open })
  }
  return joined(outages, intervalMs)
}

function joined(outages: readonly ReplicaOutage[], intervalMs: number): ReplicaOutage[] {
  return outages.reduce<ReplicaOutage[]>((made, outage) => {
    const last = made.at(-1)
    if (last === undefined || outage.from - last.to > TOGETHER * intervalMs) return [...made, outage]
    const both = {
      from: last.from,
      to: outage.to,
      failed: last.failed + outage.failed,
      missed: last.missed + outage.missed,
      unexposed: last.unexposed + outage.unexposed,
      pieces: last.pieces + outage.pieces,
      open: { left: last.open.left, right: outage.open.right },
    }
    return [...made.slice(0, -1), both]
  }, [])
}

/** What else is known of a replica, by the counts. */
export interface Around {
  /** It scraped another target in that time. */
  scrapedOthers: boolean
  /** It has a sample of the target before, or after, somewhere in what was counted. */
  before: boolean
  after: boolean
}

/** Why a replica lacks samples, as far as its scrapes say it. */
export function whyOf({ failed, missed, unexposed, open }: ReplicaOutage, { scrapedOthers, before, after }: Around): Why[] {
  const whys: Why[] = []
  if (failed > 0) whys.push('scrapes-failed')
  if (unexposed > 0) whys.push('not-exposed')
  if (missed <= unexposed) return whys
  if (open.left && !before) return [...whys, 'not-begun']
  if (open.right && !after && scrapedOthers) return [...whys, 'ended']
  return [...whys, scrapedOthers ? 'not-scraped' : 'away']
}
