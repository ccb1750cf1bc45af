import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import type { Endpoint, Relay } from '../../../../src/runtime/native/plan.ts'
import { openRelay } from '../../../../src/runtime/native/proxy/relay.ts'
import { freePort, REFUSING_PORT, talk, tcp } from '../servers.ts'

/** Answers its name once the asker has said all that it had to say. */
const named = (t: Test, name: string) =>
  tcp(t, (socket) => {
    let asked = ''
    socket.setEncoding('utf8').on('data', (part) => (asked += String(part)))
    socket.once('end', () => socket.end(`${name} heard ${asked}`))
  })

async function relayTo(t: Test, targets: Endpoint[], usable: (relay: Relay, endpoint: Endpoint) => boolean = () => true): Promise<number> {
  const relay: Relay = { from: 'lab', to: 'prometheus', servicePort: 9090, port: await freePort(), targets, notReady: false }
  const open = await openRelay(relay, usable)
  t.teardown(() => open.close())
  return relay.port
}

t.test('what is said passes both ways, also when one side has said all', async (t) => {
  const port = await relayTo(t, [{ slot: 'a', port: await named(t, 'a') }])
  t.equal(await talk(port, 'hello'), 'a heard hello')
  const much = 'x'.repeat(2_000_000)
  t.equal(await talk(port, much), `a heard ${much}`)
})

t.test('each connection goes to a usable target, as it is now', async (t) => {
  const targets = [
    { slot: 'a', port: await named(t, 'a') },
    { slot: 'b', port: await named(t, 'b') },
  ]
  const usable = new Set(['a', 'b'])
  const port = await relayTo(t, targets, (_relay, { slot }) => usable.has(slot))
  const answers = async () => {
    const seen = new Set<string>()
    for (let asked = 0; asked < 60; asked += 1) seen.add(await talk(port, '').then((text) => text.slice(0, 1)))
    return [...seen].sort()
  }
  t.same(await answers(), ['a', 'b'], 'both, at random')
  usable.delete('a')
  t.same(await answers(), ['b'])
  usable.delete('b')
  t.same(await answers().catch(() => ['broken']), [''], 'none: the connection is closed without a word')
  usable.add('a')
  t.same(await answers(), ['a'])
})

t.test('a target that refuses closes the connection, and the relay goes on', async (t) => {
  const targets = [{ slot: 'a', port: REFUSING_PORT }]
  const port = await relayTo(t, targets)
  t.equal(await talk(port, 'x').catch(() => ''), '')
  targets[0]!.port = await named(t, 'a')
  t.equal(await talk(port, 'x'), 'a heard x')
})

t.test('a connection ends with its target', async (t) => {
  const there: Socket[] = []
  const port = await relayTo(t, [{ slot: 'a', port: await tcp(t, (socket) => void there.push(socket.on('error', () => {}))) }])
  const socket = connect({ host: '127.0.0.1', port }).on('error', () => {})
  socket.write('x')
  while (there.length === 0) await new Promise(setImmediate)
  there[0]?.resetAndDestroy()
  await once(socket, 'close')
  t.pass('closed')
})

t.test('closing it closes what is open; a port that is taken is an error', async (t) => {
  const relay: Relay = {
    from: 'a',
    to: 'b',
    servicePort: 1,
    port: await freePort(),
    targets: [{ slot: 'b', port: await tcp(t, () => {}) }],
    notReady: true,
  }
  const open = await openRelay(relay, () => true)
  await t.rejects(
    openRelay(relay, () => true),
    { code: 'EADDRINUSE' },
  )
  const socket = connect({ host: '127.0.0.1', port: relay.port }).on('error', () => {})
  await once(socket, 'connect')
  await Promise.all([once(socket, 'close'), open.close()])
  await t.rejects(talk(relay.port, ''), { code: 'ECONNREFUSED' })
})
