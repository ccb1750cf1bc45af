import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { Test } from 'tap'
import { listen } from '../../runtime/native/servers.ts'

/* A server that answers as a Query would over made-up samples: for what bounds an audit, and ends it. What a real one has is in audit.test.ts. */

export const [SECOND, MINUTE] = [1000, 60_000]
const INTERVAL_MS = 15 * SECOND

type Sample = [number, string]

/** `up` of targets on two replicas of the last two hours. Replica b of each target is away for three minutes, half an hour after the one before. */
function samplesOf(now: number, target: number, replica: string): Sample[] {
  const first = now - 120 * MINUTE + (replica === 'a' ? 100 : 7000)
  const away = now - 100 * MINUTE + target * 20 * MINUTE
  // They go on: a test takes its time.
  return Array.from({ length: 600 }, (_, number) => first + number * INTERVAL_MS)
    .filter((t) => replica === 'a' || t < away || t > away + 3 * MINUTE)
    .map((t) => [t / 1000, '1'])
}

export const TARGETS = 3
const json = { 'content-type': 'application/json' }
const FLAGS = { 'query.replica-label': 'replica', 'deduplication.func': 'penalty', 'query.lookback-delta': '5m0s' }

/** What is said in place of an answer; undefined: nothing is. */
export type Instead = (path: string, params: URLSearchParams) => object | undefined

/** Answers as a Query over these samples; `answer`, where it gives something, is what is said instead. */
export function fakeQuery(now: number, answer: Instead = () => undefined): RequestListener {
  return ({ url = '' }: IncomingMessage, response) => {
    const { pathname, searchParams: params } = new URL(url, 'http://here')
    const data = answer(pathname, params) ?? { status: 'success', data: dataOf(now, pathname, params) }
    const { code = 200 } = data as { code?: number }
    response.writeHead(code, json).end(JSON.stringify(data))
  }
}

export function dataOf(now: number, path: string, params: URLSearchParams): unknown {
  if (path === '/api/v1/status/flags') return FLAGS
  if (path === '/api/v1/status/buildinfo') return { version: '0.42.4' }
  if (path === '/api/v1/stores') return { sidecar: [storeSaid('10.0.0.1:10901', 'a'), storeSaid('10.0.0.2:10901', 'b')] }
  const query = params.get('query') ?? ''
  const isMerged = params.get('dedup') === 'true'
  if (path === '/api/v1/query' && query.endsWith(']')) return { result: rawOf(now, query, Number(params.get('time')), isMerged) }
  if (path !== '/api/v1/query_range') return { result: [] }
  const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(params.get(name))) as [number, number, number]
  const steps = Array.from({ length: Math.floor((end - start) / step + 1.001) }, (_, number) => start + number * step)
  // What a selector with `instance=~"0|2"` leaves.
  const of = /instance=~"([\d|]*)"/.exec(query)?.[1]?.split('|')
  const isOf = ({ metric }: { metric: { instance: string } }) => of?.includes(metric.instance) ?? true
  if (query.startsWith('topk(')) {
    const values = query.includes('by (instance)') ? Array.from({ length: TARGETS }, (_, number) => String(number)) : []
    return { result: values.map((instance) => ({ metric: { instance }, values: [[end, '2']] })) }
  }
  if (query.startsWith('count(')) return { result: [{ metric: {}, values: steps.map((at) => [at, String(2 * (of?.length ?? TARGETS))]) }] }
  return {
    result: seriesOf(now, isMerged)
      .filter(isOf)
      .map(({ metric, values }) => ({
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

/** Its URL. */
export async function served(t: Test, answer?: Instead): Promise<string> {
  return `http://127.0.0.1:${await listen(t, createServer(fakeQuery(Date.now(), answer)))}`
}
