import { createServer } from 'node:net'
import t from 'tap'
import { holdPorts, portFinder } from '../../../src/runtime/native/ports.ts'

t.test('ports are free, below those for outgoing connections, and given out once', async (t) => {
  const next = portFinder()
  const ports = []
  for (let count = 0; count < 50; count += 1) ports.push(await next())
  t.equal(new Set(ports).size, 50)
  t.ok(ports.every((port) => port >= 20_000 && port < 32_768))
  const servers = ports.map((port) => createServer().listen(port, '127.0.0.1'))
  t.teardown(() => servers.forEach((server) => server.close()))
  await Promise.all(servers.map((server) => new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject))))
})

t.test(
  "ports that are held are nobody else's until they are let go of; one that is taken is named, and nothing is held then",
  async (t) => {
    const next = portFinder()
    const [a = 0, b = 0, c = 0] = [await next(), await next(), await next()]
    const letGo = await holdPorts([a, b])
    await t.rejects(holdPorts([c, b]), { code: 'port-taken', message: `Another program listens on the port ${b} of this machine` })
    await letGo([b])
    await (
      await holdPorts([c, b])
    )([c, b])
    await letGo([a])
    await (
      await holdPorts([a])
    )([a])
  },
)
