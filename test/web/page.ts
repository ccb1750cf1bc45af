import { request as httpRequest } from 'node:http'
import type { Test } from 'tap'
import { changeBetween, type LiveState } from '../../src/model/live.ts'
import { Events, type EventsOptions } from '../../src/web/server/events.ts'
import type { Content } from '../../src/web/server/routes.ts'
import { serve, type ServeOptions } from '../../src/web/server/serve.ts'
import { PageWork } from '../../src/web/server/work.ts'

/* The server of the page without a lab, for its tests. */

export const TOKEN = 'a-token-of-a-test'
const PAGE =
  '<!doctype html><title>thanos-lab</title><script type="module">1</script><script type="application/json" id="data"></script><!--static-->'

/** A state of a watched lab with so many samples. */
export function liveState(samples: number, more: Partial<LiveState> = {}): LiveState {
  const lab = { name: 'x', runtime: 'native' as const, state: 'up' as const, replicas: [], query: null, stores: [], faults: [] }
  return {
    at: 1_795_371_420_000 + 1000 * samples,
    lab,
    settings: { replicas: 2, scrapeIntervalMs: 1000, timing: 'fast', workers: 0 },
    from: 1_795_371_420_000,
    run: null,
    work: null,
    last: null,
    series: [{ source: 'query', selector: 'up', samples: Array.from({ length: samples }, (_, place) => [1_795_371_420 + place, '1']) }],
    probes: { query: [] },
    ...more,
  }
}

export interface TestPage {
  port: number
  events: Events<LiveState>
  pageWork: PageWork
  /** One request; the token is in its path where it is to be. */
  ask(path: string, options?: Asked): Promise<{ status: number; headers: Record<string, unknown>; body: string }>
}

export interface Asked {
  method?: string
  headers?: Record<string, string>
  body?: string
}

export async function testPage(
  t: Test,
  { watched = true, page = PAGE, ...options }: Partial<ServeOptions> & EventsOptions & { watched?: boolean; page?: string } = {},
): Promise<TestPage> {
  const events = new Events<LiveState>(changeBetween, options)
  const pageWork = new PageWork('x', () => {})
  const content: Content = {
    page: () => page,
    parts: { title: 'x', data: { mode: 'live', lab: '</script><b>' } },
    ...(watched ? { watched: { name: 'x', events, pageWork } } : {}),
  }
  const served = await serve(content, { port: 0, listen: '127.0.0.1', token: TOKEN, ...options })
  t.teardown(() => served.close())
  const port = Number(new URL(served.url).port)
  return { port, events, pageWork, ask: (path, asked = {}) => ask(port, path, asked) }
}

async function ask(port: number, path: string, { method = 'GET', headers = {}, body }: Asked): ReturnType<TestPage['ask']> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }))
    })
    request.on('error', reject)
    request.end(body)
  })
}
