import t from 'tap'
import { absence } from '../../src/explain/absence.ts'
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
  ['there was no scrape before', own(4, 5, 6), up('....111'), ['away 2 1-4']],
  ['it had ended', own(0, 1, 2, 3), up('1111111'), ['ended 2 4-5']],
  ['its scrapes fail to the end', own(0, 1, 2), up('1110000'), ['failed 3 3-5']],
  ['it went away for good', own(0, 1, 2), up('111....'), ['away 3 2-6']],
  ['no `up`: not known', own(0, 6), undefined, ['unknown 4 0-6']],
  ['no `up`: it may have begun then, or its older data is gone', own(4, 5, 6), undefined, ['unknown 2 1-4']],
  ['no `up`: no later sample', own(0, 1, 2), undefined, ['unknown 3 2-6']],
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

/** With a stale marker, why there is no sample from second 1 to 6. */
const whys = (marker: number, scrapes = '11....1') =>
  absence({ own: own(0, 1, 6), markers: own(marker), up: up(scrapes), intervalMs: SECOND }, { from: 1 * SECOND, to: 6 * SECOND }).map(
    ({ why }) => why,
  )

t.test('a stale marker where no scrape was made: its target was removed or changed', async (t) => {
  t.same(whys(2), ['removed'])
  t.same(whys(2, '11....0'), ['removed'])
  t.same(whys(5, '11...01'), ['away', 'failed'], 'at the first scrape after it: it stood still, and then a scrape failed')
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

// Times in seconds; null: a store's time without an end.
interface Reach {
  what: string
  stores: [from: number | null, to: number | null][]
  own: Float64Array
  up?: Samples
  stretch: [from: number, to: number]
  reasons: string[]
}

const [late, early, apart] = [own(10, 11), own(0, 1, 2, 3), own(3, 9, 10, 11)]
const reaches: Reach[] = [
  { what: 'all of it', stores: [[null, null]], own: late, up: up('..........11'), stretch: [-1, 10], reasons: ['away 10 -1-10'] },
  {
    what: 'from the samples on',
    stores: [[9.5, null]],
    own: late,
    up: up('..........11'),
    stretch: [-1, 10],
    reasons: ['out-of-reach 10 -1-9.5'],
  },
  {
    what: 'from earlier on',
    stores: [[4, null]],
    own: late,
    up: up('..........11'),
    stretch: [-1, 10],
    reasons: ['out-of-reach 4 -1-4', 'away 6 4-10'],
  },
  { what: 'up to the samples', stores: [[null, 3.5]], own: early, up: up('1111'), stretch: [3, 12], reasons: ['out-of-reach 8 3.5-12'] },
  {
    what: 'not between',
    stores: [
      [null, 3.5],
      [8.5, null],
    ],
    own: apart,
    up: up('1111.....111'),
    stretch: [3, 9],
    reasons: ['out-of-reach 5 3.5-8.5'],
  },
  {
    what: 'without a break',
    stores: [
      [null, 5],
      [5, null],
    ],
    own: apart,
    up: up('1111.....111'),
    stretch: [3, 9],
    reasons: ['away 5 3-9'],
  },
  { what: 'no `up`', stores: [[9.5, null]], own: late, stretch: [-1, 10], reasons: ['out-of-reach 10 -1-9.5'] },
  { what: 'scrapes that failed', stores: [[9.5, null]], own: late, up: up('000000000011'), stretch: [-1, 10], reasons: ['failed 10 0-9'] },
]

const ms = (second: number | null) => (second === null ? null : second * SECOND)

t.test('where no store has the time, that is why there is no scrape', async (t) => {
  for (const { what, stores, own: samples, up: scrapes, stretch, reasons } of reaches) {
    const times = stores.map(([from, to], place) => ({ store: `s${place}`, from: ms(from), to: ms(to) }))
    const [from, to] = [stretch[0] * SECOND, stretch[1] * SECOND]
    const found = absence({ own: samples, up: scrapes, intervalMs: SECOND, stores: times }, { from, to })
    t.same(
      found.map((one) => `${one.why} ${one.scrapes} ${one.from}-${one.to}`),
      reasons,
      what,
    )
    const named = found.filter(({ why }) => why === 'out-of-reach').map((one) => one.stores)
    t.ok(named.every((all) => all?.every((one, place) => one.from === stores[place]![0] && one.to === stores[place]![1])))
  }
})
