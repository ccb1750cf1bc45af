import t from 'tap'
import type { Beat } from '../../../src/journal.ts'
import { answersCheck } from '../../../src/verdict/checks/answers.ts'
import { journal } from '../../helpers/journal.ts'

const beat = (ok: boolean, detail?: string): Beat => ({
  at: '2026-11-22T18:17:00.000Z',
  ok,
  ms: 12.4,
  ...(detail === undefined ? {} : { detail }),
})
const judged = (beats: Beat[], limits: Record<string, number>) =>
  answersCheck.judge({ of: 'query', check: 'answers', limits }, { ...journal(), probes: { query: beats } })

t.test('the share that was answered', async (t) => {
  const beats = [...Array.from({ length: 97 }, () => beat(true)), beat(false, 'HTTP 503'), beat(false, 'stalled'), beat(false, 'stalled')]
  t.same(judged(beats, { 'at-least': 0.97 }), {
    check: 'answers',
    series: 'query',
    held: true,
    measured: 0.97,
    expected: 'at least 97 %',
    detail: '97 of 100 beats answered, 2 stalled, slowest 12 ms',
  })
  t.equal(judged(beats, { 'at-least': 0.98 }).held, false, 'a stalled beat was not answered')
  t.equal(judged(beats, { 'at-most': 0.5 }).held, false)
})

t.test('nothing to measure is not held', async (t) => {
  t.match(judged([], { 'at-least': 0 }), { held: false, measured: null })
  t.match(judged([beat(true)], {}), { held: false }, 'nor is an expectation without a limit')
  const none = answersCheck.judge({ of: 'nobody', check: 'answers', limits: { 'at-least': 0 } }, journal())
  t.match(none, { held: false, measured: null, detail: 'the steady probe nobody has no beat to measure' })
})

t.test('one missing answer of many is never shown as 100 %', async (t) => {
  const beats = [beat(false), ...Array.from({ length: 99_999 }, () => beat(true))]
  t.match(judged(beats, { 'at-least': 0.99999 }), { held: true, expected: 'at least 99.99 %' })
  t.match(judged([beat(true)], { 'at-least': 1 }), { held: true, expected: 'at least 100 %' })
})
