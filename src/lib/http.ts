import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { createRequire } from 'node:module'
import type { Readable } from 'node:stream'
import type { AxiosError, AxiosInstance, AxiosStatic } from 'axios'
import { within } from './deadline.ts'
import { proxyFor } from './proxy.ts'
import { redacted } from './redact.ts'

/** Where something answers HTTP, with what it takes to be let in. */
export interface Address {
  /** Without a trailing slash; a path may follow. */
  url: string
  headers?: Record<string, string>
  /** PEM texts. `insecure`: the certificate of the server is not checked. */
  tls?: { ca?: string; cert?: string; key?: string; insecure?: boolean }
  /** The proxy that the environment names is used (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, but for NO_PROXY), never for this machine. */
  viaProxy?: boolean
  /** Bounds what is read there, whoever sends the request. */
  meter?: Meter
}

/** What a caller bounds its requests by, also those of functions that it only passes the address to. */
export interface Meter {
  /** Before each request: what it throws is thrown, and nothing is sent. */
  sending(): void
  /** After each, with the body of its reply; undefined where none came. */
  received(body: unknown): void
  /** Ends every request. */
  signal: AbortSignal
}

/** The base URL of a port of this machine. */
export function localUrl(port: number): string {
  return `http://127.0.0.1:${port}`
}

export interface Reply {
  status: number
  body: unknown
  /** Where a redirect leads; left out where there is none. */
  location?: string
}

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  params?: Record<string, string | string[]>
  /** Sent as JSON, unless `headers` says another content type. */
  body?: unknown
  headers?: Record<string, string>
  /** The answer's body as it is, a Buffer, whatever its content type. */
  binary?: boolean
  /** A longer body is no answer, once it is unpacked. Bytes; left out, 100 MB. */
  mostBytes?: number
  timeoutMs: number
  signal?: AbortSignal
}

/**
 * No answer at all: refused, reset, timed out. An answer with an error status is a Reply. Neither it nor its cause has a credential: what
 * axios throws holds the request with its headers, so only its words, code and stack are kept.
 */
export class NoAnswer extends Error {
  readonly reason: string
  /** Node's or OpenSSL's code, such as `ECONNREFUSED`; `TIMEOUT` where the time was over, `TOO_LONG` where it is longer than `mostBytes`. */
  readonly code: string

  constructor(url: string, reason: string, cause: unknown, code = '') {
    super(redacted(`${url} gave no answer: ${reason}`), { cause: bare(cause) })
    this.name = 'NoAnswer'
    this.reason = redacted(reason)
    this.code = code
  }
}

function bare(cause: unknown): Error | undefined {
  if (!(cause instanceof Error)) return undefined
  const { name, message, stack, code } = cause as NodeJS.ErrnoException
  const kept = Object.assign(new Error(redacted(message)), code === undefined ? {} : { code })
  return Object.defineProperties(kept, {
    name: { value: name, configurable: true },
    stack: { value: redacted(stack ?? message), configurable: true },
  })
}

const clients = new WeakMap<Address, Promise<AxiosInstance>>()
/**
 * Loaded with the first request, in whose time `up` has something else started; and as `require` gives it:
 * the package's one bundled file is there in half the time that the 65 modules of its `import` take.
 */
const library = (): AxiosStatic => createRequire(import.meta.url)('axios') as AxiosStatic

const MOST_BYTES = 100e6

/** One request. Any status is a Reply, a redirect too, which is never followed; throws NoAnswer where none came. JSON bodies are parsed, others are text. */
export async function sendRequest(address: Address, path: string, options: RequestOptions): Promise<Reply> {
  const { meter } = address
  meter?.sending()
  try {
    const { method = 'GET', params, body, headers, binary, mostBytes = MOST_BYTES, timeoutMs } = options
    const signal = firstOf(options.signal, meter?.signal)
    const request = {
      url: path,
      method,
      timeout: timeoutMs,
      ...(params === undefined ? {} : { params }),
      ...(body === undefined ? {} : { data: body }),
      ...(headers === undefined ? {} : { headers }),
      ...(binary === true ? { responseType: 'arraybuffer' as const } : {}),
      maxContentLength: mostBytes,
    }
    // axios's own timeout does not cover a connection that is never answered
    const client = await clientOf(address)
    const reply = await within(signal, Date.now() + timeoutMs, (limit) => client.request<unknown>({ ...request, signal: limit }))
    const location: unknown = reply.headers['location']
    meter?.received(reply.data)
    return { status: reply.status, body: reply.data, ...(typeof location === 'string' ? { location } : {}) }
  } catch (error) {
    meter?.received(undefined)
    throw noAnswer(address.url + path, options.timeoutMs, error)
  }
}

function firstOf(one: AbortSignal | undefined, other: AbortSignal | undefined): AbortSignal | undefined {
  return one === undefined || other === undefined ? (one ?? other) : AbortSignal.any([one, other])
}

/**
 * A body as a stream, for downloads; throws NoAnswer as `sendRequest` does. `connectMs` bounds the time until the answer begins. Redirects are followed, as
 * releases need them, but from TLS only to TLS.
 */
export async function download(
  url: string,
  connectMs: number,
  signal?: AbortSignal,
): Promise<{ status: number; length: number | undefined; stream: Readable }> {
  const slow = new AbortController()
  const timer = setTimeout(() => slow.abort(), connectMs)
  let refused: Error | undefined
  try {
    const axios = library()
    const reply = await axios.get<Readable>(url, {
      responseType: 'stream',
      // A mirror may send an archive compressed once more; its sum is that of the archive.
      decompress: false,
      validateStatus: () => true,
      beforeRedirect: (to: { protocol?: string; host?: string }) => {
        if (!url.startsWith('https:') || to.protocol === 'https:') return
        throw (refused = new Error(`it leads on to ${to.host}, without TLS`))
      },
      signal: signal === undefined ? slow.signal : AbortSignal.any([signal, slow.signal]),
    })
    const length = Number(reply.headers['content-length'] ?? Number.NaN)
    return { status: reply.status, length: Number.isNaN(length) ? undefined : length, stream: reply.data }
  } catch (error) {
    throw noAnswer(url, connectMs, refused ?? error)
  } finally {
    clearTimeout(timer)
  }
}

function clientOf(address: Address): Promise<AxiosInstance> {
  const known = clients.get(address) ?? makeClient(address)
  clients.set(address, known)
  return known
}

/** The proxy that requests to an address go through, without its credentials; undefined: none. */
export function proxyOf({ url, viaProxy = false }: Address): string | undefined {
  return viaProxy ? proxyFor(url) : undefined
}

async function makeClient(address: Address): Promise<AxiosInstance> {
  const axios = library()
  const { insecure = false, ...secure } = address.tls ?? {}
  return axios.create({
    baseURL: address.url,
    headers: address.headers ?? {},
    validateStatus: () => true,
    ...(proxyOf(address) === undefined ? { proxy: false as const } : {}),
    paramsSerializer: { indexes: null },
    // A connection a request: kept ones would always reach the same replica behind a Service.
    httpAgent: new HttpAgent({ keepAlive: false }),
    httpsAgent: new HttpsAgent({ keepAlive: true, ...secure, ...(insecure ? { rejectUnauthorized: false } : {}) }),
    // What the address is told, headers and credentials among it, is for nobody else; and nobody else's answer is taken for its.
    maxRedirects: 0,
  })
}

function noAnswer(url: string, timeoutMs: number, error: unknown): NoAnswer {
  const { isAxiosError = false, code = '', message = '' } = error as Partial<AxiosError>
  if (!isAxiosError) return new NoAnswer(url, error instanceof Error ? error.message : String(error), error)
  const isLate = code === 'ERR_CANCELED' || code === 'ECONNABORTED'
  if (message.startsWith('maxContentLength')) return new NoAnswer(url, 'it is too long', error, 'TOO_LONG')
  return new NoAnswer(url, isLate ? `not within ${timeoutMs} ms` : code || message, error, isLate ? 'TIMEOUT' : code)
}
