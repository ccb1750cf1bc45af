import { Socket, type OnReadOpts, type SocketConstructorOpts } from 'node:net'
import { isHeld, Requests, type ActiveRules } from './requests.ts'
import { OneWay } from './stream.ts'

const BODY = 'thanos-lab: this request was made to fail\n'
const UNAVAILABLE = Buffer.from(
  `HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`,
)

/** The answer to a scrape of the lab's parts is 8 to 15 KiB. */
const READ_BYTES = 16 * 1024

/** One connection through a relay: two lanes between who opened it and the target. */
export class Connection {
  #near: Socket
  #far = new Socket(readBy((bytes) => this.#back.push(bytes)))
  #port: number
  #relay: string
  #rules: ActiveRules
  #there: OneWay
  #back: OneWay
  #requests = new Requests()
  #connecting = false

  /** `relay`: the link's key; requests are counted by it. */
  constructor(near: Socket, port: number, relay: string, rules: ActiveRules, onClosed: () => void) {
    this.#near = near
    this.#port = port
    this.#relay = relay
    this.#rules = rules
    this.#there = new OneWay(near, this.#far, 'there', rules)
    this.#back = new OneWay(this.#far, near, 'back', rules)
    near.on('data', (chunk) => this.#ask(chunk))
    this.#back.open()
    let open = 2
    for (const socket of [near, this.#far]) {
      socket.setNoDelay(true)
      // 'close' follows, and is passed on.
      socket.on('error', () => {})
      socket.once('close', () => (open -= 1) === 0 && onClosed())
    }
    // A client that closes before it was let through has given up: nobody is waited for, and nobody is told.
    for (const over of ['end', 'close']) near.once(over, () => this.#connecting || this.destroy())
    this.#connect()
  }

  /** The rules have changed. */
  wake(): void {
    this.#connect()
    this.#there.flow()
    this.#back.flow()
  }

  destroy(): void {
    for (const lane of [this.#there, this.#back]) lane.end()
    for (const socket of [this.#near, this.#far]) socket.destroy()
  }

  /** Whichever way is lost, a handshake does not come about. */
  #connect(): void {
    if (this.#connecting || this.#near.destroyed || isHeld(this.#rules, 'there') || isHeld(this.#rules, 'back')) return
    this.#connecting = true
    this.#far.connect({ host: '127.0.0.1', port: this.#port, noDelay: true })
    this.#there.open()
  }

  #ask(chunk: Buffer): void {
    const failing = this.#rules().filter((rule) => rule.fails !== undefined)
    if (failing.length === 0) {
      const rest = this.#requests.rest()
      return this.#there.push(rest.length === 0 ? chunk : Buffer.concat([rest, chunk]))
    }
    for (const { bytes, request } of this.#requests.take(chunk)) {
      // Every rule counts every request.
      const failed = request && failing.map((rule) => rule.fails?.(this.#relay)).includes(true)
      if (failed) this.#back.push(UNAVAILABLE)
      else this.#there.push(bytes)
    }
  }
}

/**
 * Reads without a stream of Node's: most of what passes a relay comes from its target, and the stream was a tenth of what the supervisor takes at
 * rest. `take` keeps what it is given. Node's types name `onread` for `connect` only; it is read where the socket is made.
 * Source: https://nodejs.org/api/net.html#new-netsocketoptions
 */
function readBy(take: (bytes: Buffer) => void): SocketConstructorOpts & { onread: OnReadOpts } {
  const callback = (length: number, bytes: Uint8Array) => {
    // What is read next is written over it.
    take(Buffer.from(bytes.subarray(0, length)))
    return true
  }
  return { allowHalfOpen: true, onread: { buffer: Buffer.alloc(READ_BYTES), callback } }
}
