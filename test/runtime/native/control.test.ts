import { createServer } from 'node:http'
import { join } from 'node:path'
import t from 'tap'
import { type Address, sendRequest } from '../../../src/lib/http.ts'
import { Injections } from '../../../src/runtime/native/inject/injections.ts'
import { Kubelet } from '../../../src/runtime/native/kubelet.ts'
import { controls } from '../../../src/runtime/native/supervisor-api.ts'
import { findSupervisor } from '../../../src/runtime/native/supervisor-client.ts'
import { writeFileAtomically } from '../../../src/storage/files.ts'
import { planOf } from './scripts.ts'
import { listen, REFUSING_PORT } from './servers.ts'

const kubelet = new Kubelet(planOf('/none', []))
let stops = 0
const port = await listen(
  t,
  createServer(controls({ kubelet, injections: new Injections(kubelet), token: 'secret', stop: () => (stops += 1) })),
)
const told = async (path: string, token: string, body?: unknown) => {
  const address: Address = { url: `http://127.0.0.1:${port}`, headers: { authorization: `Bearer ${token}` } }
  return sendRequest(address, path, { method: 'POST', timeoutMs: 2000, ...(body === undefined ? {} : { body }) })
}

t.test('orders are taken from who knows the token', async (t) => {
  t.match(await told('/pods', 'secret'), { status: 200, body: [] })
  t.match(await told('/kill', 'secret', { pod: 'a', container: 'b', signal: 'SIGKILL' }), { status: 200, body: { done: false } })
  for (const token of ['', 'wrong', 'secretsecret']) t.match(await told('/stop', token), { status: 403 }, token)
  t.equal(stops, 0)
  t.match(await told('/stop', 'secret'), { status: 200 })
  t.equal(stops, 1)
})

t.test('what is no order is refused', async (t) => {
  for (const path of ['/', '/melt', '/constructor', '/pods/more']) t.match(await told(path, 'secret'), { status: 404 }, path)
})

t.test('a supervisor is found where it answers to its token', async (t) => {
  const folder = t.testdir({})
  t.equal(await findSupervisor(folder), undefined, 'there is no file')
  const write = (file: object) => writeFileAtomically(join(folder, 'supervisor.json'), JSON.stringify({ pid: process.pid, ...file }))
  await write({ port: REFUSING_PORT, token: 'secret' })
  t.equal(await findSupervisor(folder), undefined, 'nobody listens')
  await write({ port, token: 'another' })
  t.equal(await findSupervisor(folder), undefined, 'another program has the port')
  await write({ port, token: 'secret' })
  t.match(await findSupervisor(folder), { pid: process.pid })
})
