import t from 'tap'
import type { FaultEntry, ProbeResult, RunRecord } from '../../src/model/run.ts'
import type { Outcome } from '../../src/model/scenario.ts'
import { expectOnly, judgeRun } from '../helpers/parts.ts'
import { line, withQuery } from '../helpers/queries.ts'
import { iso, runRecord } from '../helpers/run.ts'

type Expected = [of: string, check: string, limits: Record<string, number | string>]

const fault = (id: number, name: string, target: string, from: number, to: number): FaultEntry => ({
  id: String(id),
  fault: name,
  target,
  injectedAt: iso(from),
  healedAt: iso(to),
  evidence: { verified: true, detail: 'it happened' },
})

const result = (index: number): ProbeResult => {
  const second = index / 5
  const away = second >= 10 && second < 15
  return { at: iso(second), ms: second >= 30 && second < 40 ? 400 + (index % 7) : 10, ...(away ? { error: 'ECONNREFUSED' } : {}) }
}

/** One Query is killed; a second one is there; the first is killed again. Five requests a second, none answered in the first kill. */
function twoKills(): RunRecord {
  const run = runRecord()
  run.scenario.observe = {}
  run.probes = { query: Array.from({ length: 225 }, (_, index) => result(index)) }
  run.faults = [
    fault(1, 'kill', 'thanos-query-5d-a1/thanos-query', 10, 15),
    fault(2, 'scale', 'thanos-query to 2', 18, 44),
    fault(3, 'kill', 'thanos-query-5d-a1/thanos-query', 30, 40),
    fault(4, 'kill', 'prometheus-0/thanos-sidecar', 42, 44),
  ]
  return run
}

const ONE: Expected = ['query', 'success-rate', { fault: 1, 'at-most': 0.4 }]
const TWO: Expected = ['query', 'success-rate', { fault: 3, 'at-least': 0.9 }]

const cases: [name: string, expected: Expected[], verdict: Outcome, reported: RegExp][] = [
  ['with one Query it is down, with two it is not', [ONE, TWO], 'pass', /^15 of 40 requests answered.*60 of 60 requests answered/s],
  ['that it is not, alone', [TWO], 'inconclusive', /has no control/],
  ['that it is not, and with one Query neither', [['query', 'success-rate', { fault: 1, 'at-most': 0.3 }], TWO], 'inconclusive', /not met/],
  ['another fault is no control', [ONE, ['query', 'success-rate', { fault: 2, 'at-least': 0.9 }]], 'inconclusive', /no control/],
  ['the same of another workload is none', [ONE, ['query', 'success-rate', { fault: 4, 'at-least': 0.9 }]], 'inconclusive', /no control/],
  ['another figure is none', [ONE, ['query', 'max-latency', { fault: 3, 'at-most': 1000 }]], 'inconclusive', /no control/],
  ['two that are down', [ONE, ['query', 'success-rate', { fault: 3, 'at-most': 0.9 }]], 'fail', /60 of 60/],
  [
    'slower than before the first fault',
    [
      ['query', 'median-latency', { fault: 0, 'at-most': 200 }],
      ['query', 'median-latency', { fault: 3, 'at-least': 300 }],
    ],
    'pass',
    /^half of 50 requests took 0\.01 s or longer.*half of 60 requests took 0\.40 s/s,
  ],
  [
    'a fault that was not injected',
    [ONE, ['query', 'success-rate', { fault: 5, 'at-least': 0.9 }]],
    'inconclusive',
    /no result to measure/,
  ],
]

t.test('a probe, from one fault until the next', async (t) => {
  for (const [name, expected, verdict, reported] of cases) {
    const run = twoKills()
    expectOnly(run, ...expected)
    const judged = judgeRun(run)
    t.equal(judged.verdict, verdict, name, judged)
    t.match([...judged.findings.map(({ detail }) => detail), ...judged.inconclusiveReasons].join('\n'), reported, name)
  }
})

/** Spikes through Query while the fault lasts, none after it. */
const spiked = () =>
  withQuery(runRecord(), (source, phase, to) => [line(to, () => (source === 'query' && phase === 'during' ? '500' : '10'))])

t.test('a query, as it was answered at one phase', async (t) => {
  const run = spiked()
  expectOnly(run, ['graph', 'rate-spike', { phase: 'during', 'at-least': 5 }], ['graph', 'rate-spike', { phase: 'after', 'at-most': 2 }])
  const { verdict, findings } = judgeRun(run)
  t.equal(verdict, 'pass')
  t.match(findings, [
    { control: true, measured: 50, expected: 'at least 5 times, during the outage' },
    { measured: 1, expected: 'at most 2 times, after recovery' },
  ])
  run.scenario.expect[0]!.limits['at-least'] = 60
  t.match(judgeRun(run), {
    verdict: 'inconclusive',
    inconclusiveReasons: [/The control \(graph\) is not met: rate-spike was 50 times/],
  })
})
