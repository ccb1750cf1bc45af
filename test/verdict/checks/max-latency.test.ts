import t from 'tap'
import type { ProbeResult } from '../../../src/model/run.ts'
import { maxLatencyCheck } from '../../../src/verdict/checks/probes.ts'
import { iso, journal } from '../../helpers/run.ts'

const judged = (beats: ProbeResult[], limits: Record<string, number>) =>
  maxLatencyCheck.judge({ of: 'query', check: 'max-latency', limits }, { ...journal(), probes: { query: beats } })

t.test('the longest of all beats, answered or not', async (t) => {
  const beats: ProbeResult[] = [
    { at: iso(1), ok: true, ms: 12 },
    { at: iso(2), ok: true, ms: 15_030 },
    { at: iso(3), ok: false, ms: 2, detail: 'HTTP 503' },
  ]
  t.same(judged(beats, { 'at-least': 10_000 }), {
    check: 'max-latency',
    series: 'query',
    held: true,
    measured: 15.03,
    unit: 'seconds',
    expected: 'at least 10 s (10 scrapes)',
    detail: 'of 3 beats the slowest was asked at 18:17:02.0 UTC and answered after 15.0 s',
  })
  t.equal(judged(beats, { 'at-most': 4000 }).passed, false)
})

t.test('who found no place waits as long as the oldest in flight', async (t) => {
  const beats: ProbeResult[] = [
    { at: iso(1), ok: true, ms: 12 },
    { at: iso(9), ok: false, ms: 6100, detail: 'stalled' },
  ]
  t.match(judged(beats, { 'at-most': 4000 }), { held: false, measured: 6.1, detail: /not answered \(stalled\) after 6\.10 s/ })
})

t.test('nothing to measure is not held', async (t) => {
  t.match(judged([], { 'at-most': 4000 }), { held: false, measured: null })
  t.match(judged([{ at: iso(1), ok: true, ms: Number.NaN }], { 'at-most': 4000 }), { held: false, measured: null })
  t.match(judged([{ at: iso(1), ok: true, ms: 5 }], {}), { held: false })
})
