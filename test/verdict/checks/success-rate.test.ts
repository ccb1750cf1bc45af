import t from 'tap'
import type { ProbeResult } from '../../../src/model/run.ts'
import { successRateCheck } from '../../../src/verdict/checks/probes.ts'
import { journal } from '../../helpers/run.ts'

const beat = (ok: boolean, detail?: string): ProbeResult => ({
  at: '2026-11-22T18:17:00.000Z',
  ok,
  ms: 12.4,
  ...(detail === undefined ? {} : { detail }),
})
const judged = (beats: ProbeResult[], limits: Record<string, number>) =>
  successRateCheck.judge({ of: 'query', check: 'success-rate', limits }, { ...journal(), probes: { query: beats } })

t.test('the share that was answered', async (t) => {
  const beats = [...Array.from({ length: 97 }, () => beat(true)), beat(false, 'HTTP 503'), beat(false, 'stalled'), beat(false, 'stalled')]
  t.same(judged(beats, { 'at-least': 0.97 }), {
    check: 'success-rate',
    series: 'query',
    held: true,
    measured: 0.97,
    expected: 'at least 97 %',
    detail: '97 of 100 beats answered, 2 stalled, slowest 12 ms',
  })
  t.equal(judged(beats, { 'at-least': 0.98 }).passed, false, 'a stalled beat was not answered')
  t.equal(judged(beats, { 'at-most': 0.5 }).passed, false)
})

t.test('nothing to measure is not held', async (t) => {
  t.match(judged([], { 'at-least': 0 }), { held: false, measured: null })
  t.match(judged([beat(true)], {}), { held: false }, 'nor is an expectation without a limit')
  const none = successRateCheck.judge({ of: 'nobody', check: 'success-rate', limits: { 'at-least': 0 } }, journal())
  t.match(none, { held: false, measured: null, detail: 'the steady probe nobody has no beat to measure' })
})

t.test('one missing answer of many is never shown as 100 %', async (t) => {
  const beats = [beat(false), ...Array.from({ length: 99_999 }, () => beat(true))]
  t.match(judged(beats, { 'at-least': 0.99999 }), { held: true, expected: 'at least 99.99 %' })
  t.match(judged([beat(true)], { 'at-least': 1 }), { held: true, expected: 'at least 100 %' })
})
