/** A way of a connection: `there` from the one that opened it, `back` to it. */
export type Way = 'there' | 'back'

/**
 * What is done to the connections of a link while it is active. A relay works in user space: a connect succeeds whatever
 * the rule is, and only then the connection is silent, late, or answered in the target's place.
 */
export interface Rule {
  /** Whether what goes that way waits until the rule ends. */
  blocks?(way: Way): boolean
  /** Told of what waits. */
  withheld?(bytes: number): void
  /** How late what comes now is passed on, ms. */
  lateness?(way: Way): number
  /** Whether the relay answers this request itself; asked once for each, over all connections of that relay. */
  fails?(relay: string): boolean
}

/** The rules active for one connection, as they are now. */
export type ActiveRules = () => Rule[]

/** Whether that way is held by any of the rules. */
export function isHeld(rules: ActiveRules, way: Way): boolean {
  return rules().some((rule) => rule.blocks?.(way) === true)
}

const HEAD_END = '\r\n\r\n'
const LONGEST_HEAD = 64 * 1024

/** A part of what a client sent: a whole request without a body, or anything else. */
export interface StreamPart {
  bytes: Buffer
  request: boolean
}

/**
 * Finds the GET and HEAD requests of HTTP/1.1 in what a client sends, which is what a scrape is. Delays nothing but a head that
 * is not whole yet; what is no such request (HTTP/2, the rest of something) passes as it is.
 */
export class Requests {
  #begun: Buffer = Buffer.alloc(0)

  take(chunk: Buffer): StreamPart[] {
    const parts: StreamPart[] = []
    let rest = Buffer.concat([this.#begun, chunk])
    while (rest.length > 0) {
      const end = startsRequest(rest) ? rest.indexOf(HEAD_END) : undefined
      if (end === -1 && rest.length < LONGEST_HEAD) break
      const request = end !== undefined && end !== -1
      const length = request ? end + HEAD_END.length : rest.length
      parts.push({ bytes: rest.subarray(0, length), request })
      rest = rest.subarray(length)
    }
    this.#begun = rest
    return parts
  }

  /** What was delayed. */
  rest(): Buffer {
    const rest = this.#begun
    if (rest.length > 0) this.#begun = Buffer.alloc(0)
    return rest
  }
}

function startsRequest(bytes: Buffer): boolean {
  return /^(GET|HEAD) /.test(bytes.toString('latin1', 0, 5))
}
