import t from 'tap'
import { absence, scrapesOf } from '../../src/explain/absence.ts'
import type { Samples } from '../../src/dedup/samples.ts'

/* Scrapes every second, at whole seconds; times here are seconds, as short texts of `up`: 1, 0, and a dot where no scrape was made. */

const SECOND = 1000

/** `up` from second 0 on. */
function up(text: string): Samples {
  const made = [...text].flatMap((mark, second) => (mark === '.' ? [] : [{ t: second * SECOND, v: Number(mark) }]))
  return { t: Float64Array.from(made, (one) => one.t), v: Float64Array.from(made, (one) => one.v), stale: new Set() }
}

const own = (...seconds: number[]) => Float64Array.from(seconds, (second) => second * SECOND)

const cases: [what: string, own: Float64Array, up: Samples | undefined, reasons: string[]][] = [
  ['every scrape gave a sample', own(0, 1, 2, 3, 4, 5, 6), up('1111111'), []],
  ['its scrapes failed', own(0, 6), up('1000001'), ['failed 4 2-5']],
  ['it made no scrape', own(0, 6), up('1.....1'), ['away 4 0-6']],
  ['it was not exposed', own(0, 6), up('1111111'), ['not-exposed 4 2-5']],
  ['one after the other', own(0, 6), up('100.11001'), ['failed 1 2-2', 'away 1 2-4', 'not-exposed 2 4-5']],
  ['with samples between', own(0, 3, 6), up('1101001'), ['failed 1 2-2', 'failed 2 4-5']],
  ['it had not begun: the target was there', own(4, 5, 6), up('1111111'), ['not-begun 2 2-3']],
  ['it had not begun: there was no scrape', own(4, 5, 6), up('....111'), ['not-begun 2 1-4']],
  ['it had ended', own(0, 1, 2, 3), up('1111111'), ['ended 2 4-5']],
  ['its scrapes fail to the end', own(0, 1, 2), up('1110000'), ['failed 3 3-5']],
  ['it went away for good', own(0, 1, 2), up('111....'), ['away 3 2-6']],
  ['no `up`: not known', own(0, 6), undefined, ['unknown 4 0-6']],
  ['no `up`: it had not begun', own(4, 5, 6), undefined, ['not-begun 2 1-4']],
  ['no `up`: it had ended', own(0, 1, 2), undefined, ['ended 3 2-6']],
  ['no `up`, no sample at all', own(), undefined, ['unknown 4 1-6']],
]

t.test('why a replica has no sample from second 1 to 6', async (t) => {
  for (const [what, samples, scrapes, reasons] of cases) {
    const found = absence({ own: samples, up: scrapes, intervalMs: SECOND }, { from: 1 * SECOND, to: 6 * SECOND })
    t.same(
      found.map(({ why, scrapes: count, from, to }) => `${why} ${count} ${from}-${to}`),
      reasons,
      what,
    )
  }
})

t.test('a replica that scrapes less often lacks nothing between two scrapes', async (t) => {
  const known = { own: own(0, 8, 16, 32), up: up('1.......1.......1.......0.......1'), intervalMs: 8 * SECOND }
  t.same(absence(known, { from: 2 * SECOND, to: 7 * SECOND }), [{ why: 'not-due', scrapes: 0, from: 0, to: 8 }])
  t.same(absence(known, { from: 8 * SECOND, to: 16 * SECOND }), [{ why: 'not-due', scrapes: 0, from: 8, to: 16 }])
  t.same(absence(known, { from: 16 * SECOND, to: 32 * SECOND }), [{ why: 'failed', scrapes: 1, from: 24, to: 24 }])
})

t.test('a scrape that comes a little late is not missed', async (t) => {
  const late: Samples = { t: Float64Array.from([0, 1000, 2400, 3000]), v: Float64Array.from([1, 1, 1, 1]), stale: new Set() }
  t.same(absence({ own: late.t, up: late, intervalMs: SECOND }, { from: 500, to: 3000 }), [])
})

t.test('`up` tells of a series only where it is scraped with it', async (t) => {
  t.ok(scrapesOf(own(0, 1, 2, 4), up('11111')))
  t.equal(scrapesOf(Float64Array.from([100, 1100, 2100]), up('11111')), undefined, 'a rule, or a target that brings times of its own')
  t.ok(scrapesOf(own(), up('00000')), 'a replica that has none at all')
})
