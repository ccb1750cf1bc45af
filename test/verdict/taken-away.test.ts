import t from 'tap'
import type { Journal, Outcome } from '../../src/model/run.ts'
import { judge } from '../../src/verdict/judge.ts'
import { own } from '../helpers/run.ts'
import { checks, cut, hole, limit, parts, type Parts, trouble } from '../helpers/spoil.ts'

/** The second replica killed a second later: nobody is left to answer. */
function bothDown(seen: Parts): void {
  const { run, kill, outage, after, struck } = seen
  run.faults.push({ ...kill, id: 'kill-2', target: 'prometheus-1', replica: 'prometheus-1' })
  outage.samples = []
  outage.replicas = {}
  outage.troubles = { query: 'gave 0 series, not one', 'prometheus-0': 'connect ECONNREFUSED', 'prometheus-1': 'connect ECONNREFUSED' }
  const holed = own('prometheus-1', 43.2).filter(([time]) => time < after.from + 16 || time > after.from + 28)
  after.replicas['prometheus-1'] = holed
  after.samples = own('prometheus-0', 43.2)
  struck.replica = 'prometheus-1'
  const last = struck.looks.at(-1)
  if (last !== undefined) last.samples = holed
}

/** Every pod of Query is killed; the replicas go on. */
function queryDown({ run, kill, outage, after, before, struck }: Parts): void {
  Object.assign(kill, { target: 'thanos-query-7c-x', preferred: {} })
  delete kill.replica
  outage.samples = []
  outage.troubles = { query: 'no answer: ECONNREFUSED' }
  for (const look of [before, outage, after]) look.replicas['prometheus-0'] = own('prometheus-1', look.to - before.from + 0.14)
  delete run.series.struck
  delete run.series.naive
  struck.replica = 'prometheus-0'
}

const cases: [name: string, change: (seen: Parts) => void, verdict: Outcome][] = [
  ['both down: the hole is real, and that is no doubt', bothDown, 'fail'],
  [
    'both down, and Query answers with a hole all the same',
    (seen) => (bothDown(seen), (seen.outage.samples = own('prometheus-0', 16))),
    'fail',
  ],
  [
    'both down, but the control shows nothing',
    (seen) => (bothDown(seen), limit(seen.run, 'struck', { 'at-least': 30_000 })),
    'inconclusive',
  ],
  [
    'one down, and Query says nothing',
    (seen) => ((seen.outage.samples = []), trouble(seen.run, 'merged', 'during', 'query')),
    'inconclusive',
  ],
  [
    'no Query: that it does not answer is the damage',
    (seen) => (
      queryDown(seen),
      (seen.run.plan.expect = [{ of: 'query', check: 'success-rate', limits: { 'at-most': 0.9 } }]),
      silence(seen.run)
    ),
    'pass',
  ],
  [
    'no Query, and no gap is claimed: no replica had a hole',
    (seen) => (queryDown(seen), (seen.run.plan.expect = [{ of: 'merged', check: 'longest-gap', limits: { 'at-most': 3000 } }])),
    'inconclusive',
  ],
]

t.test('what a fault took away cannot answer, and that is seen, not doubted', async (t) => {
  for (const [name, change, verdict] of cases) {
    const seen = parts()
    change(seen)
    const judged = judge(seen.run, checks)
    t.equal(judged.verdict, verdict, name, { doubts: judged.inconclusiveReasons })
  }
})

/** A restart of both, one after the other: each fault's pods are all that it hits. */
function restarted({ run, kill }: Parts): void {
  kill.fault = 'restart'
  kill.target = 'prometheus-1, prometheus-0'
  kill.replica = 'prometheus-1'
  kill.hits = ['prometheus-1', 'prometheus-0']
  run.plan.expect[1] = { of: 'struck', check: 'longest-gap', limits: { 'at-least': 5000 } }
}

const followed: [name: string, change: (seen: Parts) => void, verdict: Outcome, doubt?: RegExp][] = [
  ['the followed replica is one of those that it took away', restarted, 'pass'],
  [
    'it is not',
    (seen) => (restarted(seen), (seen.kill.hits = ['prometheus-1'])),
    'inconclusive',
    /Query was following prometheus-0 for merged when prometheus-1 was hit/,
  ],
  [
    'a second fault that stops no scrapes',
    ({ run, kill }) =>
      run.faults.push({
        ...kill,
        id: 'freeze-1',
        fault: 'freeze',
        target: 'prometheus-1/thanos-sidecar',
        replica: 'prometheus-1',
        preferred: { merged: 'prometheus-0' },
      }),
    'pass',
  ],
  [
    'the hole is of the replica that Query did not follow',
    (seen) => {
      const { run, kill, after } = seen
      run.faults.push({
        ...kill,
        id: 'freeze-1',
        fault: 'freeze',
        target: 'prometheus-1/thanos-sidecar',
        replica: 'prometheus-1',
        preferred: { merged: 'prometheus-1' },
      })
      kill.preferred = { merged: 'prometheus-1' }
      after.samples = own('prometheus-1', 43.2)
    },
    'inconclusive',
    /prometheus-1's own samples of merged show no hole at the time of the freeze/,
  ],
  [
    'a replica that was taken away and did not come back',
    (seen) => (restarted(seen), cut(seen.after, 'prometheus-1', 20)),
    'inconclusive',
    /prometheus-1 has no sample of merged after the restart/,
  ],
  [
    'few holes allowed, as few as there were to fill',
    ({ run }) => (run.plan.expect[0] = { of: 'merged', check: 'gap-count', limits: { 'at-most': 1 } }),
    'inconclusive',
    /merged may have 1 hole, and the struck replica itself has only 1/,
  ],
  [
    'no holes at all, and there is one',
    ({ run }) => (run.plan.expect[0] = { of: 'merged', check: 'gap-count', limits: { 'at-most': 0 } }),
    'fail',
  ],
  [
    'no holes at all, and there was one before',
    ({ run, before }) => (
      (run.plan.expect[0] = { of: 'merged', check: 'gap-count', limits: { 'at-most': 0 } }),
      hole(before, 2, 4.5, 'prometheus-0')
    ),
    'inconclusive',
    /had a gap of/,
  ],
  [
    'holes that are at another time',
    ({ run, struck }) => (
      (run.plan.expect[1] = { of: 'struck', check: 'gap-count', limits: { 'at-least': 1 } }),
      hole(struck.looks.at(-1), 3, 8)
    ),
    'inconclusive',
    /struck has only 0 holes at the time of the fault/,
  ],
]

t.test('of faults that hit several, or stop no scrapes', async (t) => {
  for (const [name, change, verdict, doubt] of followed) {
    const seen = parts()
    change(seen)
    const judged = judge(seen.run, checks)
    t.equal(judged.verdict, verdict, name, { doubts: judged.inconclusiveReasons })
    if (doubt !== undefined) t.match(judged.inconclusiveReasons.join('\n'), doubt, name)
  }
})

function silence(run: Journal): void {
  for (const beat of run.probes.query ?? [])
    if (beat.at.slice(17, 19) >= '16' && beat.at.slice(17, 19) < '26') Object.assign(beat, { ok: false, detail: 'ECONNREFUSED' })
}
