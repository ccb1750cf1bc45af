import t from 'tap'
import type { Sample } from '../../../src/model/run.ts'
import { pictureOf, picturesOf } from '../../../src/report/timeline/picture.ts'
import { svgReport } from '../../../src/report/svg.ts'
import { analyseRun } from '../../../src/verdict/analysis.ts'
import { judgedRun } from '../../helpers/parts.ts'
import { iso } from '../../helpers/run.ts'

/** When the replicas a and b scrape, in turn: b 400 ms after a. */
const scrapeAt = (index: number) => 100.2 + Math.floor(index / 2) + (index % 2) * 0.4

/** Query's answer by whose samples they are, a scrape a letter; `.` is none. */
function returned(letters: string) {
  const times = Array.from(letters, (letter, index) => ({ letter, time: scrapeAt(index) }))
  const sources = new Map(times.map(({ time }, index) => [Math.round(time * 1000), ['ab'[index % 2]!]]))
  const samples = times.flatMap(({ letter, time }): Sample[] => (letter === '.' ? [] : [[time, '1']]))
  const row = { label: 'merged', samples, from: 100, to: scrapeAt(letters.length), sources }
  return pictureOf({ selector: 'up', groups: [[row]] }, { intervalMs: 1000, spans: [] }).rows[0]!
}

const pods = (letters: string) => returned(letters).sources!.map((one) => [one.first, one.last, one.pods.join('')])
const said = (letters: string) => returned(letters).notes.map(({ text }) => text)

t.test('a cell with samples of both replicas is of both; switches in turn are said once', async (t) => {
  t.same(pods('ababab'), [[0, 2, 'ab']])
  t.same(said('ababab'), ['Query switched 5 times without a gap: samples of a and b in turn'])
  t.same(pods('a.a.ab.b.b'), [
    [0, 1, 'a'],
    [2, 2, 'ab'],
    [3, 4, 'b'],
  ])
  t.same(said('a.a.ab.b.b'), ['Query switched from a to b, without a gap'])
  t.same(said('a.a....b.ba.a.'), ['gap of 2.40 s: Query switched from a to b', 'Query switched from b to a, without a gap'])
})

t.test('each fault has the gap that was measured from it to the next one, not the longest of the row', async (t) => {
  const run = judgedRun()
  const [first] = run.faults
  const prediction = { preferred: 'prometheus-0', survivor: 'prometheus-1', intervalMs: 1000, offsetMs: 701, formula: 'I' as const }
  const predicted = (ms: number) => ({ merged: { ...prediction, gapMs: { least: ms, most: ms } } })
  run.faults = [
    { ...first!, predictions: predicted(2701) },
    { ...first!, id: 'kill-2', injectedAt: iso(35.5), healedAt: iso(36), predictions: predicted(1000) },
  ]
  const [picture] = picturesOf(analyseRun(run))
  const row = picture!.rows.find(({ label }) => label === 'merged, after')
  t.equal(row?.longestSeconds, 2.701)
  t.match(row?.predicted, [
    { least: 2.701, measured: 2.701, isMet: true },
    { least: 1, measured: 1, isMet: true },
  ])
  t.match(
    svgReport.render([run], { color: false, width: 100 }),
    /predicted 2\.70 s, measured 2\.70 s<[^]*predicted 1\.00 s, measured 1\.00 s</,
  )
})
