import { connect, type Socket } from 'node:net'

/** An answer that is longer is not read to its end; the next request opens a connection of its own. Bytes. */
const LONGEST_ANSWER = 2048

const HEAD_END = '\r\n\r\n'

/**
 * An HTTP probe, asked again and again over one connection. A kubelet opens one for each request; for the supervisor that was a fifth of what it
 * takes at rest. Where a kept connection is lost, as when the program has ended, the request is sent again over a new one: what is told is what the
 * port answers now. Node's own HTTP client would cost more than the probe.
 */
export class HttpProbe {
  #port: number
  #request: string
  #timeoutMs: number
  #kept: Socket | undefined
  #closed = false
  #answer = ''
  /** What waits for the answer: whether it is a success, or `lost` with the connection. */
  #told: ((answer: boolean | 'lost') => void) | undefined

  /** `timeoutMs`: an answer that comes later is none. */
  constructor({ path, port }: { path: string; port: number }, timeoutMs: number) {
    this.#port = port
    this.#request = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`
    this.#timeoutMs = timeoutMs
  }

  /** Whether the answer is HTTP 200 to 399, in time. One request at a time. */
  async succeeds(): Promise<boolean> {
    const kept = this.#kept !== undefined
    const answer = await this.#ask()
    return (kept && answer === 'lost' && !this.#closed ? await this.#ask() : answer) === true
  }

  close(): void {
    this.#closed = true
    this.#lose(this.#kept)
  }

  #ask(): Promise<boolean | 'lost'> {
    return new Promise((resolve) => {
      const socket = (this.#kept ??= this.#connect())
      const late = setTimeout(() => {
        this.#tell(false)
        this.#lose(socket)
      }, this.#timeoutMs)
      this.#answer = ''
      this.#told = (answer) => {
        clearTimeout(late)
        resolve(answer)
      }
      socket.write(this.#request)
    })
  }

  #connect(): Socket {
    const read = (length: number, bytes: Uint8Array) => {
      this.#read(socket, Buffer.from(bytes.buffer, bytes.byteOffset, length).toString('latin1'))
      return true
    }
    const socket = connect({ host: '127.0.0.1', port: this.#port, noDelay: true, onread: { buffer: Buffer.alloc(512), callback: read } })
    for (const over of ['error', 'end', 'close']) socket.once(over, () => this.#lose(socket))
    return socket
  }

  #read(socket: Socket, text: string): void {
    // Of a connection that was given up, or nobody has asked.
    if (socket !== this.#kept || this.#told === undefined) return this.#lose(socket)
    this.#answer += text
    const end = this.#answer.indexOf(HEAD_END)
    if (end === -1 && this.#answer.length < LONGEST_ANSWER) return
    const status = Number(/^HTTP\/1\.\d (\d{3})/.exec(this.#answer)?.[1])
    const length = bodyLength(this.#answer.slice(0, end))
    const whole = end + HEAD_END.length + (length ?? Infinity)
    // Its rest is still to come, and would be taken for the next answer.
    if (this.#answer.length < whole && whole <= LONGEST_ANSWER) return
    this.#tell(status >= 200 && status < 400)
    if (this.#answer.length !== whole) this.#lose(socket)
  }

  #lose(socket: Socket | undefined): void {
    socket?.destroy()
    if (socket !== this.#kept) return
    this.#kept = undefined
    this.#tell('lost')
  }

  #tell(answer: boolean | 'lost'): void {
    const told = this.#told
    this.#told = undefined
    told?.(answer)
  }
}

/** Bytes; undefined where the head does not say it, or the connection is not to be kept. */
function bodyLength(head: string): number | undefined {
  if (/\r\nconnection: *close/i.test(head)) return undefined
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  return length === undefined ? undefined : Number(length)
}
