import { createServer } from 'node:net'
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

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
