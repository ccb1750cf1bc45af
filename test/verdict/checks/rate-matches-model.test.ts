import t from 'tap'
import { merge } from '../../../src/dedup/merge.ts'
import { rate } from '../../../src/dedup/rate.ts'
import { readSamples } from '../../../src/dedup/samples.ts'
import type { Asking, Journal, Question, Sample } from '../../../src/model/run.ts'
import { rateMatchesModelCheck } from '../../../src/verdict/checks/rate-matches-model.ts'
import { at, EDGE, iso, journal } from '../../helpers/run.ts'

const RANGE = 4
const FROM = EDGE - RANGE

/** A counter that goes up by 0.3 each second; prometheus-0 is away from 16 s to 28 s. */
const counter = (phase: number, to: number, away = [16, 28]): Sample[] =>
  Array.from({ length: 60 }, (_, scrape) => scrape - 5)
    .filter((scrape) => scrape < away[0]! || scrape >= away[1]!)
    .map((scrape): Sample => [at(scrape + phase), String(0.3 * scrape + 10)])
    .filter(([time]) => time > FROM && time <= at(to))

function asking(phase: Asking['phase'], to: number): Asking {
  const both = { 'prometheus-0': counter(0.165, to), 'prometheus-1': counter(0.866, to, [99, 99]) }
  const replicas = phase === 'during' ? { 'prometheus-1': both['prometheus-1'] } : both
  const merged = merge(
    Object.entries(replicas).map(([name, samples]) => readSamples(name, samples)),
    { mode: 'counter' },
  )
  const steps = Array.from({ length: Math.floor(at(to) - EDGE) }, (_, step) => Math.round((EDGE + step) * 1000))
  const values = steps.flatMap((step): Sample[] => {
    const value = rate(merged, step, RANGE * 1000)
    return value === undefined ? [] : [[step / 1000, String(value)]]
  })
  const answers = [{ place: 'query', series: [{ labels: {}, values }] }]
  return { phase, at: iso(to), from: EDGE, to: at(to), stepSeconds: 1, answers, counters: { from: FROM, to: at(to), replicas } }
}

function run(change: (question: Question, run: Journal) => void = () => {}) {
  const seen = journal()
  const counted = { call: 'rate' as const, selector: 'c', rangeMs: RANGE * 1000 }
  const asked = [asking('before', 15.3), asking('during', 24.9), asking('after', 43.2)]
  const question: Question = { expr: 'rate(c[4s])', via: 'query', counted, asked }
  seen.questions = { cpu: question }
  change(question, seen)
  return rateMatchesModelCheck.judge({ of: 'cpu', check: 'rate-matches-model', limits: { is: 'penalty', 'at-most': 0 } }, seen)
}

const after = ({ asked }: Question) => asked[2]!.answers[0]!.series[0]!.values

t.test('what the model makes holds, at every look', async (t) => {
  t.match(run(), {
    held: true,
    measured: 0,
    unit: 'number',
    detail:
      'before the fault 15 steps of 2 replicas as predicted; during the outage 24 steps of 1 replica as predicted; after the return 43 steps of 2 replicas as predicted',
  })
})

t.test('another value, one too many, one too few', async (t) => {
  t.match(
    run((question) => (after(question)[9]![1] = '0.300000001')),
    { held: true },
    'within 1e-9',
  )
  t.match(
    run((question) => (after(question)[9]![1] = '0.3000001')),
    { held: false, measured: 1, detail: /the first at 1795371429.14: Query 0.3000001, the model 0.3/ },
  )
  t.match(
    run((question) => after(question).splice(9, 1)),
    { held: false, measured: 1, detail: /Query nothing/ },
  )
  t.match(
    run(
      (question) =>
        (question.asked[2]!.answers = asking('after', 43.2).answers.map((one) => ({ ...one, series: [{ labels: {}, values: [] }] }))),
    ),
    { held: false },
  )
})

t.test('what cannot be compared shows nothing', async (t) => {
  const mute: [what: string, change: (question: Question, run: Journal) => void, detail: RegExp][] = [
    ['nothing was kept', (question) => delete question.counted, /no counter's samples were kept/],
    ['two series', (question) => question.asked[2]!.answers[0]!.series.push({ labels: {}, values: [] }), /gave 2 series/],
    ['no answer', (question) => (question.asked[2]!.answers[0]!.trouble = 'HTTP 503'), /Query HTTP 503/],
    ['a replica is silent', (question) => delete question.asked[2]!.counters!.replicas['prometheus-0'], /prometheus-0 gave no samples/],
    ['Query did not say whom it has', (_, seen) => (seen.sights[2]!.replicas = {}), /did not tell/],
    ['one replica alone', (_, seen) => (seen.sights[2]!.replicas = { 'prometheus-1': 40 }), /no merge of two replicas/],
    ['no numbers', (question) => (question.asked[2]!.counters!.replicas['prometheus-0']![3]![1] = 'x'), /has no number/],
    [
      'another Thanos',
      (question, seen) => ((seen.versions['thanos'] = '0.43.0'), after(question).pop(), after(question).shift()),
      /another version/,
    ],
  ]
  for (const [what, change, detail] of mute) t.match(run(change), { held: false, measured: null, detail }, what)
})
