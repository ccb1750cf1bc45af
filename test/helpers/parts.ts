import type { Test } from 'tap'
import type { FaultEntry, Finding, Phase, Run, RunRecord, Sample, Snapshot, Verdict } from '../../src/model/run.ts'
import { checks as listed, loadAll } from '../../src/registry.ts'
import { analyseRun } from '../../src/verdict/analysis.ts'
import type { Check } from '../../src/verdict/check.ts'
import { judge } from '../../src/verdict/judge.ts'
import { at, BASE, own, ownSamples, type PodName, runRecord, seriesOf, serviceReplies, UP, without } from './run.ts'
import { hasSamples } from '../../src/model/reading.ts'

export const checks = await loadAll(listed)

export function judgeRun(run: RunRecord): Verdict {
  return judge(analyseRun(run), checks)
}

/** The run as it is saved. */
export function judgedRun(run: RunRecord = runRecord()): Run {
  return { ...run, ...judgeRun(run) }
}

/** A run, and what its parts are called, so that a case can change one of them. */
export interface Parts {
  run: RunRecord
  kill: FaultEntry
  before: Snapshot
  during: Snapshot
  after: Snapshot
}

export function parts(run = runRecord()): Parts {
  const [kill] = run.faults
  const [before, during, after] = run.snapshots
  if (!kill || !before || !during || !after) throw new Error('the helper has changed')
  return { run, kill, before, during, after }
}

/** What is changed in a run that would pass, and the reason why it is inconclusive then. */
export type Case = [name: string, change: (parts: Parts) => void, reason: RegExp]

/** Each run is inconclusive, and the reasons are sentences. */
export function inconclusive(t: Test, cases: Case[]): void {
  for (const [name, change, reason] of cases) {
    const changed = parts()
    change(changed)
    const { verdict, inconclusiveReasons: reasons } = judgeRun(changed.run)
    t.equal(verdict, 'inconclusive', name)
    t.ok(
      reasons.some((text) => reason.test(text)),
      name,
      { reasons },
    )
    t.same(
      reasons.filter((text) => !/^[A-Za-z].*\.$/.test(text)),
      [],
      `${name}: each reason is a sentence`,
    )
  }
}

export function expect(run: RunRecord, of: string, check: string, limits: Record<string, number | string>): void {
  run.scenario.expect.push({ of, check, limits })
}

/** The only expectations of the run. */
export function expectOnly(run: RunRecord, ...expected: [of: string, check: string, limits: Record<string, number | string>][]): void {
  run.scenario.expect = expected.map(([of, check, limits]) => ({ of, check, limits }))
}

export function limit(run: RunRecord, of: string, limits: Record<string, number>): void {
  for (const expectation of run.scenario.expect) if (expectation.of === of) expectation.limits = limits
}

/** What Query answers to `merged` at a snapshot: that very list. */
export function merged(snapshot: Snapshot): Sample[] {
  return snapshot.queries['merged']?.answers[0]?.series[0]?.values ?? []
}

export function setMerged(snapshot: Snapshot, samples: Sample[]): void {
  snapshot.queries['merged'] = { source: { via: 'query' }, answers: [{ source: 'query', series: [seriesOf(samples)] }], errors: {} }
}

/** What the Service answers to `naive` at a snapshot, in the order asked. */
export function setNaive(snapshot: Snapshot, answers: Sample[][]): void {
  snapshot.queries['naive'] = { source: { via: 'service' }, ...serviceReplies(answers.map((samples) => [seriesOf(samples)])) }
}

/** A replica's own samples at a snapshot: that very list. */
export function ownOf(snapshot: Snapshot, pod: string, selector = UP): Sample[] {
  const samples = snapshot.replicas[pod]?.[selector]
  return hasSamples(samples) ? samples.samples : []
}

export function setOwn(snapshot: Snapshot, pod: string, samples: Sample[], selector = UP): void {
  const all = (snapshot.replicas[pod] ??= {})
  const before = all[selector]
  all[selector] = { ...(hasSamples(before) ? before : ownSamples([])), samples }
}

/** A replica says that in place of its own samples. */
export function setOwnError(snapshot: Snapshot, pod: string, error = 'connect ECONNREFUSED', selector = UP): void {
  ;(snapshot.replicas[pod] ??= {})[selector] = { error }
}

/** A source says that in place of an answer to what is observed by that name; of the Service, to the first of its requests. */
export function setError(snapshot: Snapshot, name: string, source: string, error = 'connect ECONNREFUSED'): void {
  const result = snapshot.queries[name]
  if (result === undefined) return
  result.errors[source] = error
  if (source === 'service') result.order = [null, ...(result.order ?? []).slice(1)]
  else result.answers = result.answers.filter((answer) => answer.source !== source)
}

/** Takes the snapshots of a phase away. */
export function drop(run: RunRecord, phase: Phase): void {
  run.snapshots = run.snapshots.filter((snapshot) => snapshot.phase !== phase)
}

/** Query answers with the samples of one replica, but for those between two offsets. */
export function setGap(snapshot: Snapshot, from: number, to: number, pod: PodName = 'prometheus-1'): void {
  setMerged(snapshot, without(own(pod, endOf(snapshot)), from, to))
}

/** A replica's own samples as if it had none from that offset on. */
export function cutOwn(snapshot: Snapshot, pod: string, to: number): void {
  setOwn(
    snapshot,
    pod,
    ownOf(snapshot, pod).filter(([time]) => time < at(to)),
  )
}

/** The same snapshot, had its window ended at that offset. */
export function endAt(snapshot: Snapshot, to: number): void {
  const upTo = (samples: Sample[]) => samples.filter(([time]) => time <= at(to))
  snapshot.window.to = at(to)
  for (const { answers } of Object.values(snapshot.queries))
    for (const { series } of answers) for (const one of series) one.values = upTo(one.values)
  for (const pod of Object.keys(snapshot.replicas)) if (ownOf(snapshot, pod).length > 0) setOwn(snapshot, pod, upTo(ownOf(snapshot, pod)))
}

function endOf({ window }: Snapshot): number {
  return window.to - BASE
}

/** What a check finds in a run that was changed. */
export function judgeOne(
  check: Check,
  of: string,
  limits: Record<string, number | string>,
  change: (parts: Parts) => void = () => {},
): Finding {
  const changed = parts()
  change(changed)
  return findingIn(changed.run, check, of, limits)
}

/** What a check finds in a run. */
export function findingIn(run: RunRecord, check: Check, of: string, limits: Record<string, number | string>): Finding {
  return check.judge({ of, check: check.name, limits }, analyseRun(run))
}
