import { createServer } from 'node:net'
import { linkKey } from '../given-ports.ts'
import type { Endpoint, Relay } from '../plan.ts'
import { Connection } from './connection.ts'
import type { Rule } from './requests.ts'

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
  rulesFor: (relay: Relay, slot: string) => Rule[] = () => NO_RULES,
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

/** Which connections a rule is for: those from one slot to another. */
interface Ruled {
  rule: Rule
  fits(from: string, to: string): boolean
}

/** Asked for with every piece of every connection. */
const NO_RULES: Rule[] = []

/** Every link of the lab, and the rules active on them. */
export class Links {
  #open = new Map<string, OpenRelay>()
  #ruled = new Map<string, Ruled>()
  #usable: (relay: Relay, endpoint: Endpoint) => boolean

  constructor(usable: (relay: Relay, endpoint: Endpoint) => boolean) {
    this.#usable = usable
  }

  get relays(): Relay[] {
    return [...this.#open.values()].map(({ relay }) => relay)
  }

  /** Opens the links that are new; those that are open get their new targets. Throws where a port is taken. */
  async follow(relays: Relay[]): Promise<void> {
    await Promise.all(relays.map((relay) => this.#keep(linkKey(relay), relay)))
  }

  /** Closes the links that are none of these. */
  async trim(relays: Relay[]): Promise<void> {
    const wanted = new Set(relays.map(linkKey))
    await Promise.all([...this.#open].filter(([key]) => !wanted.has(key)).map(([key, open]) => this.#close(key, open)))
  }

  /** Puts a rule active, on open connections too. */
  rule(id: string, ruled: Ruled): void {
    this.#ruled.set(id, ruled)
    this.#wake()
  }

  /** Ends it: what waited goes on. */
  unrule(id: string): void {
    this.#ruled.delete(id)
    this.#wake()
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open].map(([key, open]) => this.#close(key, open)))
  }

  async #keep(key: string, relay: Relay): Promise<void> {
    const open = this.#open.get(key)
    if (open !== undefined) open.relay = relay
    else this.#open.set(key, await openRelay(relay, this.#usable, ({ from }, slot) => this.#rulesFor(from, slot)))
  }

  #close(key: string, open: OpenRelay): Promise<void> {
    this.#open.delete(key)
    return open.close()
  }

  #rulesFor(from: string, to: string): Rule[] {
    if (this.#ruled.size === 0) return NO_RULES
    return [...this.#ruled.values()].filter(({ fits }) => fits(from, to)).map(({ rule }) => rule)
  }

  #wake(): void {
    for (const open of this.#open.values()) open.wake()
  }
}
