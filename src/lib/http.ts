import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { Readable } from 'node:stream'
import type { AxiosError, AxiosInstance } from 'axios'
import { within } from './deadline.ts'

/** Where something answers HTTP, with what it takes to be let in. */
export interface Address {
  /** Without a trailing slash; a path may follow. */
  url: string
  headers?: Record<string, string>
  /** PEM texts. */
  tls?: { ca?: string; cert?: string; key?: string }
  /** Called once for each request, with the body of its reply; undefined where none came. For a caller that counts what it reads. */
  onReply?: (body: unknown) => void
}

/** The base URL of a port of this machine. */
export function localUrl(port: number): string {
  return `http://127.0.0.1:${port}`
}

export interface Reply {
  status: number
  body: unknown
}

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  params?: Record<string, string | string[]>
  /** Sent as JSON, unless `headers` says another content type. */
  body?: unknown
  headers?: Record<string, string>
  /** The answer's body as it is, a Buffer, whatever its content type. */
  binary?: boolean
  timeoutMs: number
  signal?: AbortSignal
}

/** No answer at all: refused, reset, timed out. An answer with an error status is a Reply. */
export class NoAnswer extends Error {
  readonly reason: string

  constructor(url: string, reason: string, cause: unknown) {
    super(`${url} gave no answer: ${reason}`, { cause })
    this.name = 'NoAnswer'
    this.reason = reason
  }
}

const clients = new WeakMap<Address, Promise<AxiosInstance>>()
/** Loaded with the first request: its many files take a fifth of a second, in which `up` can have something else started. */
const library = async () => (await import('axios')).default

/** One request. Any status is a Reply; throws NoAnswer where none came. JSON bodies are parsed, others are text. */
export async function sendRequest(address: Address, path: string, options: RequestOptions): Promise<Reply> {
  try {
    const { method = 'GET', params, body, headers, binary, timeoutMs, signal } = options
    const request = {
      url: path,
      method,
      timeout: timeoutMs,
      ...(params === undefined ? {} : { params }),
      ...(body === undefined ? {} : { data: body }),
      ...(headers === undefined ? {} : { headers }),
      ...(binary === true ? { responseType: 'arraybuffer' as const } : {}),
    }
    // axios's own timeout does not cover a connection that is never answered
    const client = await clientOf(address)
    const reply = await within(signal, Date.now() + timeoutMs, (limit) => client.request<unknown>({ ...request, signal: limit }))
    address.onReply?.(reply.data)
    return { status: reply.status, body: reply.data }
  } catch (error) {
    address.onReply?.(undefined)
    throw new NoAnswer(address.url + path, whyNot(error, options.timeoutMs), error)
  }
}

/** A body as a stream, for downloads; throws NoAnswer like `ask`. `connectMs` bounds the time until the answer begins. */
export async function download(
  url: string,
  connectMs: number,
  signal?: AbortSignal,
): Promise<{ status: number; length: number | undefined; stream: Readable }> {
  const slow = new AbortController()
  const timer = setTimeout(() => slow.abort(), connectMs)
  try {
    const axios = await library()
    const reply = await axios.get<Readable>(url, {
      responseType: 'stream',
      // A mirror may send an archive compressed once more; its sum is that of the archive.
      decompress: false,
      validateStatus: () => true,
      signal: signal === undefined ? slow.signal : AbortSignal.any([signal, slow.signal]),
    })
    const length = Number(reply.headers['content-length'] ?? Number.NaN)
    return { status: reply.status, length: Number.isNaN(length) ? undefined : length, stream: reply.data }
  } catch (error) {
    throw new NoAnswer(url, whyNot(error, connectMs), error)
  } finally {
    clearTimeout(timer)
  }
}

function clientOf(address: Address): Promise<AxiosInstance> {
  const known = clients.get(address) ?? makeClient(address)
  clients.set(address, known)
  return known
}

async function makeClient(address: Address): Promise<AxiosInstance> {
  const axios = await library()
  return axios.create({
    baseURL: address.url,
    headers: address.headers ?? {},
    validateStatus: () => true,
    proxy: false,
    paramsSerializer: { indexes: null },
    // A connection a request: kept ones would always reach the same replica behind a Service.
    httpAgent: new HttpAgent({ keepAlive: false }),
    httpsAgent: new HttpsAgent({ keepAlive: true, ...address.tls }),
  })
}

function whyNot(error: unknown, timeoutMs: number): string {
  const { isAxiosError = false, code, message } = error as Partial<AxiosError>
  if (isAxiosError) return code === 'ERR_CANCELED' || code === 'ECONNABORTED' ? `not within ${timeoutMs} ms` : (code ?? message ?? '')
  return error instanceof Error ? error.message : String(error)
}
