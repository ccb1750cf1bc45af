import { createServer } from 'node:http'
import t from 'tap'
import { LabError } from '../../../src/lib/errors.ts'
import type { Cluster } from '../../../src/runtime/kubernetes/api.ts'
import { listNodes, listPods, objectOf, readPod } from '../../../src/runtime/kubernetes/objects.ts'
import { listen } from '../native/servers.ts'

t.test('an API server that answers anything is no bug of the lab', async (t) => {
  const good = { metadata: { name: 'a', uid: 'b' }, spec: { containers: [] } }
  const bodies: unknown[] = [
    null,
    5,
    'x',
    [],
    {},
    { items: null },
    { items: [null] },
    { items: [{}] },
    { items: [{ metadata: null }] },
    { items: [{ ...good, metadata: { name: 5 } }] },
    { items: [{ ...good, status: { conditions: 'x', containerStatuses: [null] } }] },
  ]
  for (const body of bodies) {
    const port = await listen(
      t,
      createServer((_request, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))),
    )
    const cluster = { api: { url: `http://127.0.0.1:${port}` }, whySilent: async () => undefined } as unknown as Cluster
    const reads = [
      () => listPods(cluster, 'a'),
      () => listNodes(cluster),
      () => readPod(cluster, 'a'),
      () => objectOf(cluster, 'a', { kind: 'Service', name: 'a' }),
    ]
    for (const read of reads) {
      const error: unknown = await read().catch((thrown: unknown) => thrown)
      t.ok(error instanceof LabError, `${JSON.stringify(body)}: ${String(error)}`)
      t.match((error as LabError).message, /The API server answered GET \/api|has no Service/)
    }
  }
})

t.test('an API server that sends elsewhere is not followed, and its token stays here', async (t) => {
  const got: unknown[] = []
  const other = await listen(
    t,
    createServer(({ headers }, response) => {
      got.push(headers)
      response.end('{"items":[]}')
    }),
  )
  const port = await listen(
    t,
    createServer((_request, response) => void response.writeHead(302, { location: `http://127.0.0.1:${other}/` }).end('{}')),
  )
  const api = { url: `http://127.0.0.1:${port}`, headers: { authorization: 'Bearer mine' } }
  const cluster = { api, whySilent: async () => undefined } as unknown as Cluster
  await t.rejects(listPods(cluster, 'a'), { code: 'lab-broken' })
  t.same(got, [])
})
