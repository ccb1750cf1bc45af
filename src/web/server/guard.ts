import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

/*
 * Who is let in. The page runs scenarios, so another page in the same browser, another user of this machine, and a foreign name that leads to this
 * address (DNS rebinding) must not reach it.
 */

export interface GuardOptions {
  token: string
  /** The address that is listened on, as it was typed, and its port. */
  listen: string
  port: number
}

/** Why a request is refused, in a sentence that says nothing of the token; undefined where it is let in. */
export function refusalOf(request: IncomingMessage, url: URL, options: GuardOptions): string | undefined {
  const { host } = request.headers
  if (host === undefined || !isOwnHost(host, options))
    return 'This page is served under its own address only. Open the URL that thanos-lab dashboard printed.'
  if (!isToken(tokenOf(request, url), options.token))
    return 'The token is missing or wrong. Open the URL that thanos-lab dashboard printed.'
  return isForeignPage(request, url, ['/']) ? 'Another page may not use this one.' : undefined
}

/** Whether another page sent a request. A link in one may open the paths in `opened`. */
export function isForeignPage(request: IncomingMessage, url: URL, opened: readonly string[]): boolean {
  const { host, origin } = request.headers
  return (origin !== undefined && origin !== `http://${host}`) || !isOwnSite(request, url, opened)
}

/** Whether a Host header names this machine: by the address that is listened on, or by one that leads to it. A foreign name never does. */
export function isOwnHost(host: string, { listen, port }: Pick<GuardOptions, 'listen' | 'port'>): boolean {
  const { name, port: asked } = splitHost(host)
  if (name === undefined || asked !== port) return false
  const own = ['localhost', '127.0.0.1', '::1', bare(listen.toLowerCase())]
  return own.includes(name) || (!isLoopback(listen) && isIP(name) !== 0)
}

/** `[::1]:80` → the name without brackets, in small letters, and the port. No name where it is no host. */
function splitHost(host: string): { name?: string; port?: number } {
  const [, name, port = '80'] = /^(\[[\da-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?$/i.exec(host) ?? []
  return name === undefined ? {} : { name: bare(name.toLowerCase()), port: Number(port) }
}

const bare = (address: string) => address.replace(/^\[(.*)\]$/, '$1')

/** Whether only this machine reaches an address. */
export function isLoopback(address: string): boolean {
  const name = bare(address.toLowerCase())
  return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'))
}

/** The token of a request, in its query or as a bearer token; empty where it has none. */
export function tokenOf({ headers: { authorization = '' } }: IncomingMessage, url: URL): string {
  return url.searchParams.get('token') ?? /^Bearer (.+)$/i.exec(authorization)?.[1] ?? ''
}

/** In a time that does not tell how much of it is right. */
export function isToken(given: string, token: string): boolean {
  return timingSafeEqual(digest(given), digest(token))
}

const digest = (text: string) => createHash('sha256').update(text).digest()

/** A link in another page may open this one; nothing else comes from elsewhere. */
function isOwnSite({ headers, method }: IncomingMessage, { pathname }: URL, opened: readonly string[]): boolean {
  const site = headers['sec-fetch-site']
  if (site === undefined || site === 'same-origin' || site === 'none') return true
  return (
    method === 'GET' && opened.includes(pathname) && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
  )
}
