import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { loadClient } from '../../../src/runtime/kubernetes/client.ts'
import type { Cluster } from '../../../src/runtime/kubernetes/api.ts'
import { watchPods } from '../../../src/runtime/kubernetes/watch.ts'
import { until } from '../../helpers/until.ts'
import { kubeconfigOf } from './api.ts'

const LONG_MS = 120_000

t.test('a pause ends with a change of a pod, with its time, or with an abort; a watch that ended is opened again', async (t) => {
  const watchers: ServerResponse[] = []
  const server = createServer((request, response) => {
    t.match(
      decodeURIComponent(request.url ?? ''),
      /^\/api\/v1\/namespaces\/thanos\/pods\?watch=true&labelSelector=thanos-lab.dev\/lab=mine$/,
    )
    watchers.push(response.writeHead(200, { 'content-type': 'application/json' }))
    response.flushHeaders()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.closeAllConnections())
  t.teardown(() => server.close())
  const client = loadClient(kubeconfigOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
  const abort = new AbortController()
  const watch = watchPods({ client: () => client } as Cluster, 'mine', abort.signal)
  const change = () => watchers.at(-1)?.write(`${JSON.stringify({ type: 'MODIFIED', object: {} })}\n`)

  await watch.pause(1)
  await until('the watch is open', async () => watchers.length === 1)
  const paused = watch.pause(LONG_MS)
  change()
  await paused
  watchers[0]?.end()
  await until('it is opened again', async () => {
    await watch.pause(1)
    return watchers.length === 2
  })
  const again = watch.pause(LONG_MS)
  change()
  await again
  const aborted = watch.pause(LONG_MS)
  abort.abort()
  await t.rejects(aborted, { name: 'AbortError' })
  const ended = once(watchers[1] as ServerResponse, 'close')
  watch.stop()
  await ended
})
