import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/* A network that can stand still: a SOCKS 5 proxy (RFC 1928; no login, IPv4 and names only) for a browser's `--proxy-server`. */

export interface FreezableNetwork {
  /** What Chromium is started with; it goes to this machine through the proxy, too. */
  args: string[]
  /** From now on nothing goes through, in either direction, and no connection ends. */
  freeze(): void
  close(): Promise<void>
}

export async function freezableNetwork(): Promise<FreezableNetwork> {
  const sockets = new Set<Socket>()
  let isFrozen = false
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    if (isFrozen) socket.pause()
  }
  const server = createServer((inner) => {
    keep(inner)
    void join(inner, keep).catch(() => inner.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    args: [`--proxy-server=socks5://127.0.0.1:${port}`, '--proxy-bypass-list=<-loopback>'],
    freeze() {
      isFrozen = true
      for (const socket of sockets) socket.unpipe().pause()
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** Answers the greeting and the request of a connection, and joins it with the place that it asks for. */
async function join(inner: Socket, keep: (socket: Socket) => void): Promise<void> {
  const [, methods = 0] = await take(inner, 2)
  await take(inner, methods)
  inner.write(Buffer.from([5, 0]))
  const [, , , kind = 0] = await take(inner, 4)
  const host = kind === 1 ? (await take(inner, 4)).join('.') : (await take(inner, (await take(inner, 1))[0]!)).toString()
  const outer = connect((await take(inner, 2)).readUInt16BE(), host)
  keep(outer)
  await once(outer, 'connect')
  inner.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]))
  inner.pipe(outer)
  outer.pipe(inner)
}

async function take(socket: Socket, bytes: number): Promise<Buffer> {
  for (;;) {
    const got = socket.read(bytes) as Buffer | null
    if (got !== null) return got
    await once(socket, 'readable')
  }
}
