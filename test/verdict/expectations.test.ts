import t from 'tap'
import type { FaultEntry, Journal, Outcome, ProbeResult } from '../../src/model/run.ts'
import { judge } from '../../src/verdict/judge.ts'
import { line, withQuestion } from '../helpers/asked.ts'
import { iso, journal } from '../helpers/run.ts'
import { checks } from '../helpers/spoil.ts'

type Expected = [of: string, check: string, limits: Record<string, number | string>]

const fault = (id: number, name: string, target: string, from: number, to: number): FaultEntry => ({
  id: String(id),
  fault: name,
  target,
  injectedAt: iso(from),
  healedAt: iso(to),
  evidence: { verified: true, detail: 'it happened' },
})

const beat = (index: number): ProbeResult => {
  const second = index / 5
  const away = second >= 10 && second < 15
  return { at: iso(second), ok: !away, ms: second >= 30 && second < 40 ? 400 + (index % 7) : 10 }
}

/** One Query is killed; a second one is there; the first is killed again. Five beats a second, none answered in the first kill. */
function twoKills(): Journal {
  const run: Journal = { ...journal(), series: {} }
  run.probes = { query: Array.from({ length: 225 }, (_, index) => beat(index)) }
  run.faults = [
    fault(1, 'kill', 'thanos-query-5d-a1/thanos-query', 10, 15),
    fault(2, 'scale', 'thanos-query to 2', 18, 44),
    fault(3, 'kill', 'thanos-query-5d-a1/thanos-query', 30, 40),
    fault(4, 'kill', 'prometheus-0/thanos-sidecar', 42, 44),
  ]
  return run
}

const ONE: Expected = ['query', 'answers', { fault: 1, 'at-most': 0.4 }]
const TWO: Expected = ['query', 'answers', { fault: 3, 'at-least': 0.9 }]

const cases: [name: string, expected: Expected[], verdict: Outcome, said: RegExp][] = [
  ['with one Query it is down, with two it is not', [ONE, TWO], 'pass', /^15 of 40 beats answered.*60 of 60 beats answered/s],
  ['that it is not, alone', [TWO], 'inconclusive', /there is no control/],
  ['that it is not, and with one Query neither', [['query', 'answers', { fault: 1, 'at-most': 0.3 }], TWO], 'inconclusive', /not met/],
  ['another fault is no control', [ONE, ['query', 'answers', { fault: 2, 'at-least': 0.9 }]], 'inconclusive', /no control/],
  ['the same of another workload is none', [ONE, ['query', 'answers', { fault: 4, 'at-least': 0.9 }]], 'inconclusive', /no control/],
  ['another figure is none', [ONE, ['query', 'slowest', { fault: 3, 'at-most': 1000 }]], 'inconclusive', /no control/],
  ['two that are down', [ONE, ['query', 'answers', { fault: 3, 'at-most': 0.9 }]], 'fail', /60 of 60/],
  [
    'slower than before the first fault',
    [
      ['query', 'typical', { fault: 0, 'at-most': 200 }],
      ['query', 'typical', { fault: 3, 'at-least': 300 }],
    ],
    'pass',
    /^of 50 beats half took 0\.01 s or longer.*of 60 beats half took 0\.40 s/s,
  ],
  ['a fault that was not played', [ONE, ['query', 'answers', { fault: 5, 'at-least': 0.9 }]], 'inconclusive', /no beat to measure/],
]

t.test('a steady probe, from one fault until the next', async (t) => {
  for (const [name, expected, verdict, said] of cases) {
    const run = twoKills()
    run.plan.expect = expected.map(([of, check, limits]) => ({ of, check, limits }))
    const judged = judge(run, checks)
    t.equal(judged.verdict, verdict, name, judged)
    t.match([...judged.findings.map(({ detail }) => detail), ...judged.inconclusiveReasons].join('\n'), said, name)
  }
})

/** Spikes through Query while the fault lasts, none after it. */
const spiked = () =>
  withQuestion(journal(), (place, phase, to) => [line(to, () => (place === 'query' && phase === 'during' ? '500' : '10'))])

t.test('a question, as it was answered at one moment', async (t) => {
  const run = spiked()
  run.plan.expect = [
    { of: 'asked', check: 'rate-spike', limits: { phase: 'during', 'at-least': 5 } },
    { of: 'asked', check: 'rate-spike', limits: { phase: 'after', 'at-most': 2 } },
  ]
  const { verdict, findings } = judge(run, checks)
  t.equal(verdict, 'pass')
  t.match(findings, [
    { control: true, measured: 50, expected: 'at least 5 times, during the outage' },
    { measured: 1, expected: 'at most 2 times, after the return' },
  ])
  run.plan.expect[0]!.limits['at-least'] = 60
  t.match(judge(run, checks), { verdict: 'inconclusive', doubts: [/The control \(asked\) is not met: rate was 50 times/] })
})
