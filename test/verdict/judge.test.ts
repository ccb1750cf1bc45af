import t from 'tap'
import type { Outcome } from '../../src/model/scenario.ts'
import { expect, judgeRun, limit, type Parts, parts, setError, setGap, setOwn, setOwnError } from '../helpers/parts.ts'
import { own, runRecord, without } from '../helpers/run.ts'

t.test('the run as it is passes, and nothing makes it inconclusive', async (t) => {
  const verdict = judgeRun(runRecord())
  t.match(verdict, { verdict: 'pass', inconclusiveReasons: [] })
  t.same(
    verdict.findings.map(({ series, passed, control }) => ({ series, passed, control })),
    [
      { series: 'merged', passed: true, control: undefined },
      { series: 'victim', passed: true, control: true },
    ],
  )
})

const judged: [name: string, change: (parts: Parts) => void, verdict: Outcome][] = [
  ['a longer gap than allowed', ({ run }) => limit(run, 'merged', { 'at-most': 2000 }), 'fail'],
  ['a gap during the outage', ({ during }) => setGap(during, 16, 21), 'fail'],
  ['Query fell silent in the outage', ({ during }) => setGap(during, 16, 30), 'fail'],
  ['the naive Service is expected to have no gap', ({ run }) => expect(run, 'naive', 'longest-gap', { 'at-most': 3000 }), 'fail'],
  ['the naive Service is expected to have one', ({ run }) => expect(run, 'naive', 'longest-gap', { 'at-least': 5000 }), 'pass'],
  ['the naive Service is expected to have a longer one', ({ run }) => expect(run, 'naive', 'longest-gap', { 'at-least': 20_000 }), 'fail'],
  [
    'a gap is expected that only the outage shows',
    ({ run, during }) => (limit(run, 'merged', { 'at-least': 4000 }), setGap(during, 16, 21)),
    'pass',
  ],
  [
    'two expectations of one series, one passed',
    ({ run }) => (expect(run, 'merged', 'longest-gap', { 'at-least': 2000 }), expect(run, 'merged', 'longest-gap', { 'at-least': 9000 })),
    'fail',
  ],
  ['the probe of Query', ({ run }) => expect(run, 'query', 'success-rate', { 'at-least': 1 }), 'pass'],
  ['the probe of the Service', ({ run }) => expect(run, 'service', 'success-rate', { 'at-least': 0.99 }), 'fail'],
  [
    'inconclusive comes before a finding that did not pass',
    ({ run, kill }) => (limit(run, 'merged', { 'at-most': 2000 }), (kill.evidence.verified = false)),
    'inconclusive',
  ],
  ['the Service fails while a replica is away', ({ during }) => setError(during, 'naive', 'service'), 'pass'],
  ['the Service fails after recovery', ({ after }) => setError(after, 'naive', 'service'), 'inconclusive'],
  ['the victim does not answer in the outage', ({ during }) => setOwnError(during, 'prometheus-0'), 'pass'],
  ['the victim answers in the outage what it had', ({ during }) => setOwn(during, 'prometheus-0', own('prometheus-0', 24.9)), 'pass'],
  [
    'the victim is back already at the snapshot of the outage',
    ({ during }) => setOwn(during, 'prometheus-0', without(own('prometheus-1', 24.9), 15.9, 20)),
    'pass',
  ],
  ['the control alone, without a claim', ({ run }) => run.scenario.expect.shift(), 'pass'],
  [
    'no claim, and Query did not say its stores',
    ({ run }) => {
      run.scenario.expect.shift()
      for (const snapshot of run.snapshots) Object.assign(snapshot, { stores: [], undeduplicated: {} })
    },
    'pass',
  ],
  ['a second fault on a replica that was not preferred', ({ run, kill }) => run.faults.push({ ...kill, id: 'kill-2' }), 'pass'],
]

t.test('what is conclusive is judged', async (t) => {
  for (const [name, change, verdict] of judged) {
    const changed = parts()
    change(changed)
    const { verdict: outcome, inconclusiveReasons: reasons } = judgeRun(changed.run)
    t.equal(outcome, verdict, name, { reasons })
  }
})

t.test('it is judged again from the file alone, and the same', async (t) => {
  const run = runRecord()
  const before = structuredClone(run)
  t.same(judgeRun(JSON.parse(JSON.stringify(run))), judgeRun(run))
  t.same(run, before, 'the record stays as it is')
})
