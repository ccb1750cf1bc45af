import t from 'tap'
import type { ProbeResult } from '../../../src/model/run.ts'
import { valueTypes } from '../../../src/scenario/value-types.ts'
import { warningsCheck } from '../../../src/verdict/checks/warnings.ts'
import { findingIn } from '../../helpers/parts.ts'
import { iso, runRecord } from '../../helpers/run.ts'

const KEEPALIVE = 'receive series from Addr: 127.0.0.1:1: rpc error: keepalive ping failed'
const warned = (second: number): ProbeResult => ({ at: iso(second), ms: 100, warnings: ['other', KEEPALIVE] })
const quiet = (second: number): ProbeResult => ({ at: iso(second), ms: 5 })
const parse = (limits: unknown) => warningsCheck.limits(valueTypes).safeParse(limits)
const judged = (query: ProbeResult[], limits: unknown) => {
  const read = parse(limits)
  if (!read.success) throw read.error
  return findingIn({ ...runRecord(), probes: { query } }, warningsCheck, 'query', read.data as Record<string, number | string>)
}

t.test('none', async (t) => {
  t.match(judged([quiet(1), quiet(16)], 'none'), { passed: true, measured: 0, expected: 'none', detail: '0 of 2 requests' })
  t.match(judged([quiet(1), warned(3)], 'none'), {
    passed: false,
    measured: 1,
    detail: /^1 of 2 requests, the first at 18:17:03\.0 UTC: other$/,
  })
})

t.test('one that matches, while the fault lasts', async (t) => {
  t.match(judged([quiet(1), warned(17)], { matching: 'keepalive' }), { passed: true, measured: 1, expected: 'one that matches keepalive' })
  t.match(judged([warned(17)], { matching: 'dial timeout' }), { passed: false, measured: 0 })
  t.match(judged([warned(3), quiet(17)], { matching: 'keepalive' }), { passed: false, measured: 0 }, 'not one from before the fault')
  t.match(judged([{ ...warned(15), ms: 700 }], { matching: 'keepalive' }), { passed: true }, 'sent before, answered meanwhile')
})

t.test('without an answer there is none that could have warned', async (t) => {
  for (const limits of ['none', { matching: 'keepalive' }])
    t.match(judged([{ at: iso(16), ms: 1, error: 'HTTP 503' }], limits), { passed: false, measured: null })
})

t.test('what a file may say', async (t) => {
  for (const bad of ['nothing', {}, { matching: '(' }, { matching: '' }, { matching: '.*' }, { 'at-most': 0 }, null, 0])
    t.equal(parse(bad).success, false, JSON.stringify(bad))
  t.match(parse({ matching: '(' }).error?.issues[0]?.message, /expected a regular expression, found '\('/)
  t.match(parse('nothing').error?.issues[0]?.message, /expected none, or/)
})
