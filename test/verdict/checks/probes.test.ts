import t from 'tap'
import type { ProbeResult } from '../../../src/model/run.ts'
import { maxLatencyCheck, successRateCheck } from '../../../src/verdict/checks/probes.ts'
import { findingIn } from '../../helpers/parts.ts'
import { iso, runRecord } from '../../helpers/run.ts'

const result = (error?: string): ProbeResult => ({
  at: '2026-11-22T18:17:00.000Z',
  ms: 12.4,
  ...(error === undefined ? {} : { error }),
})
const withResults = (query: ProbeResult[]) => ({ ...runRecord(), probes: { query } })
const successRate = (results: ProbeResult[], limits: Record<string, number>) =>
  findingIn(withResults(results), successRateCheck, 'query', limits)
const maxLatency = (results: ProbeResult[], limits: Record<string, number>) =>
  findingIn(withResults(results), maxLatencyCheck, 'query', limits)

t.test('success-rate: the share that was answered', async (t) => {
  const results = [...Array.from({ length: 97 }, () => result()), result('HTTP 503'), result('stalled'), result('stalled')]
  t.same(successRate(results, { 'at-least': 0.97 }), {
    check: 'success-rate',
    series: 'query',
    passed: true,
    measured: 0.97,
    unit: 'share',
    expected: 'at least 97 %',
    detail: '97 of 100 requests answered, 2 stalled, slowest 12 ms',
  })
  t.equal(successRate(results, { 'at-least': 0.98 }).passed, false, 'a stalled request was not answered')
  t.equal(successRate(results, { 'at-most': 0.5 }).passed, false)
})

t.test('success-rate: nothing to measure has not passed', async (t) => {
  t.match(successRate([], { 'at-least': 0 }), { passed: false, measured: null })
  t.match(successRate([result()], {}), { passed: false }, 'nor is an expectation without a limit')
  const none = findingIn(runRecord(), successRateCheck, 'nobody', { 'at-least': 0 })
  t.match(none, { passed: false, measured: null, detail: 'the probe nobody has no result to measure' })
})

t.test('success-rate: one missing answer of many is never shown as 100 %', async (t) => {
  const results = [result('HTTP 503'), ...Array.from({ length: 99_999 }, () => result())]
  t.match(successRate(results, { 'at-least': 0.99999 }), { passed: true, expected: 'at least 99.99 %' })
  t.match(successRate([result()], { 'at-least': 1 }), { passed: true, expected: 'at least 100 %' })
})

t.test('max-latency: the longest of all requests, answered or not', async (t) => {
  const results: ProbeResult[] = [
    { at: iso(1), ms: 12 },
    { at: iso(2), ms: 15_030 },
    { at: iso(3), ms: 2, error: 'HTTP 503' },
  ]
  t.same(maxLatency(results, { 'at-least': 10_000 }), {
    check: 'max-latency',
    series: 'query',
    passed: true,
    measured: 15.03,
    unit: 'seconds',
    expected: 'at least 10 s (10 scrapes)',
    detail: 'the slowest of 3 requests was sent at 18:17:02.0 UTC and answered after 15.0 s',
  })
  t.equal(maxLatency(results, { 'at-most': 4000 }).passed, false)
})

t.test('max-latency: a stalled request waited as long as the oldest in flight', async (t) => {
  const results: ProbeResult[] = [
    { at: iso(1), ms: 12 },
    { at: iso(9), ms: 6100, error: 'stalled' },
  ]
  t.match(maxLatency(results, { 'at-most': 4000 }), { passed: false, measured: 6.1, detail: /not answered \(stalled\) after 6\.10 s/ })
})

t.test('max-latency: nothing to measure has not passed', async (t) => {
  t.match(maxLatency([], { 'at-most': 4000 }), { passed: false, measured: null })
  t.match(maxLatency([{ at: iso(1), ms: Number.NaN }], { 'at-most': 4000 }), { passed: false, measured: null })
  t.match(maxLatency([{ at: iso(1), ms: 5 }], {}), { passed: false })
})
