import { createServer, type Server } from 'node:net'
import { LabError } from '../../lib/errors.ts'

// Below the ranges that systems hand out for outgoing connections (Linux from 32768, macOS from 49152): a port that
// a stopped container gave up is not taken by chance before it starts again.
const FIRST = 20_000
const LAST = 32_000

/** Free ports on 127.0.0.1, each given out once, and none of those that are `taken`, listened on or not. */
export function portFinder(taken: Iterable<number> = []): () => Promise<number> {
  const given = new Set<number>(taken)
  return async () => {
    for (let tries = 0; tries < 200; tries += 1) {
      const port = FIRST + Math.floor(Math.random() * (LAST - FIRST))
      if (given.has(port) || !(await isFree(port))) continue
      given.add(port)
      return port
    }
    throw new LabError('port-taken', `No free port was found on 127.0.0.1 between ${FIRST} and ${LAST}`, { hint: 'thanos-lab doctor' })
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = await listening(port).catch(() => undefined)
  await closed(server)
  return server !== undefined
}

/**
 * Listens on ports for those who will: nobody else gets them before. Returns what lets go of some of them. Throws `port-taken` with the first that
 * another program has; none is held then.
 */
export async function holdPorts(ports: number[]): Promise<(some: number[]) => Promise<void>> {
  const held = new Map<number, Server>()
  const letGo = async (some: number[]) => {
    await Promise.all(some.map((port) => closed(held.get(port))))
    for (const port of some) held.delete(port)
  }
  const wait = ports.map(async (port) => held.set(port, await listening(port)))
  const refused = (await Promise.allSettled(wait)).findIndex(({ status }) => status === 'rejected')
  if (refused < 0) return letGo
  await letGo([...held.keys()])
  throw new LabError('port-taken', `Another program listens on the port ${ports[refused]} of this machine`)
}

function listening(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}

function closed(server: Server | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (server === undefined) resolve()
    else server.close(() => resolve())
  })
}
