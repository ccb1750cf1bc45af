import t from 'tap'
import { merge } from '../../../src/dedup/merge.ts'
import { rate } from '../../../src/dedup/rate.ts'
import { readSamples } from '../../../src/dedup/samples.ts'
import type { CounterCall, Phase, QueryResult, RunRecord, Sample } from '../../../src/model/run.ts'
import { rateMatchesModelCheck } from '../../../src/verdict/checks/rate-matches-model.ts'
import { findingIn } from '../../helpers/parts.ts'
import { at, EDGE, ENDS, ownSamples, runRecord } from '../../helpers/run.ts'

const RANGE = 4
const FROM = EDGE - RANGE
const COUNTER: CounterCall = { call: 'rate', selector: 'c', rangeMs: RANGE * 1000 }

/** A counter that goes up by 0.3 each second; prometheus-0 is away from 16 s to 28 s. */
const counter = (offset: number, to: number, away = [16, 28]): Sample[] =>
  Array.from({ length: 60 }, (_, scrape) => scrape - 5)
    .filter((scrape) => scrape < away[0]! || scrape >= away[1]!)
    .map((scrape): Sample => [at(scrape + offset), String(0.3 * scrape + 10)])
    .filter(([time]) => time > FROM && time <= at(to))

function result(phase: Phase): QueryResult {
  const to = ENDS[phase]
  const both = { 'prometheus-0': counter(0.165, to), 'prometheus-1': counter(0.866, to, [99, 99]) }
  const own = Object.entries(phase === 'during' ? { 'prometheus-1': both['prometheus-1'] } : both)
  const merged = merge(
    own.map(([name, samples]) => readSamples(name, samples)),
    { mode: 'counter' },
  )
  const steps = Array.from({ length: Math.floor(at(to) - EDGE) }, (_, step) => Math.round((EDGE + step) * 1000))
  const values = steps.flatMap((step): Sample[] => {
    const value = rate(merged, step, RANGE * 1000)
    return value === undefined ? [] : [[step / 1000, String(value)]]
  })
  return {
    source: { via: 'query' },
    answers: [{ source: 'query', series: [{ labels: {}, values }] }],
    errors: {},
    window: { from: EDGE, to: at(to), stepSeconds: 1 },
    counter: COUNTER,
    counterSamples: { from: FROM, replicas: Object.fromEntries(own.map(([name, samples]) => [name, ownSamples(samples)])) },
  }
}

/** What is changed in a run: what was read after recovery, or the whole of it. */
type Change = (after: QueryResult, run: RunRecord) => void

function judged(change: Change = () => {}) {
  const run = runRecord()
  run.scenario.observe['cpu'] = { query: 'rate(c[4s])' }
  for (const { phase, queries } of run.snapshots) queries['cpu'] = result(phase)
  change(run.snapshots[2]!.queries['cpu']!, run)
  return findingIn(run, rateMatchesModelCheck, 'cpu', { is: 'penalty', 'at-most': 0 })
}

const values = ({ answers }: QueryResult) => answers[0]!.series[0]!.values

t.test('what the model makes is what Query answered, at every snapshot', async (t) => {
  t.match(judged(), {
    passed: true,
    measured: 0,
    unit: 'number',
    detail:
      'before the fault 15 steps of 2 replicas as in the model; during the outage 24 steps of 1 replica as in the model; after recovery 43 steps of 2 replicas as in the model',
  })
})

t.test('another value, one too many, one too few', async (t) => {
  t.match(
    judged((after) => (values(after)[9]![1] = '0.300000001')),
    { passed: true },
    'within 1e-9',
  )
  t.match(
    judged((after) => (values(after)[9]![1] = '0.3000001')),
    { passed: false, measured: 1, detail: /the first at 1795371429.14: Query 0.3000001, the model 0.3/ },
  )
  t.match(
    judged((after) => values(after).splice(9, 1)),
    { passed: false, measured: 1, detail: /Query nothing/ },
  )
  t.match(
    judged((after) => (after.answers[0]!.series[0]!.values = [])),
    { passed: false },
  )
})

t.test('what cannot be compared shows nothing', async (t) => {
  const incomparable: [what: string, change: Change, detail: RegExp][] = [
    [
      'nothing was kept',
      (_, run) => run.snapshots.forEach(({ queries }) => delete queries['cpu']!.counter),
      /no counter's samples of cpu to compare with/,
    ],
    ['two series', (after) => after.answers[0]!.series.push({ labels: {}, values: [] }), /gave 2 series/],
    ['no answer', (after) => Object.assign(after, { answers: [], errors: { query: 'HTTP 503' } }), /Query: HTTP 503/],
    ['a replica is silent', (after) => delete after.counterSamples!.replicas['prometheus-0'], /prometheus-0 gave no samples/],
    ['Query did not say whom it has', (_, run) => (run.snapshots[2]!.undeduplicated = {}), /did not say which replicas/],
    ['one replica alone', (_, run) => (run.snapshots[2]!.undeduplicated = { 'prometheus-1': 40 }), /no merge of two replicas/],
    ['no numbers', (after) => (after.counterSamples!.replicas['prometheus-0']!.samples[3]![1] = 'x'), /has no number/],
    [
      'another Thanos',
      (after, run) => ((run.versions['thanos'] = '0.43.0'), values(after).pop(), values(after).shift()),
      /another version/,
    ],
  ]
  for (const [what, change, detail] of incomparable) t.match(judged(change), { passed: false, measured: null, detail }, what)
})

t.test('without a range beyond the window, the samples of the snapshot are compared', async (t) => {
  const finding = judged((_, run) => {
    for (const { window, replicas, queries } of run.snapshots) {
      const { counterSamples, ...kept } = queries['cpu']!
      queries['cpu'] = kept
      window.from = FROM
      for (const [name, own] of Object.entries(counterSamples!.replicas)) replicas[name]!['c'] = own
    }
  })
  t.match(finding, { passed: true, measured: 0, detail: /after recovery 43 steps of 2 replicas as in the model/ })
})
