import t from 'tap'
import type { Outcome } from '../../src/model/run.ts'
import { judge } from '../../src/verdict/judge.ts'
import { at, journal, own } from '../helpers/run.ts'
import { checks, expect, hole, limit, parts, type Parts, trouble } from '../helpers/spoil.ts'

t.test('the run as it is passes, without a doubt', async (t) => {
  const verdict = judge(journal(), checks)
  t.match(verdict, { verdict: 'pass', doubts: [] })
  t.same(
    verdict.findings.map(({ series, passed: held, control }) => ({ series, held, control })),
    [
      { series: 'merged', held: true, control: undefined },
      { series: 'struck', held: true, control: true },
    ],
  )
})

const judged: [name: string, change: (parts: Parts) => void, verdict: Outcome][] = [
  ['a longer hole than allowed', ({ run }) => limit(run, 'merged', { 'at-most': 2000 }), 'fail'],
  ['a gap during the outage', ({ outage }) => hole(outage, 16, 21), 'fail'],
  ['Query fell silent in the outage', ({ outage }) => hole(outage, 16, 30), 'fail'],
  ['the naive Service is expected to have no gap', ({ run }) => expect(run, 'naive', 'longest-gap', { 'at-most': 3000 }), 'fail'],
  ['the naive Service is expected to have one', ({ run }) => expect(run, 'naive', 'longest-gap', { 'at-least': 5000 }), 'pass'],
  ['the naive Service is expected to have a longer one', ({ run }) => expect(run, 'naive', 'longest-gap', { 'at-least': 20_000 }), 'fail'],
  [
    'a gap is expected that only the outage shows',
    ({ run, outage }) => (limit(run, 'merged', { 'at-least': 4000 }), hole(outage, 16, 21)),
    'pass',
  ],
  [
    'two expectations of one series, one held',
    ({ run }) => (expect(run, 'merged', 'longest-gap', { 'at-least': 2000 }), expect(run, 'merged', 'longest-gap', { 'at-least': 9000 })),
    'fail',
  ],
  ['the steady probe of Query', ({ run }) => expect(run, 'query', 'answers', { 'at-least': 1 }), 'pass'],
  ['the steady probe of the Service', ({ run }) => expect(run, 'service', 'answers', { 'at-least': 0.99 }), 'fail'],
  [
    'a doubt beats a finding that is not held',
    ({ run, kill }) => (limit(run, 'merged', { 'at-most': 2000 }), (kill.evidence.verified = false)),
    'inconclusive',
  ],
  ['the Service fails while a replica is away', ({ run }) => trouble(run, 'naive', 'during', 'service'), 'pass'],
  ['the Service fails after the return', ({ run }) => trouble(run, 'naive', 'after', 'service'), 'inconclusive'],
  ['the struck replica does not answer in the outage', ({ run }) => trouble(run, 'merged', 'during', 'prometheus-0'), 'pass'],
  [
    'the struck replica answers in the outage what it had',
    ({ outage }) => (outage.replicas['prometheus-0'] = own('prometheus-0', 24.9)),
    'pass',
  ],
  [
    'the struck replica is back already at the look at the outage',
    ({ outage }) => (outage.replicas['prometheus-0'] = own('prometheus-1', 24.9).filter(([time]) => time < at(15.9) || time > at(20))),
    'pass',
  ],
  ['the control alone, without a claim', ({ run }) => run.plan.expect.shift(), 'pass'],
  ['no claim, and Query not asked for its stores', ({ run }) => (run.plan.expect.shift(), (run.sights = [])), 'pass'],
  ['a second fault on the replica that was not followed', ({ run, kill }) => run.faults.push({ ...kill, id: 'kill-2' }), 'pass'],
]

t.test('what is not in doubt is judged', async (t) => {
  for (const [name, change, verdict] of judged) {
    const changed = parts()
    change(changed)
    const { verdict: outcome, inconclusiveReasons: doubts } = judge(changed.run, checks)
    t.equal(outcome, verdict, name, { doubts })
  }
})

t.test('it is judged again from the file alone, and the same', async (t) => {
  const run = journal()
  const before = structuredClone(run)
  t.same(judge(JSON.parse(JSON.stringify(run)), checks), judge(run, checks))
  t.same(run, before, 'the journal stays as it is')
})
