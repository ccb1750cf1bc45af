import type { Test } from 'tap'
import type { FaultEntry, Journal, Look, ObservedSeries, Sight } from '../../src/model/run.ts'
import { checks as listed, loadAll } from '../../src/registry.ts'
import { findGaps } from '../../src/verdict/gaps.ts'
import { judge } from '../../src/verdict/judge.ts'
import { at, journal, own } from './run.ts'

export const checks = await loadAll(listed)

/** A run, and what its parts are called, so that a case can spoil one of them. */
export interface Parts {
  run: Journal
  kill: FaultEntry
  merged: ObservedSeries
  struck: ObservedSeries
  before: Look
  outage: Look
  after: Look
  sights: { before: Sight; after: Sight }
}

export function parts(): Parts {
  const run = journal()
  const [kill] = run.faults
  const { merged, struck } = run.series
  const [before, outage, after] = [merged?.before, ...(merged?.looks ?? [])]
  const [first, , last] = run.sights
  if (!kill || !merged || !struck || !before || !outage || !after || !first || !last) throw new Error('the helper has changed')
  return { run, kill, merged, struck, before, outage, after, sights: { before: first, after: last } }
}

/** What is spoilt in a run that would pass, and the sentence that says so. */
export type Case = [name: string, spoil: (parts: Parts) => void, doubt: RegExp]

/** Each run is inconclusive, and says why in sentences. */
export function inconclusive(t: Test, cases: Case[]): void {
  for (const [name, spoil, doubt] of cases) {
    const spoilt = parts()
    spoil(spoilt)
    const { verdict, inconclusiveReasons: doubts } = judge(spoilt.run, checks)
    t.equal(verdict, 'inconclusive', name)
    t.ok(
      doubts.some((text) => doubt.test(text)),
      name,
      { doubts },
    )
    t.same(
      doubts.filter((text) => !/^[A-Za-z].*\.$/.test(text)),
      [],
      `${name}: each doubt is a sentence`,
    )
  }
}

export function expect(run: Journal, of: string, check: string, limits: Record<string, number>): void {
  run.plan.expect.push({ of, check, limits })
}

export function limit(run: Journal, of: string, limits: Record<string, number>): void {
  for (const expectation of run.plan.expect) if (expectation.of === of) expectation.limits = limits
}

export function trouble(run: Journal, name: string, phase: Look['phase'], place: string): void {
  for (const look of run.series[name]?.looks ?? []) if (look.phase === phase) look.troubles = { [place]: 'connect ECONNREFUSED' }
}

type Pod = 'prometheus-0' | 'prometheus-1'

/** An answer from one replica, but for the samples between two offsets. */
export function hole(look: Look | undefined, from: number, to: number, pod: Pod = 'prometheus-1'): void {
  if (look === undefined) return
  look.samples = own(pod, look.to - at(0)).filter(([time]) => time <= at(from) || time >= at(to))
  look.gaps = findGaps(look.samples, look.from, look.to, 1000)
}

/** An answer from one replica. */
export function whole(look: Look | undefined, pod: Pod): void {
  if (look !== undefined) look.samples = own(pod, look.to - at(0))
}

/** A replica's own samples as if it had none from that offset on. */
export function cut(look: Look, pod: string, to: number): void {
  look.replicas[pod] = look.replicas[pod]?.filter(([time]) => time < at(to)) ?? []
}

/** The same look, had it ended at that offset. */
export function end(look: Look, to: number): void {
  const seen = (all: Look['samples']) => all.filter(([time]) => time <= at(to))
  look.to = at(to)
  look.samples = seen(look.samples)
  for (const [pod, all] of Object.entries(look.replicas)) look.replicas[pod] = seen(all)
}
