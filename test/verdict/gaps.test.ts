import t from 'tap'
import type { Sample } from '../../src/model/run.ts'
import { findGaps, longestDistance, longestGap } from '../../src/verdict/gaps.ts'
import { samples } from '../helpers/notation.ts'

// Name, notation from second 101 on (one place a second), the window's end (it begins at 100), gaps, and the longest distance.
const cases: [name: string, notation: string, to: number, gaps: string[], longest: number][] = [
  ['no gap', '1x9', 110.5, [], 1],
  ['a gap', '1x3 _x3 1x4', 112.5, ['104-108'], 4],
  ['one scrape missed', '1 _ 1', 103.5, ['101-103'], 2],
  ['two gaps', '1 _ 1 _x2 1', 106.5, ['101-103', '103-106'], 3],
  ['silent at first', '_x4 1x2', 107.5, ['100-105'], 5],
  ['silent at the end', '1x2', 110, ['103-110'], 7],
  ['one sample', '_x4 1', 110, ['100-105', '105-110'], 5],
  ['never a sample', '', 110, ['100-110'], 10],
  ['never a sample, in less than 1.5 intervals', '', 100.5, ['100-100.5'], 0.5],
  ['the edge, 1.5 intervals away', '1', 102.5, ['101-102.5'], 1.5],
  ['the edge, a millisecond nearer', '1', 102.499, [], 1.499],
]

t.test('gaps, by table', async (t) => {
  for (const [name, notation, to, gaps, longest] of cases) {
    const seen = samples(notation, { start: 101 })
    t.same(shown(findGaps(seen, 100, to, 1000)), gaps, name)
    t.equal(longestGap(seen, 100, to).seconds, longest, `${name}: the longest`)
  }
})

t.test('the scrape interval decides what is listed', async (t) => {
  const seen = samples('1x2 _ 1', { start: 110, intervalMs: 10_000 })
  t.same(shown(findGaps(seen, 100, 145, 10_000)), ['130-145'], 'a gap that the window ends in')
  t.same(shown(findGaps(seen, 100, 151, 10_000)), ['130-150'])
  t.same(shown(findGaps(seen, 100, 151, 15_000)), [])
})

t.test('1.5 intervals at a time of today, where seconds are inexact', async (t) => {
  const now = 1_795_371_420.165
  t.equal(findGaps([[now + 1.5, '1']], now, now + 2, 1000).length, 1)
  t.equal(findGaps([[now + 1.499, '1']], now, now + 2, 1000).length, 0)
})

t.test('untidy samples', async (t) => {
  const tidy = samples('1x3 _x3 1x4', { start: 101 })
  const untidy: [name: string, given: Sample[]][] = [
    ['backwards', [...tidy].reverse()],
    ['twice', [...tidy, ...tidy]],
    ['each one twice', tidy.flatMap((sample) => [sample, sample])],
    ['with one before and one after the window', [[99, '1'], ...tidy, [130, '1']]],
    ['with one on the left edge', [[100, '1'], ...tidy]],
    ['with times that are no numbers', [[Number.NaN, '1'], ...tidy, [Number.POSITIVE_INFINITY, '1']]],
    ['with a time that is no number in the gap', [...tidy.slice(0, 4), [Number.NaN, '1'], ...tidy.slice(4)]],
  ]
  for (const [name, given] of untidy) {
    const before = structuredClone(given)
    t.same(shown(findGaps(given, 100, 112.5, 1000)), ['104-108'], name)
    t.equal(longestGap(given, 100, 112.5).seconds, 4, name)
    t.same(given, before, `${name}: the caller's samples stay as they are`)
  }
  t.same(
    shown(
      findGaps(
        [
          [99, '1'],
          [120, '1'],
        ],
        100,
        110,
        1000,
      ),
    ),
    ['100-110'],
    'all outside of the window',
  )
})

t.test('the longest says where, and never passes a window without a length', async (t) => {
  t.same(longestGap(samples('1 _ 1 _ 1', { start: 101 }), 100, 105.5), { from: 101, to: 103, seconds: 2 }, 'the earliest of equals')
  t.ok(Number.isNaN(longestGap([], 100, 100).seconds))
  t.ok(Number.isNaN(longestGap([], Number.NaN, 110).seconds))
  t.ok(Number.isNaN(longestGap([], 110, 100).seconds))
})

function shown(gaps: { from: number; to: number; seconds: number }[]): string[] {
  return gaps.map(({ from, to }) => `${from}-${to}`)
}

t.test('the longest distance in a stretch of time, of those that reach into it', async (t) => {
  const seen = samples('1x2 _x4 1x3 _ 1x3', { start: 101 })
  t.equal(longestDistance(seen, { from: 100, to: 120 }), 5)
  t.equal(longestDistance(seen, { from: 108, to: 120 }), 2, 'what was before it does not count')
  t.equal(longestDistance(seen, { from: 105, to: 120 }), 5, 'what reaches into it does')
  t.equal(longestDistance(seen, { from: 100, to: 102 }), 1)
  t.equal(longestDistance(seen, { from: 116, to: 120 }), undefined, 'no two samples')
})
