import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { explainAnswer } from '../../src/explain/answer.ts'
import { explain } from '../../src/explain/explanation.ts'
import type { Case } from '../../src/explain/inputs/snapshot.ts'
import { narrative } from '../../src/explain/narrative.ts'
import { explanationText, panelOf } from '../../src/explain/text.ts'
import { explainSchema } from '../../src/model/answers.ts'
import type { OwnSamples, Sample } from '../../src/model/run.ts'
import type { Row } from '../../src/report/timeline/layout.ts'
import { drop, merged, ownOf, type Parts, setError, setOwn, setOwnError } from '../helpers/parts.ts'
import { BOTH, EDGE, UP } from '../helpers/run.ts'
import { ofRun, pages, withPrediction } from './cases.ts'

const unmerged = ({ run }: Parts) => delete run.scenario.observe['merged']
const unread = ({ run }: Parts) => drop(run, 'after')
const empty = ({ after }: Parts) => ['prometheus-0', 'prometheus-1'].forEach((pod) => setOwn(after, pod, []))
const refused = ({ after }: Parts) => setError(after, 'merged', 'query', 'gave 2 series, not one')
const other = ({ run }: Parts) => (run.versions['thanos'] = '0.43.0')
const silent = ({ after }: Parts) => setOwnError(after, 'prometheus-1')
const chunked = ({ after }: Parts) => {
  for (const replica of Object.values(after.replicas)) replica[UP] = { ...replica[UP]!, chunks: [EDGE] } as OwnSamples
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

t.test('as data: every merged sample with its source, switches with what they skipped', async (t) => {
  const answer = explainAnswer(explain(ofRun(withPrediction)))
  t.match(answer, {
    schemaVersion: 1,
    series: 'merged',
    algorithm: 'penalty',
    mode: 'plain',
    from: EDGE,
    model: { compared: 41, differing: 0 },
  })
  t.equal(answer.samples.length, 41)
  t.same(answer.samples[0], { t: 1795371420.165, v: '1', replica: 'prometheus-0' })
  t.equal(answer.samples.at(-1)?.replica, 'prometheus-1')
  t.same(answer.switches, [
    { at: 1795371437.866, from: 'prometheus-0', to: 'prometheus-1', penaltyMs: 2000, skipped: [1795371435.866, 1795371436.866] },
  ])
  t.match(answer.gaps, [{ seconds: 2.701 }])
  t.match(answer.measured, { seconds: 2.701 })
  t.match(answer.prediction, { formula: '2I + d', gapMs: { least: 2701, most: 2701 } })
  t.equal(explainSchema.safeParse(answer).error, undefined)
})

t.test('what is not there is said', async (t) => {
  t.throws(() => ofRun(() => {}, { series: 'mergd' }), { code: 'usage', message: /no merged series mergd; did you mean 'merged'\?/ })
  t.throws(() => ofRun(() => {}, { series: 'victim' }), {
    code: 'usage',
    message: /no merged series victim, which was not read through Query/,
  })
  t.throws(() => ofRun(unmerged), { code: 'usage', message: /no series that was read through Query/ })
  t.throws(() => ofRun(unread, { phase: 'after' }), { code: 'usage', message: /has no snapshot of merged after recovery/ })
  t.throws(() => ofRun(empty), { code: 'samples', exit: 2, message: /No replica has a sample/ })
  const changes: [what: string, change: (samples: Sample[]) => void, message: RegExp][] = [
    ['the same time twice', (samples) => samples.splice(4, 0, samples[4]!), /prometheus-0: two samples at/],
    ['times that go back', (samples) => samples.reverse(), /prometheus-0: the sample at .* comes after/],
    ['no number', (samples) => (samples[3]![1] = 'one'), /prometheus-0: the sample at .* has no number: "one"/],
  ]
  for (const [what, change, message] of changes)
    t.throws(() => ofRun(({ after }) => change(ownOf(after, 'prometheus-0'))), { code: 'samples', exit: 2, message }, what)
  t.throws(() => ofRun(refused), { code: 'samples', message: /gave 2 series/ })
})

t.test('what to know before believing it is noted', async (t) => {
  t.match(ofRun(other).notes, [/in which chunks/, /Query is Thanos 0.43.0/])
  t.match(ofRun(silent).notes, [/prometheus-1 did not say what it has/])
  t.same(ofRun(chunked).notes, [])
})

t.test('under rate() the raw answer is not what was merged', async (t) => {
  const explanation = explain(ofRun(() => {}, { mode: 'counter' }))
  t.equal(explanation.returned, undefined)
  t.equal(explanation.compared, undefined)
  t.match(explanation.plain, { compared: 41, differing: 0 }, 'the plain merge is compared')
})

t.test('the picture, the narrative and the data have the same gaps', async (t) => {
  for (const [name, made] of pages) {
    const explanation = explain(made())
    const gaps = explainAnswer(explanation).gaps.map(({ from, to }) => ({ from, to }))
    const [, [row]] = panelOf(explanation).groups as [unknown, Row[]]
    t.same(
      row?.gaps?.map(({ from, to }) => ({ from, to })),
      gaps,
      name,
    )
    const told = narrative(explanation).filter((text) => text.startsWith('Gap of')).length
    t.ok(told === gaps.length || told === 3, `${name}: ${told} of ${gaps.length} are told`)
  }
})

t.test('each phase has its own replicas: those that Query had then', async (t) => {
  t.same(
    (['before', 'during', 'after'] as const).map((phase) => ofRun(() => {}, { phase }).replicas.map(({ name }) => name)),
    [BOTH, ['prometheus-1'], BOTH],
  )
})

const whileAway = (one: Case) => narrative(explain(one)).find((paragraph) => paragraph.startsWith('While'))

t.test('what is said of the time in which a replica was away is of that time', async (t) => {
  const right = whileAway(ofRun())
  t.match(right, /^While prometheus-0 was away, Query had only prometheus-1: .* at most 1\.00 s between its samples/)
  t.equal(whileAway(ofRun(({ during }) => merged(during).splice(2, 4))), right, 'a gap before the fault does not count')
  t.match(whileAway(ofRun(({ during }) => merged(during).splice(-5, 3))), /at most 4\.00 s/)
})
