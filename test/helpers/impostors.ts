import { createServer } from 'node:http'
import type { Test } from 'tap'
import { type Address, type Reply, sendRequest } from '../../src/lib/http.ts'
import type { Readable } from '../../src/observe/snapshot.ts'
import type { Lab } from '../../src/runtime/runtime.ts'
import { listen } from '../runtime/native/servers.ts'

/** Something that answers in the place of Query, or of another part: a request, with its parameters → the reply. Throws where it gives none. */
export type Impostor = (path: string, params: Record<string, string>, url: URL) => Promise<Reply> | Reply

/** An address where an impostor answers. */
export async function impostorAt(t: Test, impostor: Impostor): Promise<Address> {
  const port = await listen(
    t,
    createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://here')
      void Promise.resolve()
        .then(() => impostor(url.pathname, Object.fromEntries(url.searchParams), url))
        .then(
          ({ status, body }) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
          () => response.destroy(),
        )
    }),
  )
  return { url: `http://127.0.0.1:${port}` }
}

/** A request to one part of a lab. */
export interface PartRequest {
  part: string
  path: string
  params: Record<string, string>
}

/** A lab of two replicas whose parts are all impostors; every request is kept. */
export async function impostorLab(
  t: Test,
  reply: (request: PartRequest) => Promise<Reply> | Reply,
): Promise<Readable & { requests: PartRequest[] }> {
  const requests: PartRequest[] = []
  const parts = ['query', 'service', 'prometheus-0', 'prometheus-1'].map(async (part) => {
    const impostor: Impostor = (path, params) => {
      requests.push({ part, path, params })
      return reply({ part, path, params })
    }
    return [part, await impostorAt(t, impostor)] as const
  })
  const addresses = new Map<string, Address>(await Promise.all(parts))
  const settings = { replicas: 2, scrapeIntervalMs: 1000, timing: 'fast' as const, workers: 0 }
  return { settings, address: (part) => addresses.get(part)!, pods: async () => [], requests }
}

/** What Prometheus answers to a query that has this result. */
export function ok(result: unknown, more: object = {}): Reply {
  return { status: 200, body: { status: 'success', data: { result }, ...more } }
}

/** The real Query for its stores and what it has without merging; for merged answers, the part that `choose` names. */
export function halfTrue(lab: Lab, choose: () => Promise<string> | string): Impostor {
  return async (path, params) => {
    const merged = path === '/api/v1/query' && params['dedup'] !== 'false'
    return sendRequest(lab.address(merged ? await choose() : 'query'), path, { params, timeoutMs: 10_000 })
  }
}

interface Answer {
  data?: { result?: { metric: object; values?: [number, string][] }[] }
}

/** No Thanos at all, and no gap: the first replica's samples, and where it has none for a while, the other's. */
export function spliced(lab: Lab, [first, second]: [string, string]): Impostor {
  return async (path, params) => {
    if (path !== '/api/v1/query' || params['dedup'] === 'false')
      return sendRequest(lab.address('query'), path, { params, timeoutMs: 10_000 })
    const { dedup: _dedup, ...own } = params
    const replies = [first, second].map((part) =>
      sendRequest(lab.address(part), path, { params: own, timeoutMs: 10_000 }).catch(() => undefined),
    )
    const [one, other] = (await Promise.all(replies)).map((reply) => (reply?.body as Answer | undefined)?.data?.result?.[0])
    const values = one?.values ?? []
    const fill = (other?.values ?? []).filter(([time]) => !values.some(([mine]) => Math.abs(mine - time) < 1))
    const whole = [...values, ...fill].sort(([a], [b]) => a - b)
    return ok([{ metric: (one ?? other)?.metric ?? {}, values: whole }])
  }
}

/** Whether a part of the lab answers now. */
export async function answers(lab: Lab, part: string): Promise<boolean> {
  return sendRequest(lab.address(part), '/-/ready', { timeoutMs: 1000 }).then(
    ({ status }) => status === 200,
    () => false,
  )
}
