import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import t, { type Test } from 'tap'
import { audit, type AuditRequest } from '../../../src/app/audit/audit.ts'
import { silent } from '../../../src/lib/progress.ts'
import { type AuditAnswer, auditSchema } from '../../../src/model/audit.ts'
import { listen } from '../../runtime/native/servers.ts'

/* What bounds an audit, against a server that answers as a Query would. What a real one has is in audit.test.ts. */

const [SECOND, MINUTE] = [1000, 60_000]
const INTERVAL_MS = 15 * SECOND
const LIMITS = { maxRequests: 300, maxSamples: 2_000_000, timeoutMs: 20_000 }

type Sample = [number, string]

/** `up` of targets on two replicas of the last two hours. Replica b of each target is away for three minutes, half an hour after the one before. */
function samplesOf(now: number, target: number, replica: string): Sample[] {
  const first = now - 120 * MINUTE + (replica === 'a' ? 100 : 7000)
  const away = now - 100 * MINUTE + target * 20 * MINUTE
  return Array.from({ length: 480 }, (_, number) => first + number * INTERVAL_MS)
    .filter((t) => t <= now && (replica === 'a' || t < away || t > away + 3 * MINUTE))
    .map((t) => [t / 1000, '1'])
}

const TARGETS = 3
const json = { 'content-type': 'application/json' }
const FLAGS = { 'query.replica-label': 'replica', 'deduplication.func': 'penalty', 'query.lookback-delta': '5m0s' }

/** Answers as a Query over these samples; `answer`, where it gives something, is what is said instead. */
function fakeQuery(now: number, answer: (path: string, params: URLSearchParams) => object | undefined = () => undefined): RequestListener {
  return ({ url = '' }: IncomingMessage, response) => {
    const { pathname, searchParams: params } = new URL(url, 'http://here')
    const data = answer(pathname, params) ?? { status: 'success', data: dataOf(now, pathname, params) }
    const { code = 200 } = data as { code?: number }
    response.writeHead(code, json).end(JSON.stringify(data))
  }
}

function dataOf(now: number, path: string, params: URLSearchParams): unknown {
  if (path === '/api/v1/status/flags') return FLAGS
  if (path === '/api/v1/status/buildinfo') return { version: '0.42.4' }
  if (path === '/api/v1/stores') return { sidecar: [storeSaid('10.0.0.1:10901', 'a'), storeSaid('10.0.0.2:10901', 'b')] }
  const query = params.get('query') ?? ''
  const isMerged = params.get('dedup') === 'true'
  if (path === '/api/v1/query' && query.endsWith(']')) return { result: rawOf(now, query, Number(params.get('time')), isMerged) }
  if (path !== '/api/v1/query_range') return { result: [] }
  const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(params.get(name))) as [number, number, number]
  const steps = Array.from({ length: Math.floor((end - start) / step + 1.001) }, (_, number) => start + number * step)
  if (query.startsWith('count(')) return { result: [{ metric: {}, values: steps.map((at) => [at, String(2 * TARGETS)]) }] }
  return {
    result: seriesOf(now, isMerged).map(({ metric, values }) => ({
      metric,
      values: steps.flatMap((at): Sample[] => {
        const count = values.filter(([time]) => time > at - step && time <= at).length
        return count === 0 ? [] : [[at, String(count)]]
      }),
    })),
  }
}

function storeSaid(name: string, replica: string): object {
  return { name, lastError: null, minTime: 0, maxTime: 9e15, labelSets: [{ replica }] }
}

function seriesOf(now: number, isMerged: boolean) {
  return Array.from({ length: TARGETS }, (_, target) => target).flatMap((target) =>
    (isMerged ? ['a'] : ['a', 'b']).map((replica) => ({
      metric: { __name__: 'up', job: 'node', instance: String(target), ...(isMerged ? {} : { replica }) },
      values: samplesOf(now, target, replica),
    })),
  )
}

function rawOf(now: number, query: string, end: number, isMerged: boolean): object[] {
  const instance = /instance="(\d)"/.exec(query)?.[1]
  const from = end - Number(/\[(\d+)ms\]/.exec(query)?.[1]) / 1000
  return seriesOf(now, isMerged)
    .filter(({ metric }) => metric.instance === instance)
    .map(({ metric, values }) => ({ metric, values: values.filter(([time]) => time > from && time <= end) }))
}

async function audited(url: string, more: Partial<AuditRequest> = {}, signal = new AbortController().signal): Promise<AuditAnswer> {
  const context = { name: 'test', progress: silent, signal, interruptedBy: () => undefined }
  const usual = { access: { url }, sinceMs: 110 * MINUTE, match: undefined, replicaLabels: undefined, expressions: [], worst: 20 }
  return auditSchema.parse(await audit(context, { ...usual, limits: LIMITS, ...more }))
}

async function served(t: Test, answer?: (path: string, params: URLSearchParams) => object | undefined): Promise<string> {
  return `http://127.0.0.1:${await listen(t, createServer(fakeQuery(Date.now(), answer)))}`
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
