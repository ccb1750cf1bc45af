import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import type { LabError } from '../../../src/lib/errors.ts'
import type { Cluster } from '../../../src/runtime/kubernetes/api.ts'
import { type Client, loadClient } from '../../../src/runtime/kubernetes/client.ts'

/** What was asked of the API server and of the nodes, in order. */
export type Story = string[]

/** Answers a request: a status, and a body that is sent as JSON, or as it is where it is text. */
export type Answer = (method: string, path: string, body: any) => { status?: number; body?: unknown }

/** A kubeconfig for an API server that answers plain HTTP. */
export function kubeconfigOf(server: string): string {
  return `clusters: [{name: c, cluster: {server: "${server}", insecure-skip-tls-verify: true}}]
users: [{name: u, user: {}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
current-context: x
`
}

/** A cluster whose API server is a small local one, and whose nodes run what `running` says. Everything that is done to them is told. */
export async function fakeCluster(t: Test, answer: Answer, running: string[] = []): Promise<{ cluster: Cluster; story: Story }> {
  const story: Story = []
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const text = Buffer.concat(parts).toString('utf8')
    const url = decodeURIComponent(request.url ?? '')
    story.push([request.method, url, text].filter(Boolean).join(' '))
    const { status = 200, body = {} } = answer(request.method ?? '', url, text === '' ? undefined : JSON.parse(text))
    response.writeHead(status, { 'content-type': typeof body === 'string' ? 'text/plain' : 'application/json' })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const told =
    (name: string) =>
    async (...args: unknown[]) =>
      void story.push([name, ...args].join(' '))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let client: Promise<Client> | undefined
  const cluster: Cluster = {
    api: { url },
    client: () => (client ??= loadClient(kubeconfigOf(url))),
    whySilent: async (): Promise<LabError | undefined> => undefined,
    nodes: {
      signal: told('signal'),
      startTimer: async (unit, at, { args }, node) => void story.push(['startTimer', unit, at, ...args, node ?? 'plane'].join(' ')),
      stopTimer: told('stopTimer'),
      runningOf: async () => running,
      thaw: told('thaw'),
      run: async (node, { args }) => {
        story.push(['run', node, ...args].join(' '))
        return ''
      },
      everywhere: async ({ args }) => {
        story.push(['everywhere', ...args].join(' '))
        return {}
      },
    },
  }
  return { cluster, story }
}
