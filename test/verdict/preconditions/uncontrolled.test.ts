import t from 'tap'
import type { Journal, Outcome } from '../../../src/model/run.ts'
import { judge } from '../../../src/verdict/judge.ts'
import { BOTH, line, withQuestion, withStores } from '../../helpers/asked.ts'
import { journal } from '../../helpers/run.ts'
import { checks } from '../../helpers/spoil.ts'

type Expected = [of: string, check: string, limits: Record<string, number | string>]

/** What a freeze of a sidecar leaves: the replica's own samples have no hole. */
function frozen(): Journal {
  const run = withStores(journal(), (second) => (second > 16 && second < 27 ? ['prometheus-1'] : BOTH))
  const asked = withQuestion(run, (place, phase, to) => [line(to, () => (place === 'query' && phase === 'during' ? '2' : '1'))])
  const [fault] = asked.faults
  if (fault !== undefined) Object.assign(fault, { fault: 'freeze', target: 'prometheus-0/thanos-sidecar' })
  for (const { replicas, troubles } of Object.values(asked.series).flatMap(({ looks }) => looks)) {
    replicas['prometheus-0'] ??= []
    if (troubles !== undefined) delete troubles['prometheus-0']
  }
  for (const beat of asked.probes.query ?? []) if (beat.at.slice(17, 19) === '16') beat.ms = 15_000
  return asked
}

const ANSWERS: Expected = ['query', 'answers', { 'at-least': 0.99 }]
const SLOW: Expected = ['query', 'slowest', { 'at-least': 10_000 }]
const DROP: Expected = ['stores', 'stores', { 'drop-to': 1 }]

const cases: [name: string, expected: Expected[], verdict: Outcome, doubt?: RegExp][] = [
  ['that all is well, alone', [ANSWERS], 'inconclusive', /query is said to keep to its answers, but there is no control/],
  ['that all is well, twice', [ANSWERS, ['query', 'warnings', { 'at-most': 0 }]], 'inconclusive', /keep to its warnings/],
  ['that all is well, beside damage that Query shows', [ANSWERS, SLOW], 'inconclusive', /no control/],
  ['with a control', [ANSWERS, DROP], 'pass'],
  [
    'with a control that is not met',
    [ANSWERS, ['stores', 'stores', { 'drop-to': 0 }]],
    'inconclusive',
    /control \(stores\) is not met: stores was 1, expected drop to 0/,
  ],
  ['nothing but damage', [SLOW], 'pass'],
  ['nothing but damage, and none shows', [['query', 'slowest', { 'at-least': 20_000 }]], 'fail'],
  ['stores that stay', [['stores', 'stores', { 'never-below': 1 }]], 'inconclusive', /no control/],
  ['stores that come back', [['stores', 'stores', { 'back-within': 60_000 }]], 'inconclusive', /no control/],
  ['a spike', [['asked', 'rate', { 'at-least': 1.8 }]], 'pass'],
  ['no spike', [['asked', 'rate', { 'at-most': 2.5 }]], 'inconclusive', /no control/],
  ['what was so before the fault', [['asked', 'series', { 'at-least': 1 }]], 'inconclusive', /no control/],
  ['a counter that does not fall', [['clock', 'values', { is: 'never-fall', 'at-most': 0 }]], 'inconclusive', /no control/],
  [
    'no gap, with a control of another kind',
    [['merged', 'longest-gap', { 'at-most': 3000 }], DROP],
    'inconclusive',
    /no replica's own series is expected to have one/,
  ],
  [
    'no holes, without a control',
    [['merged', 'holes', { 'at-most': 3 }]],
    'inconclusive',
    /merged is said to have no gap, but there is no control/,
  ],
  ['a check that nobody knows', [['merged', 'beauty', { 'at-most': 3 }]], 'inconclusive', /beauty/],
]

t.test('what claims that all is well needs a control', async (t) => {
  for (const [name, expected, verdict, doubt] of cases) {
    const run = frozen()
    run.series.clock = structuredClone(run.series.merged!)
    run.plan.expect = expected.map(([of, check, limits]) => ({ of, check, limits }))
    const judged = judge(run, checks)
    t.equal(judged.verdict, verdict, name, { doubts: judged.inconclusiveReasons, findings: judged.findings })
    if (doubt !== undefined) t.match(judged.inconclusiveReasons.join('\n'), doubt, name)
  }
})
