import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import type { How } from '../../src/dedup/recorder.ts'
import type { SimulatedOutage } from '../../src/dedup/simulate.ts'
import { explainAnswer } from '../../src/explain/answer.ts'
import { explain } from '../../src/explain/explanation.ts'
import { caseOfRun } from '../../src/explain/inputs/run.ts'
import { caseOfScratch } from '../../src/explain/inputs/simulated.ts'
import type { Case } from '../../src/explain/inputs/snapshot.ts'
import { explanationText } from '../../src/explain/text.ts'
import type { Run, Sample } from '../../src/model/run.ts'
import { judge } from '../../src/verdict/judge.ts'
import { EDGE, journal } from '../helpers/run.ts'
import { checks } from '../helpers/spoil.ts'

const run = (change: (seen: Run) => void = () => {}): Run => {
  const seen = { ...journal(), ...judge(journal(), checks) }
  change(seen)
  return seen
}
const scratch = (
  outages: SimulatedOutage[],
  how: How = {},
  more: Partial<{ intervalMs: number; offsetMs: number; lengthMs: number }> = {},
): Case => {
  const { intervalMs = 1000, offsetMs = 700, lengthMs = 40_000 } = more
  const players = [
    { name: 'a', intervalMs, offsetMs: 100, outages },
    { name: 'b', intervalMs, offsetMs: 100 + offsetMs, outages: [] },
  ]
  return caseOfScratch(players, lengthMs, how)
}
const out = (from: number, to: number, kind: SimulatedOutage['kind'] = 'dies'): SimulatedOutage => ({
  from: from * 1000,
  to: to * 1000,
  kind,
})

const pages: [name: string, made: () => Case, at?: number][] = [
  ['run', () => caseOfRun(run(withPrediction), {})],
  ['during', () => caseOfRun(run(), { phase: 'during' })],
  [
    'differs',
    () =>
      caseOfRun(
        run((seen) => seen.series['merged']!.looks[1]!.samples.splice(20, 1)),
        {},
      ),
  ],
  ['missed', () => scratch([out(20, 21)])],
  ['fails', () => scratch([out(20, 30, 'fails')])],
  ['late', () => scratch([], {}, { intervalMs: 15_000, offsetMs: 8000, lengthMs: 180_000 })],
  ['chain', () => scratch([out(20, 30)], { algorithm: 'chain' })],
  ['flapping', () => scratch(Array.from({ length: 10 }, (_, index) => out(10 + 2 * index, 11 + 2 * index, 'fails')))],
  ['at', () => scratch([out(10, 13), out(25, 28)]), 25_000],
]

function withPrediction({ faults }: Run): void {
  const prediction = { preferred: 'prometheus-0', survivor: 'prometheus-1', intervalMs: 1000, offsetMs: 701, formula: '2I + d' }
  faults[0]!.predictions = { merged: { ...prediction, gapMs: { least: 2701, most: 2701 } } }
}

for (const [name, made, at] of pages)
  t.test(`golden/${name}.txt`, async (t) => {
    const file = new URL(`golden/${name}.txt`, import.meta.url)
    const page = explanationText(explain(made()), { color: false, width: 100, at })
    if (process.env['GOLDEN'] === 'write') writeFileSync(file, page)
    t.equal(page, readFileSync(file, 'utf8'), 'as kept; GOLDEN=write writes it anew')
    t.same(
      page.split('\n').filter((line) => line.length > 100 && !/^ {2}(time|\d\d:)/.test(line)),
      [],
      'no line is wider than the page, but for tables',
    )
  })

t.test('as data: every merged sample with its source, switches with what they passed over', async (t) => {
  const told = explainAnswer(explain(caseOfRun(run(withPrediction), {})))
  t.match(told, {
    schemaVersion: 1,
    series: 'merged',
    algorithm: 'penalty',
    mode: 'plain',
    from: EDGE,
    model: { compared: 41, differing: 0 },
  })
  t.equal(told.samples.length, 41)
  t.same(told.samples[0], { t: 1795371420.165, v: '1', replica: 'prometheus-0' })
  t.equal(told.samples.at(-1)?.replica, 'prometheus-1')
  t.same(told.switches, [
    { at: 1795371437.866, from: 'prometheus-0', to: 'prometheus-1', penaltyMs: 2000, skipped: [1795371435.866, 1795371436.866] },
  ])
  t.match(told.holes, [{ seconds: 2.701 }])
  t.match(told.measured, { seconds: 2.701 })
  t.match(told.prediction, { formula: '2I + d', holeMs: { least: 2701, most: 2701 } })
})

t.test('what is not there is said', async (t) => {
  t.throws(() => caseOfRun(run(), { series: 'mergd' }), { code: 'usage', message: /no merged series mergd; did you mean 'merged'\?/ })
  t.throws(() => caseOfRun(run(), { series: 'struck' }), {
    code: 'usage',
    message: /no merged series struck, which was not read through Query/,
  })
  t.throws(
    () =>
      caseOfRun(
        run((seen) => delete seen.series['merged']),
        {},
      ),
    { code: 'usage', message: /no series that was read through Query/ },
  )
  const unlooked = run((seen) => seen.series['merged']!.looks.pop())
  t.throws(() => caseOfRun(unlooked, { phase: 'after' }), { code: 'usage', message: /did not look at merged at the moment 'after'/ })
  const empty = run((seen) => (seen.series['merged']!.looks[1]!.replicas = { 'prometheus-0': [], 'prometheus-1': [] }))
  t.throws(() => caseOfRun(empty, {}), { code: 'samples', exit: 2, message: /No replica has a sample/ })
  const spoilt: [what: string, change: (samples: Sample[]) => void, message: RegExp][] = [
    ['the same time twice', (samples) => samples.splice(4, 0, samples[4]!), /prometheus-0: two samples at/],
    ['times that go back', (samples) => samples.reverse(), /prometheus-0: the sample at .* comes after/],
    ['no number', (samples) => (samples[3]![1] = 'one'), /prometheus-0: the sample at .* has no number: "one"/],
  ]
  for (const [what, change, message] of spoilt)
    t.throws(
      () =>
        caseOfRun(
          run((seen) => change(seen.series['merged']!.looks[1]!.replicas['prometheus-0']!)),
          {},
        ),
      { code: 'samples', exit: 2, message },
      what,
    )
  const refused = run((seen) => (seen.series['merged']!.looks[1]!.troubles = { query: 'gave 2 series, not one' }))
  t.throws(() => caseOfRun(refused, {}), { code: 'samples', message: /gave 2 series/ })
})

t.test('what to know before believing it is noted', async (t) => {
  t.match(
    caseOfRun(
      run((seen) => (seen.versions['thanos'] = '0.43.0')),
      {},
    ).notes,
    [/in which chunks/, /Query is Thanos 0.43.0/],
  )
  const silent = run((seen) => delete seen.series['merged']!.looks[1]!.replicas['prometheus-1'])
  t.match(caseOfRun(silent, {}).notes, [/prometheus-1 did not tell what it has/])
})

t.test('under rate() the raw answer is not what was merged', async (t) => {
  const told = explain(caseOfRun(run(), { mode: 'counter' }))
  t.equal(told.answered, undefined)
  t.equal(told.compared, undefined)
})
