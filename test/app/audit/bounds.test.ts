import { createServer } from 'node:http'
import t from 'tap'
import { audit, type AuditRequest } from '../../../src/app/audit/audit.ts'
import { silent } from '../../../src/lib/progress.ts'
import { type AuditAnswer, auditSchema } from '../../../src/model/audit.ts'
import { listen } from '../../runtime/native/servers.ts'
import { dataOf, fakeQuery, MINUTE, served } from './fake-query.ts'

/* What bounds an audit, against a server that answers as a Query would. What a real one has is in audit.test.ts. */

const LIMITS = { maxRequests: 300, maxSamples: 2_000_000, timeoutMs: 20_000 }

async function audited(url: string, more: Partial<AuditRequest> = {}, signal = new AbortController().signal): Promise<AuditAnswer> {
  const context = { name: 'test', progress: silent, signal, interruptedBy: () => undefined }
  const usual = { access: { url }, sinceMs: 110 * MINUTE, match: undefined, replicaLabels: undefined, expressions: [], worst: 20 }
  return auditSchema.parse(await audit(context, { ...usual, limits: LIMITS, ...more }))
}

t.test('all is read, and all requests are counted', async (t) => {
  let received = 0
  const url = await served(t, () => {
    received += 1
    return undefined
  })
  const answer = await audited(url)
  t.match(answer, { verdict: 'gaps', reasons: [], targets: 3 })
  t.equal(answer.gaps.length, 3)
  for (const gap of answer.gaps) t.match(gap, { exact: true, lacking: [{ replica: 'b', missed: 12 }], having: ['a'], query: 'filled' })
  t.equal(answer.limits.requests, received)
  t.equal(answer.limits.stopped, undefined)
})

t.test('no request goes beyond a limit', async (t) => {
  for (const maxRequests of [10, 12, 15]) {
    let received = 0
    const url = await served(t, () => {
      received += 1
      return undefined
    })
    const answer = await audited(url, { limits: { ...LIMITS, maxRequests } })
    t.ok(received <= maxRequests, `${received} of ${maxRequests}`)
    t.match(answer.limits, { requests: received, stopped: /--max-requests/ })
    t.equal(answer.gaps.length, 3, 'the counts show them')
  }
})

t.test('a limit of samples', async (t) => {
  const url = await served(t)
  await t.rejects(audited(url, { limits: { ...LIMITS, maxSamples: 100 } }), { code: 'usage', message: /6 series are too many/ })
  const few = await audited(url, { limits: { ...LIMITS, maxSamples: 1200 } })
  t.match(few, { verdict: 'gaps', limits: { stopped: /--max-samples/ } })
  t.ok(few.limits.samples <= 1200, String(few.limits.samples))
})

t.test('Ctrl-C while raw samples are read: what is known by then', async (t) => {
  const interrupt = new AbortController()
  const url = await served(t, (path, params) => {
    if (path === '/api/v1/query' && params.get('query')?.startsWith('up{')) interrupt.abort()
    return undefined
  })
  const answer = await audited(url, {}, interrupt.signal)
  t.match(answer, { verdict: 'gaps', limits: { stopped: /interrupted/ } })
  t.equal(answer.gaps.length, 3)
  t.ok(answer.gaps.every(({ exact }) => !exact))
})

t.test('a Query that stops answering: the time is over, and the rest is told', async (t) => {
  const url = `http://127.0.0.1:${await listen(
    t,
    createServer((request, response) => {
      if (request.url?.includes('_over_time')) return
      fakeQuery(Date.now())(request, response)
    }),
  )}`
  const answer = await audited(url, { limits: { ...LIMITS, timeoutMs: 1000 } })
  t.match(answer, { verdict: 'inconclusive', reasons: [/Not all was read: it took 1s, the limit of --timeout/], gaps: [] })
})

t.test('raw samples that Query refuses: the counts stay, and it is said', async (t) => {
  const url = await served(t, (path, params) =>
    path === '/api/v1/query' && params.get('query')?.startsWith('up{')
      ? { code: 422, status: 'error', error: 'limit violated' }
      : undefined,
  )
  const answer = await audited(url)
  t.match(answer, { verdict: 'gaps' })
  t.match(answer.notes.join('\n'), /could not be read: .*limit violated/)
  t.equal(answer.gaps.length, 3)
  t.ok(answer.gaps.every(({ exact }) => !exact))
})

t.test('a store that did not answer: not enough is known', async (t) => {
  const warning = 'failed to receive any data in 1s from Addr: 10.0.0.2:10901 LabelSets: {replica="b"}: context deadline exceeded'
  const url = await served(t, (path, params) =>
    path === '/api/v1/query_range' ? { status: 'success', data: dataOf(Date.now(), path, params), warnings: [warning] } : undefined,
  )
  const answer = await audited(url)
  t.match(answer, { verdict: 'inconclusive', reasons: [/10\.0\.0\.2:10901 \(b\) did not answer/] })
  for (const { cause } of answer.gaps) t.match(cause, /It is not known what b has there: its store 10\.0\.0\.2:10901 did not answer/)
})
