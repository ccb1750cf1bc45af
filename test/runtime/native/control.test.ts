import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { type Address, sendRequest } from '../../../src/lib/http.ts'
import { Injections } from '../../../src/runtime/native/inject/injections.ts'
import { Kubelet } from '../../../src/runtime/native/kubelet.ts'
import { signed, signedValue } from '../../../src/runtime/native/signature.ts'
import { controls } from '../../../src/runtime/native/supervisor-api.ts'
import { findSupervisor } from '../../../src/runtime/native/supervisor-client.ts'
import { writeFileAtomically } from '../../../src/storage/files.ts'
import { labFolder } from '../../../src/storage/paths.ts'
import { ownHome } from '../../storage/home.ts'
import { planOf } from './scripts.ts'
import { listen, REFUSING_PORT } from './servers.ts'

const token = randomBytes(24).toString('hex')
const another = randomBytes(24).toString('hex')
const kubelet = new Kubelet(planOf('/none', []))
let stops = 0
const port = await listen(t, createServer(controls({ kubelet, injections: new Injections(kubelet), token, stop: () => (stops += 1) })))
const told = async (path: string, body: unknown) => {
  const address: Address = { url: `http://127.0.0.1:${port}` }
  return sendRequest(address, path, { method: 'POST', timeoutMs: 2000, body })
}
const order = (name: string, value: unknown = {}, by = token) => told(`/${name}`, signed(by, `order ${name}`, '1', value))
const answer = async (name: string, value?: unknown) => {
  const { status, body } = await order(name, value)
  return { status, value: signedValue(token, 'answer', body)?.value }
}

t.test('orders are taken from who knows the token, and answers are signed', async (t) => {
  t.match(await answer('pods'), { status: 200, value: [] })
  t.match(await answer('kill', { pod: 'a', container: 'b', signal: 'SIGKILL' }), { status: 200, value: { done: false } })
  t.match(await order('stop', {}, another), { status: 403 })
  for (const body of ['', 'null', '[]', '{}', { nonce: '1', text: '{}', signature: '' }, { nonce: 1, text: 1, signature: 1 }])
    t.match(await told('/stop', body), { status: 403 }, JSON.stringify(body))
  const forPods = signed(token, 'order pods', '1', {})
  t.match(await told('/stop', forPods), { status: 403 }, 'the signature of another order')
  t.match(await told('/pods', { ...forPods, text: '{"a":1}' }), { status: 403 }, 'another order with that signature')
  t.equal(stops, 0)
  t.match(await answer('stop'), { status: 200 })
  t.equal(stops, 1)
})

t.test('what is no order is refused', async (t) => {
  for (const name of ['', 'melt', 'constructor', 'pods/more']) t.match(await answer(name), { status: 404 }, name)
})

/** A home whose lab x has that supervisor.json. */
async function labWith(t: Test, file: object): Promise<void> {
  ownHome(t)
  await writeFileAtomically(join(labFolder('x'), 'supervisor.json'), JSON.stringify({ pid: process.pid, ...file }))
}

t.test('a supervisor is found where it answers to its token', async (t) => {
  ownHome(t)
  t.equal(await findSupervisor('x'), undefined, 'there is no file')
  await labWith(t, { port: REFUSING_PORT, token })
  t.equal(await findSupervisor('x'), undefined, 'nobody listens')
  await labWith(t, { port, token: another })
  t.equal(await findSupervisor('x'), undefined, 'it is not that one')
  await labWith(t, { port, token })
  t.match(await findSupervisor('x'), { pid: process.pid })
})

const strangers: [title: string, listener: RequestListener][] = [
  ['says yes to all', (_request, response) => response.end('[]')],
  ['repeats what it was sent', (request, response) => request.pipe(response)],
  ['leads elsewhere', (_request, response) => response.writeHead(307, { location: `http://127.0.0.1:${port}/pods` }).end()],
  ['never ends its answer', (_request, response) => void response.writeHead(200).write('[')],
]

for (const [title, listener] of strangers)
  t.test(`a stranger on the supervisor's old port (${title}) is told no secret, and is not taken for it`, async (t) => {
    const heard: string[] = []
    const stranger = await listen(
      t,
      createServer((request: IncomingMessage, response) => {
        heard.push(JSON.stringify(request.headers), request.url ?? '')
        if (title.startsWith('repeats')) return listener(request, response)
        void text(request).then((body) => (heard.push(body), listener(request, response)))
      }),
    )
    await labWith(t, { port: stranger, token })
    t.equal(await findSupervisor('x'), undefined)
    t.ok(heard.length > 0, 'it was asked')
    t.notOk(heard.some((words) => words.includes(token)))
  })

t.test('a supervisor.json that cannot be read is named, with what to type', async (t) => {
  ownHome(t)
  const file = join(labFolder('x'), 'supervisor.json')
  await mkdir(labFolder('x'), { recursive: true })
  const whole = { pid: 1, port, token }
  const bad = [
    '',
    '{',
    'null',
    '{}',
    '[]',
    { ...whole, pid: -1 },
    { ...whole, port: 0 },
    { ...whole, port: 1e9 },
    { ...whole, token: '' },
    { ...whole, more: 1 },
  ]
  for (const value of bad) {
    await writeFile(file, typeof value === 'string' ? value : JSON.stringify(value))
    const refused = await findSupervisor('x').catch((error: unknown) => error)
    t.match(refused, { code: 'state', exit: 3, hint: /^thanos-lab up --name x, which starts/ }, JSON.stringify(value))
    t.ok(String(refused).includes(`${file} cannot be read: `))
  }
})
