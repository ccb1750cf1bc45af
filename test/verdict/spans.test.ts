import t from 'tap'
import type { RunRecord } from '../../src/model/run.ts'
import type { Outcome } from '../../src/model/scenario.ts'
import {
  cutOwn,
  expectOnly,
  judgeRun,
  limit,
  type Parts,
  parts,
  setError,
  setGap,
  setMerged,
  setOwn,
  setOwnError,
} from '../helpers/parts.ts'
import { own, without } from '../helpers/run.ts'

/** The second replica killed, too: nobody is left to answer. The scenario's victim is the second one then. */
function bothDown({ run, kill, during, after }: Parts): void {
  run.faults.push({ ...kill, id: 'kill-2', target: 'prometheus-1', replica: 'prometheus-1' })
  setError(during, 'merged', 'query', 'gave 0 series, not one')
  for (const pod of ['prometheus-0', 'prometheus-1']) setOwnError(during, pod)
  setOwn(after, 'prometheus-1', without(own('prometheus-1', 43.2), 16.14, 28.14))
  setMerged(after, own('prometheus-0', 43.2))
  for (const { queries } of run.snapshots) queries['victim']!.source.replica = 'prometheus-1'
}

/** Every pod of Query is killed; the replicas go on. */
function queryDown({ run, kill, before, during, after }: Parts): void {
  Object.assign(kill, { target: 'thanos-query-7c-x', preferred: {} })
  delete kill.replica
  setError(during, 'merged', 'query', 'no answer: ECONNREFUSED')
  setOwn(before, 'prometheus-0', own('prometheus-1', 15.3))
  setOwn(during, 'prometheus-0', own('prometheus-1', 24.9))
  setOwn(after, 'prometheus-0', own('prometheus-1', 43.2))
  delete run.scenario.observe['victim']
  delete run.scenario.observe['naive']
}

const cases: [name: string, change: (parts: Parts) => void, verdict: Outcome][] = [
  ['both down: the gap is real, which does not make the run inconclusive', bothDown, 'fail'],
  [
    'both down, and Query answers with a gap all the same',
    (seen) => (bothDown(seen), setMerged(seen.during, own('prometheus-0', 16))),
    'fail',
  ],
  [
    'both down, but the control shows nothing',
    (seen) => (bothDown(seen), limit(seen.run, 'victim', { 'at-least': 30_000 })),
    'inconclusive',
  ],
  ['one down, and Query says nothing', ({ during }) => setError(during, 'merged', 'query'), 'inconclusive'],
  [
    'no Query: that it does not answer is the damage',
    (seen) => (queryDown(seen), expectOnly(seen.run, ['query', 'success-rate', { 'at-most': 0.9 }]), silence(seen.run)),
    'pass',
  ],
  [
    'no Query, and no gap is claimed: no replica had one',
    (seen) => (queryDown(seen), expectOnly(seen.run, ['merged', 'longest-gap', { 'at-most': 3000 }])),
    'inconclusive',
  ],
]

t.test('what a fault took away cannot answer, and that is damage, no reason to be inconclusive', async (t) => {
  for (const [name, change, verdict] of cases) {
    const changed = parts()
    change(changed)
    const { verdict: outcome, inconclusiveReasons: reasons } = judgeRun(changed.run)
    t.equal(outcome, verdict, name, { reasons })
  }
})

/** A restart of both, one after the other: each fault's pods are all that it hits. */
function restarted({ run, kill }: Parts): void {
  kill.fault = 'restart'
  kill.target = 'prometheus-1, prometheus-0'
  kill.replica = 'prometheus-1'
  kill.pods = ['prometheus-1', 'prometheus-0']
  run.scenario.expect[1] = { of: 'victim', check: 'longest-gap', limits: { 'at-least': 5000 } }
}

const FREEZE = { id: 'freeze-1', fault: 'freeze', target: 'prometheus-1/thanos-sidecar', replica: 'prometheus-1' }

const hits: [name: string, change: (parts: Parts) => void, verdict: Outcome, reason?: RegExp][] = [
  ['the preferred replica is one of those that it took away', restarted, 'pass'],
  [
    'it is not',
    (seen) => (restarted(seen), (seen.kill.pods = ['prometheus-1'])),
    'inconclusive',
    /Query preferred prometheus-0 for merged when prometheus-1 was hit/,
  ],
  [
    'a second fault that stops no scrapes',
    ({ run, kill }) => run.faults.push({ ...kill, ...FREEZE, preferred: { merged: 'prometheus-0' } }),
    'pass',
  ],
  [
    'the gap is of the replica that Query did not prefer',
    ({ run, kill, after }) => {
      run.faults.push({ ...kill, ...FREEZE, preferred: { merged: 'prometheus-1' } })
      kill.preferred = { merged: 'prometheus-1' }
      setMerged(after, own('prometheus-1', 43.2))
    },
    'inconclusive',
    /prometheus-1's own samples of merged show no gap at the time of the freeze/,
  ],
  [
    'a replica that was taken away and did not come back',
    (seen) => (restarted(seen), cutOwn(seen.after, 'prometheus-1', 20)),
    'inconclusive',
    /prometheus-1 has no sample of merged after the restart/,
  ],
  [
    'few gaps allowed, as few as there were to fill',
    ({ run }) => (run.scenario.expect[0] = { of: 'merged', check: 'gap-count', limits: { 'at-most': 1 } }),
    'inconclusive',
    /merged may have 1 gap, and the victim itself has only 1/,
  ],
  [
    'no gaps at all, and there is one',
    ({ run }) => (run.scenario.expect[0] = { of: 'merged', check: 'gap-count', limits: { 'at-most': 0 } }),
    'fail',
  ],
  [
    'no gaps at all, and there was one before',
    ({ run, before }) => (
      (run.scenario.expect[0] = { of: 'merged', check: 'gap-count', limits: { 'at-most': 0 } }),
      setGap(before, 2, 4.5, 'prometheus-0')
    ),
    'inconclusive',
    /had a gap of/,
  ],
  [
    'gaps that are at another time',
    ({ run, after }) => (
      (run.scenario.expect[1] = { of: 'victim', check: 'gap-count', limits: { 'at-least': 1 } }),
      setOwn(after, 'prometheus-0', without(own('prometheus-1', 43.2), 3, 8))
    ),
    'inconclusive',
    /victim has only 0 gaps at the time of the fault/,
  ],
]

t.test('of faults that hit several, or stop no scrapes', async (t) => {
  for (const [name, change, verdict, reason] of hits) {
    const changed = parts()
    change(changed)
    const { verdict: outcome, inconclusiveReasons: reasons } = judgeRun(changed.run)
    t.equal(outcome, verdict, name, { reasons })
    if (reason !== undefined) t.match(reasons.join('\n'), reason, name)
  }
})

function silence(run: RunRecord): void {
  for (const result of run.probes['query'] ?? [])
    if (result.at.slice(17, 19) >= '16' && result.at.slice(17, 19) < '26') result.error = 'ECONNREFUSED'
}
