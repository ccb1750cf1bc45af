import { seconds } from '../../lib/format.ts'
import type { FaultEntry, Finding, Gap, Snapshot } from '../../model/run.ts'
import { replicasWith } from '../../model/reading.ts'
import type { Analysis } from '../analysis.ts'
import type { Check } from '../check.ts'
import { absenceClaims, type Claim, isControl, presenceClaims } from '../claims.ts'
import { findGaps } from '../gaps.ts'
import { isTakenAway, overlaps, replicasHit, type Span } from '../spans.ts'
import { gapPosition, theFault } from '../wording.ts'

/* What must be true of the machine: it went on. Where it stood still, every replica misses scrapes, and Query has nothing to fill that with. */

/** The gaps that all replicas have at the same time, and the time that they share; Unix seconds. */
interface Shared {
  gaps: (Gap & { replica: string })[]
  from: number
  to: number
}

/**
 * Where all replicas have a gap at once, a fault must be its cause. Such a gap outside of every fault always is a reason. One of a replica that no fault
 * hit, while another was away, is a reason only where the verdict may rest on it: else Query passed a harder test than it was put to.
 */
export function standstillReasons(analysis: Analysis, findings: Finding[], checks: readonly Check[]): string[] {
  const passed = ({ expectation }: Claim) => findings[analysis.run.scenario.expect.indexOf(expectation)]?.passed
  const restsOnGaps =
    absenceClaims(analysis, checks).some((claim) => passed(claim) === false) ||
    presenceClaims(analysis, checks).some((claim) => !isControl(claim) && passed(claim) === true)
  const texts = analysis.run.snapshots
    .filter(({ phase }) => phase !== 'before')
    .flatMap((snapshot) => sharedGaps(snapshot, analysis))
    .flatMap((shared) => outsideReasons(shared, analysis) ?? (restsOnGaps ? unhitReasons(shared, analysis) : []))
  return [...new Set(texts)]
}

/** At one snapshot, of each selector that every replica of the lab has samples of. */
function sharedGaps({ replicas, window }: Snapshot, { run, intervalMs }: Analysis): Shared[] {
  const selectors = new Set(Object.values(replicas).flatMap(Object.keys))
  return [...selectors].flatMap((selector) => {
    const own = Object.entries(replicasWith(replicas, selector)).filter(([, { samples }]) => samples.length > 0)
    if (own.length < Math.max(1, run.settings.replicas)) return []
    return own
      .map(([replica, { samples }]) => findGaps(samples, window.from, window.to, intervalMs).map((gap) => ({ ...gap, replica })))
      .map((gaps) => gaps.map((gap): Shared => ({ gaps: [gap], from: gap.from, to: gap.to })))
      .reduce((all, next) => all.flatMap((one) => next.flatMap((other) => common(one, other, intervalMs))))
  })
}

/** Where gaps share an interval: nothing was scraped for so long. Of two that only touch, a scrape lies between. */
function common(one: Shared, other: Shared, intervalMs: number): Shared[] {
  const [from, to] = [Math.max(one.from, other.from), Math.min(one.to, other.to)]
  return to - from >= intervalMs / 1000 ? [{ gaps: [...one.gaps, ...other.gaps], from, to }] : []
}

/** Undefined where a fault is at one of the gaps. */
function outsideReasons({ gaps }: Shared, { spans }: Analysis): string[] | undefined {
  if (spans.some((span) => gaps.some((gap) => overlaps(span, gap)))) return undefined
  const [shortest] = gaps.toSorted((a, b) => a.seconds - b.seconds)
  if (shortest === undefined) return undefined
  return [
    `All replicas have a gap at once, of ${seconds(shortest.seconds)}${gapPosition(shortest, spans)}, and no fault was active: the lab or the machine stood still.`,
  ]
}

function unhitReasons({ gaps }: Shared, analysis: Analysis): string[] {
  const unhit = gaps.filter((gap) => !analysis.spans.some((span) => overlaps(span, gap) && canCause(span.fault, gap.replica, analysis)))
  return unhit.map((gap) => {
    const away = analysis.spans.find((span: Span) => gaps.some((other) => overlaps(span, other)))
    const what = away === undefined ? 'a fault' : theFault(away.fault)
    return `${gap.replica} was hit by no fault, and has a gap of its own of ${seconds(gap.seconds)}${gapPosition(gap, analysis.spans)}: after ${what}, no replica had the samples that Query lacks.`
  })
}

/** One that hits no replica, or the scrape target, may make a gap in every replica. */
function canCause(fault: FaultEntry, replica: string, { run }: Analysis): boolean {
  const hit = replicasHit(fault, run)
  return hit.length === 0 || hit.includes(replica) || isTakenAway({ run: { ...run, faults: [fault] }, victims: new Set() }, 'query')
}
