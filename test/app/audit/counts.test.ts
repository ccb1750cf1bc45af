import t from 'tap'
import { bucketsOf, type StepGrid, targetsOf } from '../../../src/app/audit/counts.ts'
import { replicaOutages, whyOf } from '../../../src/app/audit/outages.ts'
import { coarseDraft, verifiedPart } from '../../../src/app/audit/gaps.ts'
import { replicaCounts } from '../../../src/app/audit/replica-counts.ts'
import { groupsOf, suspectsOf } from '../../../src/app/audit/suspects.ts'

const STEP_MS = 300_000

/** What is suspected of a target whose replicas scrape at these times (ms), 13 steps long; the counts are those that Query would give. */
function suspected(replicas: number[][], stepMs = STEP_MS): object[] {
  const grid: StepGrid = { start: 0, stepMs, buckets: 13 }
  const made = replicas.map((times, number) => ({
    labels: { job: 'a', replica: String(number) },
    counts: bucketsOf(
      {
        samples: Array.from({ length: grid.buckets }, (_, bucket) => bucket + 1).flatMap((end): [number, string][] => {
          const count = times.filter((time) => time > (end - 1) * stepMs && time <= end * stepMs).length
          return count === 0 ? [] : [[(end * stepMs) / 1000, String(count)]]
        }),
      },
      grid,
    ),
  }))
  const targets = targetsOf({ made, succeeded: undefined, merged: undefined }, grid, ['replica'], ({ replica = '' }) => replica)
  return suspectsOf(targets, grid).map(({ first, last, signs }) => ({ first, last, signs: signs.join('') }))
}

const times = (intervalMs: number, offset: number, jitter = 0) =>
  Array.from({ length: Math.floor((13 * STEP_MS - offset) / intervalMs) }, (_, place) => offset + place * intervalMs + (place % 2) * jitter)

t.test('no interval, offset or jitter looks like a gap, whatever the step', async (t) => {
  for (const interval of [1000, 5000, 7000, 10_000, 15_000, 30_000, 45_000, 60_000, 90_000, 120_000])
    for (const offset of [1, 2500, 4999, interval])
      for (const jitter of [0, 3, -3])
        for (const step of [60_000, 120_000, STEP_MS])
          t.same(suspected([times(interval, offset, jitter)], step), [], `${interval} ${offset} ${jitter} ${step}`)
})

t.test('one missed scrape is seen', async (t) => {
  for (const interval of [1000, 5000, 10_000, 15_000, 30_000, 60_000]) {
    const all = times(interval, 700)
    const missed = all.findIndex((time) => time > 1_600_000)
    const [found] = suspected([all.filter((_, place) => place !== missed), all])
    t.match(found, { first: 5, last: 5, signs: 'a-' }, String(interval))
  }
})

t.test('a target that begins is none; one that ends is, and a replica that begins later', async (t) => {
  const all = times(15_000, 700)
  const [early, late] = [all.filter((time) => time > 1_000_000), all.filter((time) => time > 1_020_000)]
  t.same(suspected([early, late]), [])
  t.match(suspected([all.filter((time) => time < 2_000_000), all]), [{ first: 6, last: 12, signs: 'a-' }])
  t.match(suspected([all, all.filter((time) => time > 1_600_000)]), [{ first: 1, signs: '-a' }])
})

t.test('exact outages: failed scrapes, missing ones, and what comes and goes', async (t) => {
  const samples = [0, 15, 30, 45, 60, 75, 180, 195].map((second): [number, string] => [second, second === 30 || second === 45 ? '0' : '1'])
  t.match(replicaOutages(samples, { from: -15_000, to: 200_000 }, 15_000), [
    { from: 15_000, to: 180_000, failed: 2, missed: 6, pieces: 2, open: { left: false, right: false } },
  ])
  const open = replicaOutages(samples.slice(0, 2), { from: -1, to: 100_000 }, 15_000)
  t.match(open, [{ from: 15_000, to: 100_000, open: { right: true } }])
  t.same(whyOf(open[0]!, { scrapedOthers: true, before: true, after: false }), ['ended'])
  t.same(whyOf(open[0]!, { scrapedOthers: false, before: true, after: false }), ['away'])
})

const countsOf = (labels: Record<string, string>, ...counts: number[]) => ({
  labels: { job: 'a', ...labels },
  counts: Uint32Array.from(counts),
})

// Counts of Thanos 0.42.4 over steps of 4 hours; the series begin in the first one. Query changed its replica there, and again where b was away.
t.test('one sample fewer in the counts alone is no gap; what b lacks is, and what Query made of it is not known', async (t) => {
  const grid: StepGrid = { start: 0, stepMs: 4 * 3_600_000, buckets: 7 }
  const verified = (...merged: number[]) => {
    const made = [
      countsOf({ replica: 'a' }, 60, 240, 240, 240, 240, 240, 240),
      countsOf({ replica: 'b' }, 60, 240, 240, 240, 240, 210, 240),
    ]
    const targets = targetsOf(
      { made, succeeded: undefined, merged: [countsOf({}, ...merged)] },
      grid,
      ['replica'],
      ({ replica = '' }) => replica,
    )
    const counts = { grid, replicas: replicaCounts(targets, grid) }
    return groupsOf(suspectsOf(targets, grid), 1).flatMap((group) => {
      const part = verifiedPart(group)
      return part === undefined ? [] : [coarseDraft(part, counts)]
    })
  }
  const away = { from: 5 * grid.stepMs, to: 6 * grid.stepMs, lacking: [{ replica: 'b', missed: 30 }], having: ['a'] }
  t.match(verified(61, 239, 240, 240, 240, 239, 240), [{ ...away, mergedShort: undefined }])
  t.match(verified(61, 239, 240, 240, 240, 240, 240), [{ ...away, mergedShort: false }])
  t.match(verified(61, 240, 240, 240, 240, 238, 240), [{ ...away, mergedShort: true }])
  t.match(verified(61, 240, 238, 240, 240, 240, 240), [{ lacking: [], mergedShort: true }, away], 'two fewer are a gap')
})
