import t from 'tap'
import type { RunRecord } from '../../../src/model/run.ts'
import type { Outcome } from '../../../src/model/scenario.ts'
import { expect, expectOnly, inconclusive, judgeRun, limit, parts, setGap, setOwn } from '../../helpers/parts.ts'
import { line, withQuery, withStores } from '../../helpers/queries.ts'
import { BOTH, own, runRecord, UP, without } from '../../helpers/run.ts'

t.test('no control, or one that shows nothing', async (t) => {
  inconclusive(t, [
    ['no control', ({ run }) => run.scenario.expect.pop(), /there is no control/],
    ['a control that may be anything', ({ run }) => limit(run, 'victim', { 'at-most': 60_000 }), /there is no control/],
    ['a control unmet', ({ run }) => limit(run, 'victim', { 'at-least': 20_000 }), /The control \(victim\) is not met/],
    [
      'a control with no gap, whose dead silence is as long',
      ({ after }) => setOwn(after, 'prometheus-0', own('prometheus-1', 43.2)),
      /victim\) is not met: longest-gap was 1\.00 s/,
    ],
    [
      'a control that never answered again',
      ({ run }) => run.snapshots.forEach((snapshot) => setOwn(snapshot, 'prometheus-0', [])),
      /there is no answer of victim to measure/,
    ],
    [
      'a control whose gap is elsewhere',
      ({ after }) => setOwn(after, 'prometheus-0', without(own('prometheus-1', 43.2), 3, 10)),
      /victim has no gap of 5 s \(5 scrapes\) at the time of the fault/,
    ],
    [
      'a control on the survivor',
      ({ run }) => run.snapshots.forEach(({ queries }) => (queries['victim']!.source.replica = 'prometheus-1')),
      /reads prometheus-1, but the fault hit prometheus-0/,
    ],
    [
      'a control whose gap only the snapshot of the outage shows',
      ({ during, after }) => (
        setOwn(during, 'prometheus-0', own('prometheus-0', 24.9)),
        setOwn(after, 'prometheus-0', own('prometheus-1', 43.2))
      ),
      /victim has no gap of 5 s \(5 scrapes\) at the time of the fault, as read after recovery/,
    ],
    ['a limit as wide as the gap', ({ run }) => limit(run, 'merged', { 'at-most': 13_000 }), /pass without any merging/],
    [
      'a gap that was expected, but is another one',
      ({ run, after }) => (expect(run, 'merged', 'longest-gap', { 'at-least': 6000 }), setGap(after, 2, 10)),
      /merged has no gap of 6 s \(6 scrapes\) at the time of the fault/,
    ],
  ])
})

type Expected = [of: string, check: string, limits: Record<string, number | string>]

/** What a freeze of a sidecar leaves: the replica answers nothing, and its store is gone. */
function frozen(): RunRecord {
  const { run, kill, during } = parts(
    withQuery(
      withStores(runRecord(), (second) => (second > 16 && second < 27 ? ['prometheus-1'] : BOTH)),
      (source, phase, to) => [line(to, () => (source === 'query' && phase === 'during' ? '2' : '1'))],
    ),
  )
  Object.assign(kill, { fault: 'freeze', target: 'prometheus-0/thanos-sidecar' })
  setOwn(during, 'prometheus-0', [])
  for (const result of run.probes['query'] ?? []) if (result.at.slice(17, 19) === '16') result.ms = 15_000
  run.scenario.observe['clock'] = { samples: UP }
  for (const { queries } of run.snapshots) queries['clock'] = structuredClone(queries['merged']!)
  return run
}

const ANSWERS: Expected = ['query', 'success-rate', { 'at-least': 0.99 }]
const SLOW: Expected = ['query', 'max-latency', { 'at-least': 10_000 }]
const DROP: Expected = ['stores', 'healthy-stores', { 'drop-to': 1 }]

const cases: [name: string, expected: Expected[], verdict: Outcome, reason?: RegExp][] = [
  ['that all is well, alone', [ANSWERS], 'inconclusive', /Expectation success-rate on query has no control/],
  [
    'that all is well, twice',
    [ANSWERS, ['query', 'warnings', { 'at-most': 0 }]],
    'inconclusive',
    /Expectation warnings on query has no control/,
  ],
  ['that all is well, beside damage that Query shows', [ANSWERS, SLOW], 'inconclusive', /no control/],
  ['with a control', [ANSWERS, DROP], 'pass'],
  [
    'with a control that is not met',
    [ANSWERS, ['stores', 'healthy-stores', { 'drop-to': 0 }]],
    'inconclusive',
    /control \(stores\) is not met: healthy-stores was 1, expected drop to 0/,
  ],
  ['nothing but damage', [SLOW], 'pass'],
  ['nothing but damage, and none shows', [['query', 'max-latency', { 'at-least': 20_000 }]], 'fail'],
  ['stores that stay', [['stores', 'healthy-stores', { 'never-below': 1 }]], 'inconclusive', /no control/],
  ['stores that come back', [['stores', 'healthy-stores', { 'back-within': 60_000 }]], 'inconclusive', /no control/],
  ['a spike', [['graph', 'rate-spike', { 'at-least': 1.8 }]], 'pass'],
  ['no spike', [['graph', 'rate-spike', { 'at-most': 2.5 }]], 'inconclusive', /no control/],
  ['what was so before the fault', [['graph', 'series-count', { 'at-least': 1 }]], 'inconclusive', /no control/],
  ['a counter that does not fall', [['clock', 'sample-values', { is: 'never-fall', 'at-most': 0 }]], 'inconclusive', /no control/],
  [
    'no gap, with a control of another kind',
    [['merged', 'longest-gap', { 'at-most': 3000 }], DROP],
    'inconclusive',
    /no replica's own series is expected to have one/,
  ],
  [
    'no gaps, without a control',
    [['merged', 'gap-count', { 'at-most': 3 }]],
    'inconclusive',
    /merged is expected to have no gap, but there is no control/,
  ],
  ['a check that nobody knows', [['merged', 'beauty', { 'at-most': 3 }]], 'inconclusive', /beauty/],
]

t.test('what claims that all is well needs a control', async (t) => {
  for (const [name, expected, verdict, reason] of cases) {
    const run = frozen()
    expectOnly(run, ...expected)
    const { verdict: outcome, inconclusiveReasons: reasons, findings } = judgeRun(run)
    t.equal(outcome, verdict, name, { reasons, findings })
    if (reason !== undefined) t.match(reasons.join('\n'), reason, name)
  }
})
