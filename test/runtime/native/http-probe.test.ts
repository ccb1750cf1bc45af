import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import t, { type Test } from 'tap'
import { HttpProbe } from '../../../src/runtime/native/http-probe.ts'
import { freePort, http, tcp } from './servers.ts'

function probeOf(t: Test, port: number, timeoutMs = 2000): HttpProbe {
  const probe = new HttpProbe({ path: '/-/ready', port }, timeoutMs)
  t.teardown(() => probe.close())
  return probe
}

/** A server, and how many connections it was opened. */
async function counting(t: Test, answer: RequestListener) {
  let connections = 0
  const port = await http(t, (request, response) => {
    if (!seen.has(request.socket)) connections += 1
    seen.add(request.socket)
    answer(request, response)
  })
  const seen = new Set<Socket>()
  return { port, connections: () => connections }
}

async function asked(probe: HttpProbe, times: number): Promise<boolean[]> {
  const answers: boolean[] = []
  for (let time = 0; time < times; time += 1) answers.push(await probe.succeeds())
  return answers
}

t.test('requests go over one connection, and each has its own answer', async (t) => {
  let requests = 0
  const { port, connections } = await counting(t, (_request, response) => {
    requests += 1
    response.writeHead(requests % 2 === 1 ? 200 : 503, { 'content-length': 3 })
    // The body comes later than the head.
    response.write('n')
    setImmediate(() => response.end('o\n'))
  })
  t.same(await asked(probeOf(t, port), 6), [true, false, true, false, true, false])
  t.equal(connections(), 1)
})

for (const [how, headers, body] of [
  ['of an unknown length', {}, 'ready'],
  ['too long to be read', { 'content-length': 5000 }, 'r'.repeat(5000)],
  ['of a server that closes', { 'content-length': 5, connection: 'close' }, 'ready'],
] as const)
  t.test(`an answer ${how}: the next request has a connection of its own`, async (t) => {
    const { port, connections } = await counting(t, (_request, response) => {
      response.writeHead(200, headers)
      response.write(body)
      response.end()
    })
    t.same(await asked(probeOf(t, port), 3), [true, true, true])
    t.equal(connections(), 3)
  })

t.test('HTTP/1.0, and an answer of one line', async (t) => {
  const answers = ['HTTP/1.0 200 OK\r\n\r\nready', 'HTTP/1.0 500 No\r\n\r\n', 'nonsense\r\n\r\n', 'HTTP/1.1 200']
  const port = await tcp(t, (socket) => socket.once('data', () => socket.end(answers.shift() ?? '')))
  t.same(await asked(probeOf(t, port), 4), [true, false, false, false])
})

/** Serves on this port, and stops as a killed program does. */
async function served(t: Test, port: number, status: number) {
  const server = createServer((_request, response) => void response.writeHead(status, { 'content-length': 0 }).end())
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const stop = async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    await closed
  }
  t.teardown(() => server.listening && stop())
  return { port: (server.address() as AddressInfo).port, stop }
}

t.test('a program that ends is not ready at once; the next one on its port is asked itself', async (t) => {
  const port = await freePort()
  const probe = probeOf(t, port)
  t.equal(await probe.succeeds(), false, 'nobody listens')
  const first = await served(t, port, 200)
  t.equal(await probe.succeeds(), true)
  await first.stop()
  t.equal(await probe.succeeds(), false, 'nobody listens any more')
  const second = await served(t, port, 200)
  t.equal(await probe.succeeds(), true)
  // Between two requests the port has another program.
  await second.stop()
  await served(t, port, 503)
  t.equal(await probe.succeeds(), false, 'the third is not ready')
})

t.test('a kept connection that ends at the next request: the port is asked again', async (t) => {
  let requests = 0
  const port = await tcp(t, (socket) =>
    socket.on('data', () => {
      requests += 1
      if (requests === 2) socket.destroy()
      else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
    }),
  )
  t.same(await asked(probeOf(t, port), 3), [true, true, true])
  t.equal(requests, 4)
})

t.test('an answer that comes too late is none, and not the next one', async (t) => {
  const sockets: Socket[] = []
  let requests = 0
  const port = await tcp(t, (socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    socket.on('data', () => {
      requests += 1
      if (requests !== 2) socket.write('HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n')
    })
  })
  const probe = probeOf(t, port, 200)
  t.same(await asked(probe, 2), [false, false])
  sockets[0]?.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
  t.equal(await probe.succeeds(), false)
  t.equal(sockets.length, 2)
})

t.test('closed while it is asked: no success, and no new connection', async (t) => {
  let connections = 0
  const port = await tcp(t, (socket) => {
    connections += 1
    socket.on('data', () => {
      if (answers > 0) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
      answers -= 1
    })
  })
  let answers = 1
  const probe = probeOf(t, port)
  t.equal(await probe.succeeds(), true)
  const second = probe.succeeds()
  probe.close()
  t.equal(await second, false)
  t.equal(connections, 1)
})
