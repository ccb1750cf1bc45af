import { type AddressInfo, type Socket, connect, createServer } from 'node:net'
import type { Endpoint, Relay } from './plan.ts'

export interface OpenRelay {
  close(): Promise<void>
}

/**
 * Listens for one link and passes bytes on to a target picked at random for each connection, as a Service does.
 * `usable` says which targets count now; with none, or one that refuses, the connection is closed.
 */
export function openRelay(relay: Relay, usable: (endpoint: Endpoint) => boolean): Promise<OpenRelay> {
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const targets = relay.targets.filter(usable)
    const target = targets[Math.floor(Math.random() * targets.length)]
    if (target === undefined) return near.destroy()
    const far = connect({ host: '127.0.0.1', port: target.port, allowHalfOpen: true })
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.setNoDelay(true)
      one.pipe(other)
      one.once('error', () => other.destroy())
      one.once('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  })
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(relay.port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve({ close })
    })
  })
}

/** The port that a listener got. */
export function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0
}
