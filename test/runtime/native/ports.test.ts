import { createServer } from 'node:net'
import t from 'tap'
import { portFinder } from '../../../src/runtime/native/ports.ts'

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
