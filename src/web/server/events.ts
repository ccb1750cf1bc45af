import type { IncomingMessage, ServerResponse } from 'node:http'

/*
 * Server-Sent Events: a browser gets the whole state, then what changes. Whoever is slow gets nothing until all that was sent is read, and then what
 * is new: no client holds more than one state in this process's memory, and none is waited for.
 */

export interface EventsOptions {
  /** From one sign of life to the next, ms: a proxy, or a browser, gives up a silent connection. */
  heartbeatMs?: number
  /** Of the first event. Where a browser can come back to a server that was started again, no later id may be one of the server before. */
  firstId?: number
}

const HEARTBEAT_MS = 15_000
/** So many changes are kept for a browser that comes back. */
const KEPT = 300
const MOST_CLIENTS = 50
/** Shorter changes are sent without a comparison with the length of the state. */
const COMPARED_BYTES = 16_384

interface Client {
  response: ServerResponse
  /** The id of the newest event that was sent. */
  sent: number
  /** Not all that was sent is read yet. */
  isSlow: boolean
}

/** `changeBetween`: what leads from one state to the next; undefined where the whole state is needed. */
export class Events<State extends object> {
  /** The newest state; undefined before the first. */
  state: State | undefined
  /** Of the newest event. */
  #id: number
  /** The newest changes, oldest first; their ids follow each other without a break. */
  #changes: { id: number; text: string }[] = []
  /** The newest state as an event; made when somebody needs it. */
  #whole: { id: number; text: string } | undefined
  readonly #clients = new Set<Client>()
  readonly #timer: NodeJS.Timeout
  readonly #changeBetween: (before: State, after: State) => object | undefined

  constructor(
    changeBetween: (before: State, after: State) => object | undefined,
    { heartbeatMs = HEARTBEAT_MS, firstId = 1 }: EventsOptions = {},
  ) {
    this.#changeBetween = changeBetween
    this.#id = firstId - 1
    this.#timer = setInterval(() => this.#keepAlive(), heartbeatMs).unref()
  }

  /** How many browsers are connected. */
  get size(): number {
    return this.#clients.size
  }

  publish(state: State): void {
    const change = this.state === undefined ? undefined : this.#changeBetween(this.state, state)
    this.state = state
    this.#id += 1
    if (change === undefined) this.#changes = []
    else this.#changes.push({ id: this.#id, text: eventText('change', this.#id, change) })
    this.#changes.splice(0, this.#changes.length - KEPT)
    for (const client of this.#clients) this.#catchUp(client)
  }

  /** Answers a request with events, from the one on that it names as its last. 503 where too many listen. */
  attach(request: IncomingMessage, url: URL, response: ServerResponse): void {
    if (this.#clients.size >= MOST_CLIENTS) {
      response.writeHead(503, { 'Content-Type': 'text/plain; charset=utf-8' }).end('Too many pages are open. Close one.\n')
      return
    }
    const last = Number(request.headers['last-event-id'] ?? url.searchParams.get('last') ?? 0)
    const client: Client = { response, sent: Number.isInteger(last) ? last : 0, isSlow: false }
    this.#clients.add(client)
    response.on('close', () => this.#clients.delete(client))
    response.on('error', () => this.#clients.delete(client))
    response.on('drain', () => {
      client.isSlow = false
      this.#catchUp(client)
    })
    response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' })
    this.#send(client, 'retry: 1000\n\n')
    this.#catchUp(client)
  }

  close(): void {
    clearInterval(this.#timer)
    for (const { response } of this.#clients) response.end()
  }

  #keepAlive(): void {
    for (const client of this.#clients) if (!client.isSlow) this.#send(client, ': alive\n\n')
  }

  /** Sends what a client has not got yet: the changes where they are kept and shorter, else the state. */
  #catchUp(client: Client): void {
    if (client.isSlow || this.state === undefined || client.sent === this.#id) return
    const missing = this.#since(client.sent)
    const whole = missing === undefined || (missing.length > COMPARED_BYTES && missing.length > this.#wholeText().length)
    this.#send(client, whole ? this.#wholeText() : missing)
    client.sent = this.#id
  }

  /** The changes after an event; undefined where they do not lead on from it. */
  #since(id: number): string | undefined {
    const first = this.#changes.findIndex((change) => change.id === id + 1)
    return first < 0 ? undefined : this.#changes.slice(first).reduce((all, { text }) => all + text, '')
  }

  #wholeText(): string {
    if (this.#whole?.id !== this.#id) this.#whole = { id: this.#id, text: eventText('state', this.#id, this.state!) }
    return this.#whole.text
  }

  #send(client: Client, text: string): void {
    if (!client.response.write(text)) client.isSlow = true
  }
}

function eventText(event: string, id: number, data: object): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}
