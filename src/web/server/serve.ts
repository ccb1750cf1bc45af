import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { bugReport, LabError, reason } from '../../lib/errors.ts'
import { refusalOf } from './guard.ts'
import { refusal, type Route, type ServedAnswer } from './route.ts'
import { type Content, routesOf } from './routes.ts'

export interface ServeOptions {
  /** 0: any that is free. */
  port: number
  /** An address of this machine. */
  listen: string
  token: string
}

export interface Served {
  /** With the token. */
  url: string
  /** Ends every connection. */
  close(): Promise<void>
}

/** Of a request's body, bytes. */
const MOST_BYTES = 65_536
const TIMEOUT_MS = 15_000

/** For every answer. */
const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
}

/** Serves the page and what it needs, until it is closed. Throws `port-taken`, and `usage` for an address that is not of this machine. */
export async function serve(content: Content, { port, listen, token }: ServeOptions): Promise<Served> {
  const site: Site = {
    routes: routesOf(content),
    refuse: (request, url, bound) => refusalOf(request, url, { token, listen, port: bound }),
    end: () => content.watched?.events.close(),
    freePort: 'thanos-lab dashboard, without --port, takes a free one',
  }
  const { server, close } = await serveSite(site, { port, listen })
  return { url: `${server}/?token=${token}`, close }
}

/** What is served, and to whom. */
export interface Site {
  routes: Route[]
  /** Why a request is refused, in a sentence; undefined where it is let in. `port`: the one that is listened on. */
  refuse(request: IncomingMessage, url: URL, port: number): string | undefined
  /** Ends the answers that go on. */
  end(): void
  /** What to type where the port is in use. */
  freePort: string
}

/** Where a site is served. */
export interface ServedSite {
  /** `http://127.0.0.1:8300` */
  server: string
  port: number
  close(): Promise<void>
}

/** Serves a site, until it is closed. Throws as `serve` does. */
export async function serveSite(site: Site, { port, listen }: Pick<ServeOptions, 'port' | 'listen'>): Promise<ServedSite> {
  const server = createServer({ headersTimeout: TIMEOUT_MS, requestTimeout: 2 * TIMEOUT_MS, maxHeaderSize: 16_384 })
  const bound = await bind(server, { port, listen, freePort: site.freePort })
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    void answer(request, response, site, bound)
  })
  return {
    server: `http://${hostOf(listen)}:${bound}`,
    port: bound,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      site.end()
      server.closeAllConnections()
      await closed
    },
  }
}

async function bind(server: Server, { port, listen, freePort }: { port: number; listen: string; freePort: string }): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, listen.replace(/^\[(.*)\]$/, '$1'), resolve)
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE')
      throw new LabError('port-taken', `Port ${port} is in use`, {
        hint: freePort,
        cause: error,
      })
    throw new LabError('usage', `Could not listen on ${listen}, port ${port}: ${error.code ?? reason(error)}`, {
      hint: 'type an address of this machine, such as --listen 127.0.0.1',
      cause: error,
    })
  })
  return (server.address() as AddressInfo).port
}

/** An address that stands for all of this machine is no address to open. */
function hostOf(listen: string): string {
  if (listen === '0.0.0.0' || listen === '::') return '127.0.0.1'
  return listen.includes(':') && !listen.startsWith('[') ? `[${listen}]` : listen
}

async function answer(request: IncomingMessage, response: ServerResponse, site: Site, port: number): Promise<void> {
  response.on('error', () => {})
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value)
  try {
    const reply = await replyTo(request, response, site, port)
    if (reply !== undefined) send(response, reply)
  } catch (error) {
    const { message } = error instanceof LabError ? { message: `${error.message}: ${error.hint}` } : bugReport(error)
    if (response.headersSent) response.destroy()
    else send(response, refusal(500, message))
  }
}

async function replyTo(request: IncomingMessage, response: ServerResponse, site: Site, port: number): Promise<ServedAnswer | undefined> {
  // A proxy is asked for a whole URL, or for `*`: here that leads nowhere.
  const url = new URL(/^\/[!-~]*$/.test(request.url ?? '') ? `http://own${request.url}` : 'http://own/-')
  const refused = site.refuse(request, url, port)
  if (refused !== undefined) return url.pathname.startsWith('/api/') ? refusal(403, refused) : { status: 403, body: `${refused}\n` }
  const there = site.routes.flatMap((route) => {
    const word = wordOf(route.path, url.pathname)
    return word === undefined ? [] : [{ route, word }]
  })
  if (there.length === 0) return refusal(404, 'There is nothing here.')
  const found = there.find(({ route }) => route.method === request.method)
  if (found === undefined) {
    const allowed = there.map(({ route }) => route.method).join(', ')
    return { ...refusal(405, `This path takes ${allowed} only.`), headers: { Allow: allowed } }
  }
  const call = { request, response, url, word: found.word }
  if (found.route.method === 'GET') return found.route.handle(call)
  const read = await readBody(request)
  return 'refused' in read ? read.refused : found.route.handle({ ...call, body: read.body })
}

/** What a path has in place of the pattern's `*`, or an empty text where it has none; undefined where it does not fit. */
function wordOf(pattern: string, path: string): string | undefined {
  const [begin = '', end] = pattern.split('*')
  if (end === undefined) return path === pattern ? '' : undefined
  if (!path.startsWith(begin) || !path.endsWith(end) || path.length <= begin.length + end.length) return undefined
  const word = path.slice(begin.length, path.length - end.length)
  // A name of a run or a scenario needs no encoding.
  return /^[\w.-]+$/.test(word) ? word : undefined
}

/** A form of another page cannot send JSON's content type; a script of one must ask first, and is refused. */
async function readBody(request: IncomingMessage): Promise<{ refused: ServedAnswer } | { body: object }> {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') return { refused: refusal(415, 'Send JSON, with the content type application/json.') }
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MOST_BYTES) return { refused: { ...refusal(413, 'The request is too long.'), headers: { Connection: 'close' } } }
    chunks.push(chunk)
  }
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    if (typeof body === 'object' && body !== null) return { body }
  } catch {
    // It is refused below.
  }
  return { refused: refusal(400, 'The request is not a JSON object.') }
}

const TEXT = { 'Content-Type': 'text/plain; charset=utf-8' }

function send(response: ServerResponse, { status, body, headers = {} }: ServedAnswer): void {
  const text = typeof body === 'string' ? body : `${JSON.stringify(body)}\n`
  const type = typeof body === 'string' ? TEXT : { 'Content-Type': 'application/json; charset=utf-8' }
  response.writeHead(status, { ...type, ...headers }).end(text)
}
