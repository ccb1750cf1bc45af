import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { Relay } from '../../../../src/runtime/native/plan.ts'
import { openRelay, type OpenRelay } from '../../../../src/runtime/native/proxy/relay.ts'
import type { Rule, Way } from '../../../../src/runtime/native/proxy/requests.ts'
import { until } from '../../../helpers/until.ts'
import { http, freePort, talk, tcp } from '../servers.ts'

/** A relay whose rules can be changed. */
async function ruled(t: Test, target: number): Promise<{ open: OpenRelay; port: number; rule: (...rules: Rule[]) => void }> {
  let now: Rule[] = []
  const port = await freePort()
  const relay: Relay = { from: 'a', to: 'b', servicePort: 1, port, targets: [{ slot: 'b', port: target }], notReady: true }
  const open = await openRelay(
    relay,
    () => true,
    () => now,
  )
  t.teardown(() => open.close())
  const rule = (...rules: Rule[]) => {
    now = rules
    open.wake()
  }
  return { open, port, rule }
}

/** A connection that keeps what it hears. */
function client(t: Test, port: number): { socket: Socket; heard: () => string } {
  let text = ''
  const socket = connect({ host: '127.0.0.1', port }).setEncoding('utf8')
  socket.on('data', (part) => (text += String(part))).on('error', () => {})
  t.teardown(() => socket.destroy())
  return { socket, heard: () => text }
}

const echo = (t: Test) => tcp(t, (socket) => void socket.on('error', () => {}).pipe(socket))
const blocks = (...ways: Way[]): Rule => ({ blocks: (way) => ways.includes(way) })

t.test('what is held waits on an open connection, unnoticed, and goes on in order', async (t) => {
  for (const ways of [['there'], ['back'], ['there', 'back']] as Way[][]) {
    const { port, rule } = await ruled(t, await echo(t))
    const { socket, heard } = client(t, port)
    socket.write('1')
    await until('it is open', () => heard() === '1')
    let withheld = 0
    rule({ ...blocks(...ways), withheld: (bytes) => void (withheld += bytes) })
    socket.write('23')
    await until('it is withheld', () => withheld === 2)
    socket.write('4')
    await sleep(50)
    t.equal(heard(), '1', ways.join())
    t.notOk(socket.closed)
    rule()
    await until('it goes on', () => heard() === '1234')
  }
})

t.test('much that waits slows the sender down, and none of it is lost', async (t) => {
  const { port, rule } = await ruled(t, await echo(t))
  const { socket, heard } = client(t, port)
  socket.write('x')
  await until('it is open', () => heard() === 'x')
  let withheld = 0
  rule({ ...blocks('there'), withheld: (bytes) => void (withheld += bytes) })
  const much = 'y'.repeat(20_000_000)
  t.notOk(socket.write(much))
  await until('some of it waits', () => withheld >= 64 * 1024)
  await sleep(50)
  t.ok(withheld < 1_000_000, `${withheld} bytes`)
  rule()
  await until('it goes on', () => heard().length === much.length + 1)
})

t.test('a new connection is silent, and goes on; who gave up meanwhile is forgotten', async (t) => {
  let connections = 0
  const target = await tcp(t, (socket) => {
    connections += 1
    socket.on('error', () => {}).pipe(socket)
  })
  const { open, port, rule } = await ruled(t, target)
  rule(blocks('back'))
  const [stays, leaves] = [client(t, port), client(t, port)]
  stays.socket.write('hello')
  leaves.socket.write('hello')
  await until('both are taken', () => open.connections() === 2)
  leaves.socket.destroy()
  await until('one is forgotten', () => open.connections() === 1)
  t.equal(connections, 0)
  rule()
  await until('the other is heard', () => stays.heard() === 'hello')
  t.equal(connections, 1)
})

t.test('an end waits as well: nobody is told before', async (t) => {
  const there: Socket[] = []
  const { open, port, rule } = await ruled(
    t,
    await tcp(
      t,
      (socket) =>
        void there.push(
          socket
            .on('error', () => {})
            .once('end', () => socket.end())
            .resume(),
        ),
    ),
  )
  const { socket } = client(t, port)
  const far = await until('it is open', () => there[0])
  rule(blocks('there', 'back'))
  socket.destroy()
  await sleep(50)
  t.notOk(far.readableEnded || far.closed, 'the target still believes in it')
  rule()
  await once(far, 'close')
  await until('nothing leaks', () => open.connections() === 0)
})

t.test('what is late comes late, in order, and whole, also when the other side has closed', async (t) => {
  const target = await tcp(t, async (socket) => {
    for (const part of ['a', 'b', 'c']) {
      socket.write(part)
      await sleep(20)
    }
    socket.end('d')
  })
  const { port, rule } = await ruled(t, target)
  let chunks = 0
  rule({ lateness: (way) => (way === 'back' ? ((chunks += 1), 300 - 80 * chunks > 0 ? 300 - 80 * chunks : 1) : 0) })
  const begun = Date.now()
  t.equal(await talk(port, ''), 'abcd')
  t.ok(Date.now() - begun >= 215, `${Date.now() - begun} ms`)
})

t.test('requests that are to fail are answered 503 on the same connection, and the target is not asked', async (t) => {
  let asked = 0
  const { port, rule } = await ruled(t, await http(t, (_request, response) => void response.end(`${(asked += 1)}`)))
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.teardown(() => agent.destroy())
  const locals = new Set<number>()
  const status = () =>
    new Promise<number>((resolve, reject) => {
      get({ host: '127.0.0.1', port, agent }, (reply) => {
        locals.add(reply.socket.localPort ?? 0)
        reply.resume().once('end', () => resolve(reply.statusCode ?? 0))
      }).once('error', reject)
    })
  t.equal(await status(), 200)
  let count = 0
  rule({ fails: () => (count += 1) % 3 === 0 })
  const seen: number[] = []
  for (let beat = 0; beat < 6; beat += 1) seen.push(await status())
  t.same(seen, [200, 200, 503, 200, 200, 503])
  rule()
  t.equal(await status(), 200)
  t.equal(asked, 6)
  t.equal(locals.size, 1, 'all on one connection')
})
