import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { LabError } from '../../src/lib/errors.ts'
import type { Address } from '../../src/lib/http.ts'
import { takeSnapshot } from '../../src/observe/snapshot.ts'
import { thanosLabs } from '../cli/command-line.ts'
import { drawn, mutated, type Mutation, mutations, OBEYED } from './mutations.ts'
import type { Suite } from './suite.ts'

/** Each round is of three commands, each with limits of its own, on a machine that may be busy; ms. */
const SLOW_MS = 180_000

/** What comes in place of an answer, but for its text. */
const WAYS = ['text', 'null', 'scalar', 'elsewhere', 'bomb', 'cut', 'header', 'reset', 'html', 'huge-length'] as const
type Way = (typeof WAYS)[number]

/** A Query whose answers are changed, through explain, audit and the snapshot that a run takes. */
export const answers: Suite = {
  name: 'answers',
  about: 'changed answers of a Query through explain, audit and the snapshot of a run, by real HTTP',
  async open() {
    const stranger = await listening((request, response) => {
      strangers.push(`${request.url} ${JSON.stringify(request.headers)}`)
      response.end('{"status":"success","data":{"result":[]}}')
    })
    const strangers: string[] = []
    let attack: { seed: number; changes: Mutation[]; way: Way | undefined } | undefined
    let asked = 0
    const server = await listening((request, response) => {
      const body = answerTo(new URL(request.url ?? '/', 'http://here'))
      asked += 1
      // The first ones let the command come as far as to read samples.
      if (attack === undefined || (asked + attack.seed) % 3 !== 0) return send(response, JSON.stringify(body))
      return attack.way === undefined
        ? send(response, JSON.stringify(mutated(body, attack.changes)))
        : sendWrongly(response, attack.way, stranger)
    })
    return {
      async round(seed) {
        asked = seed
        attack = { seed, changes: drawn(mutations, seed), way: seed % 4 === 0 ? WAYS[(seed / 4) % WAYS.length] : undefined }
        const begun = performance.now()
        const problems = [...(await byCommand(portOf(server))), ...(await bySnapshot(portOf(server)))]
        const ms = performance.now() - begun
        if (ms > SLOW_MS) problems.push(`it took ${ms.toFixed(0)} ms`)
        for (const request of strangers.splice(0)) problems.push(`a redirect was followed: ${request}`)
        return problems
      },
      async close() {
        for (const one of [server, stranger]) await closed(one)
      },
    }
  },
}

async function listening(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

const REPLICAS = ['prometheus-0', 'prometheus-1']
const LABELS = { __name__: 'up', job: 'node', instance: 'node:9100' }

/** What a Query with two replicas that scrape every 5 s answers. */
function answerTo({ pathname, searchParams }: URL): unknown {
  if (pathname === '/api/v1/query') return success({ resultType: 'matrix', result: raw(searchParams) })
  if (pathname === '/api/v1/query_range') return success({ resultType: 'matrix', result: steps(searchParams) })
  if (pathname === '/api/v1/status/flags') return success({ 'query.replica-label': 'replica', 'query.lookback-delta': '5m0s' })
  if (pathname === '/api/v1/status/buildinfo') return success({ version: '0.42.4' })
  if (pathname === '/api/v1/stores') return success({ sidecar: REPLICAS.map(store) })
  if (pathname === '/api/v1/series') return success([LABELS])
  if (pathname === '/api/v1/rules')
    return success({ groups: [{ name: 'a', rules: [{ type: 'alerting', name: 'b', query: 'up', alerts: [] }] }] })
  return success(['up'])
}

function success(data: unknown): unknown {
  return { status: 'success', data, warnings: [] }
}

function store(replica: string): unknown {
  return { name: `${replica}:10901`, lastError: null, labelSets: [{ replica }], minTime: 0, maxTime: 9e15 }
}

function raw(params: URLSearchParams): unknown[] {
  const range = Number(/\[(\d+)ms\]/.exec(params.get('query') ?? '')?.[1] ?? 0) / 1000
  const to = Number(params.get('time') ?? Date.now() / 1000)
  const values = (offset: number) =>
    Array.from({ length: Math.min(5000, Math.floor(range / 5)) }, (_, index) => [Math.floor(to - range) + 5 * index + offset, '1'])
  return seriesOf(params, (number) => ({ values: values(1 + number) }))
}

function steps(params: URLSearchParams): unknown[] {
  const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(params.get(name)))
  const count = Math.min(11_000, Math.floor((end! - start!) / step!) + 1)
  const values = Array.from({ length: count }, (_, index) => [start! + index * step!, String(index === 5 ? 1 : step! / 5)])
  return seriesOf(params, () => ({ values }))
}

function seriesOf(params: URLSearchParams, of: (replica: number) => object): unknown[] {
  if (params.get('dedup') === 'true') return [{ metric: LABELS, ...of(0) }]
  return REPLICAS.map((replica, number) => ({ metric: { ...LABELS, replica }, ...of(number) }))
}

function send(response: ServerResponse, text: string, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(text)
}

const BOMB = gzipSync(Buffer.alloc(120e6, ' '))

function sendWrongly(response: ServerResponse, way: Way, stranger: Server): void {
  switch (way) {
    case 'text':
      return send(response, '\u001b[2J{')
    case 'null':
      return send(response, 'null')
    case 'scalar':
      return send(response, '5')
    case 'elsewhere':
      return void response.writeHead(302, { location: `http://127.0.0.1:${portOf(stranger)}/api/v1/query` }).end()
    case 'bomb':
      return void response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(BOMB)
    case 'cut':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
      response.write('{"status":')
      return void response.destroy()
    case 'header':
      return send(response, '{}', { 'x-long': 'x'.repeat(100_000) })
    case 'reset':
      return void response.destroy()
    case 'html':
      return send(response, '<!doctype html><title>\u009b31m</title>', { 'content-type': 'text/html' })
    case 'huge-length':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '900000000000' })
      return void response.write('{', () => response.destroy())
  }
}

async function byCommand(port: number): Promise<string[]> {
  const url = `http://127.0.0.1:${port}`
  const words = [
    ['explain', '--query-url', url, '--selector', 'up{job="node"}', '--header', 'X-Key: secret-of-mine'],
    ['explain', '--query-url', url, '--selector', 'up{job="node"}', '--json', '--what-if'],
    ['audit', '--query-url', url, '--since', '30m', '--timeout', '20s', '--header', 'X-Key: secret-of-mine'],
  ]
  const said = await thanosLabs(words)
  return said.flatMap(({ code, stdout, stderr }, index) => {
    const line = words[index]!.join(' ')
    return [
      ...(code !== null && code >= 0 && code <= 4 ? [] : [`${line} ends with ${code}: ${stderr}`]),
      ...(OBEYED.test((stdout + stderr).replaceAll(/[\n\t]/g, '')) ? [`${line} prints what a terminal obeys`] : []),
      ...((stdout + stderr).includes('secret-of-mine') ? [`${line} prints a secret`] : []),
    ]
  })
}

async function bySnapshot(port: number): Promise<string[]> {
  const address: Address = { url: `http://127.0.0.1:${port}` }
  const settings = { replicas: 2, scrapeIntervalMs: 5000, timing: 'fast' as const, workers: 0 }
  const to = Date.now()
  const series = [{ name: 'merged', selector: 'up', source: { via: 'query' as const } }]
  const request = { phase: 'after' as const, window: { from: to - 60_000, to }, series, queries: [], firstMerged: 'up' }
  try {
    await takeSnapshot({ settings, address: () => address, pods: async () => [] }, request)
    return []
  } catch (error) {
    return error instanceof LabError ? [] : [`a snapshot: ${error instanceof Error ? error.stack : String(error)}`]
  }
}
