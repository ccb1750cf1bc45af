import { createServer } from 'node:http'
import type { Test } from 'tap'
import { type Address, type Reply, sendRequest } from '../../src/lib/http.ts'
import type { Lab } from '../../src/runtime/runtime.ts'
import { listen } from '../runtime/native/servers.ts'

/** Something that answers in Query's place: what is asked, with its parameters → what it says. Throws where it does not answer. */
export type Pretender = (path: string, params: Record<string, string>) => Promise<Reply>

/** An address where a pretender answers. */
export async function pretending(t: Test, pretender: Pretender): Promise<Address> {
  const port = await listen(
    t,
    createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://here')
      void pretender(pathname, Object.fromEntries(searchParams)).then(
        ({ status, body }) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
        () => response.destroy(),
      )
    }),
  )
  return { url: `http://127.0.0.1:${port}` }
}

/** The real Query for its stores and what it sees without merging; for merged answers, whom `choose` says. */
export function halfTrue(lab: Lab, choose: () => Promise<string> | string): Pretender {
  return async (path, params) => {
    const merged = path === '/api/v1/query' && params['dedup'] !== 'false'
    return sendRequest(lab.address(merged ? await choose() : 'query'), path, { params, timeoutMs: 10_000 })
  }
}

interface Answer {
  data?: { result?: { metric: object; values?: [number, string][] }[] }
}

/** No Thanos at all, and no hole: the first replica's samples, and where it has none for a while, the other's. */
export function spliced(lab: Lab, [first, second]: [string, string]): Pretender {
  return async (path, params) => {
    if (path !== '/api/v1/query' || params['dedup'] === 'false')
      return sendRequest(lab.address('query'), path, { params, timeoutMs: 10_000 })
    const { dedup: _dedup, ...own } = params
    const asked = [first, second].map((part) =>
      sendRequest(lab.address(part), path, { params: own, timeoutMs: 10_000 }).catch(() => undefined),
    )
    const [one, other] = (await Promise.all(asked)).map((reply) => (reply?.body as Answer | undefined)?.data?.result?.[0])
    const values = one?.values ?? []
    const fill = (other?.values ?? []).filter(([time]) => !values.some(([mine]) => Math.abs(mine - time) < 1))
    const whole = [...values, ...fill].sort(([a], [b]) => a - b)
    return { status: 200, body: { status: 'success', data: { result: [{ metric: (one ?? other)?.metric ?? {}, values: whole }] } } }
  }
}

/** Whether a part of the lab answers now. */
export async function answers(lab: Lab, part: string): Promise<boolean> {
  return sendRequest(lab.address(part), '/-/ready', { timeoutMs: 1000 }).then(
    ({ status }) => status === 200,
    () => false,
  )
}
