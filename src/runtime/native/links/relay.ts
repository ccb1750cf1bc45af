import { createServer } from 'node:net'
import { linkKey } from '../given.ts'
import type { Endpoint, Relay } from '../plan.ts'
import { Connection } from './connection.ts'
import type { Rule } from './rule.ts'

export interface OpenRelay {
  /** Its targets may be others now; open connections stay where they are. */
  relay: Relay
  /** The rules have changed, which open connections feel, too. */
  wake(): void
  /** How many connections are open. */
  connections(): number
  close(): Promise<void>
}

/**
 * Listens for one link and passes bytes on to a target picked at random for each connection, as a Service does.
 * `usable` says which targets count now; with none, or one that refuses, the connection is closed. `rulesFor` says what
 * is done to the connections to a slot.
 */
export function openRelay(
  first: Relay,
  usable: (relay: Relay, endpoint: Endpoint) => boolean,
  rulesFor: (relay: Relay, slot: string) => Rule[] = () => [],
): Promise<OpenRelay> {
  const connections = new Set<Connection>()
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const targets = open.relay.targets.filter((target) => usable(open.relay, target))
    const target = targets[Math.floor(Math.random() * targets.length)]
    if (target === undefined) return near.destroy()
    const rules = () => rulesFor(open.relay, target.slot)
    const connection = new Connection(near, target.port, linkKey(first), rules, () => connections.delete(connection))
    connections.add(connection)
  })
  const open: OpenRelay = {
    relay: first,
    wake: () => connections.forEach((connection) => connection.wake()),
    connections: () => connections.size,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        for (const connection of connections) connection.destroy()
      }),
  }
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(first.port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve(open)
    })
  })
}
