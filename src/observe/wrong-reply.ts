import { LabError } from '../lib/errors.ts'
import { type Address, NoAnswer, type Reply, sendRequest } from '../lib/http.ts'
import { httpsInstead } from './no-answer.ts'
import type { QueryInfo } from './query-info.ts'

/* Why a URL answers, but not as the API of a Query does, by its cause. */

/** How long a second look may take, ms. */
const LOOK_MS = 5000

/** An answer of Prometheus's shape, also one that refuses the query. */
export function isApi({ status, body }: Reply): boolean {
  const { status: word } = (typeof body === 'object' && body !== null ? body : {}) as { status?: unknown }
  return status !== 401 && status !== 403 && (word === 'success' || word === 'error')
}

/** The error for an answer that is not one of a Query's API, by its cause, with what to type next. Looks for the API beside that URL. */
export async function replyError(address: Address, reply: Reply): Promise<LabError> {
  const { status } = reply
  if (status === 401 || status === 403) return accessError(address, reply)
  if (status >= 300 && status < 400) return redirectError(address, reply)
  if (status === 502 || status === 503 || status === 504) return behindError(address, reply)
  const secure = status === 400 ? await httpsInstead(address) : undefined
  return secure ?? (await notQueryError(address, reply))
}

const CREDENTIALS =
  "--header 'Authorization: Bearer TOKEN', or --header @FILE with that line, which keeps it out of the process list; for a user name, --query-url https://USER:PASSWORD@HOST"

function accessError({ url, headers = {} }: Address, reply: Reply): LabError {
  const names = Object.keys(headers)
  const tenant = names.length === 0 ? '' : "; a tenant, where it needs one: --header 'THANOS-TENANT: NAME'"
  return new LabError('no-access', `${url} ${refusal(reply.status, names)}${saying(reply)}`, { hint: `type ${CREDENTIALS}${tenant}` })
}

/** What a 401 or 403 means, with the names of the headers that were given. */
function refusal(status: number, names: string[]): string {
  const given = `the header${names.length === 1 ? '' : 's'} ${names.join(' and ')}`
  if (status === 403) return `does not allow this query (HTTP 403) with ${names.length === 0 ? 'no credentials' : given}`
  if (names.length === 0) return 'needs credentials (HTTP 401), and none were given'
  const hasCredentials = names.some((name) => name.toLowerCase() === 'authorization')
  if (hasCredentials) return 'does not accept the header Authorization that was given (HTTP 401)'
  return `needs credentials (HTTP 401), and was given only ${given}`
}

function redirectError(address: Address, { status, location = '' }: Reply): LabError {
  const { url } = address
  const named = URL.canParse(location, url) ? new URL(location, url) : undefined
  // A redirect to a file, or to any other thing that is no HTTP, has no origin.
  const to = named !== undefined && /^https?:$/.test(named.protocol) ? named : undefined
  const shown = to === undefined ? 'elsewhere' : `to ${to.origin}${to.pathname}`
  const prefix = to === undefined ? undefined : /^(.*)\/api\/v1\/query$/.exec(to.pathname)?.[1]
  const message = `${url} redirects ${shown} (HTTP ${status}), and credentials are not sent on`
  if (to !== undefined && prefix !== undefined)
    return new LabError('not-query', message, { hint: `type --query-url ${to.origin}${prefix}` })
  return new LabError('no-access', `${message}. That is how a login page for browsers begins`, {
    hint: `type ${CREDENTIALS}; or reach Query behind the proxy: kubectl port-forward svc/NAME 10902`,
  })
}

function behindError({ url }: Address, reply: Reply): LabError {
  return new LabError('no-answer', `${url} answers HTTP ${reply.status}: a proxy, behind which no Query answers now${saying(reply)}`, {
    hint: 'kubectl get pods shows whether Query is ready; then run the command again',
  })
}

async function notQueryError(address: Address, reply: Reply): Promise<LabError> {
  const { url } = address
  const what = `There is no query API at ${url}/api/v1: HTTP ${reply.status}${saying(reply)}`
  const found = await elsewhere(address)
  if (found !== undefined) return new LabError('not-query', `${what}. It is at ${found}/api/v1`, { hint: `type --query-url ${found}` })
  if (isPage(reply))
    return new LabError('not-query', `${what}. A login page for browsers answers so, and Grafana`, {
      hint: `type the URL of Query itself, with its prefix where it has one; or ${CREDENTIALS}`,
    })
  if (reply.status === 404 && (await look(address, '/-/healthy'))?.status === 200)
    return new LabError(
      'not-query',
      `${what}, but ${url}/-/healthy answers 200: a part of Thanos that takes no queries, such as a sidecar`,
      {
        hint: 'type the URL of thanos query (or of its query-frontend); of a sidecar, store gateway, ruler or receiver there is nothing to merge',
      },
    )
  return new LabError('not-query', what, {
    hint: `type the prefix of Query, too: --query-url ${new URL(url).origin}/PREFIX (its --web.route-prefix)`,
  })
}

/** Throws `not-query` for a Prometheus in place of a Query: it has the same API, but one replica, so there is nothing that was merged. */
export function refusePrometheus({ url }: Address, { kind, version }: QueryInfo): void {
  if (kind !== 'prometheus') return
  const name = version === undefined ? 'a Prometheus' : `Prometheus ${version}`
  throw new LabError('not-query', `${url} is ${name}, not a Thanos Query: it is one replica, and merges nothing`, {
    hint: 'type the URL of thanos query, with the port of its --http-address (10902 by default)',
  })
}

/** The first URL beside this one where the API of a Query answers: above its path, and where the root leads a browser. */
async function elsewhere(address: Address): Promise<string | undefined> {
  const { origin, pathname } = new URL(address.url)
  const above = pathname.split('/').filter((part) => part !== '')
  const parents = above
    .map(
      (_, index) =>
        origin +
        above
          .slice(0, index)
          .map((part) => `/${part}`)
          .join(''),
    )
    .reverse()
  const led = await homeOf({ ...address, url: origin })
  const bases = [...new Set([...parents, ...(led === undefined ? [] : [led])])].filter((base) => base !== address.url)
  for (const url of bases) if (await hasApi({ ...address, url })) return url
  return undefined
}

/** Where the root redirects a browser on the same host, without the page: `/thanos/graph` is the prefix `/thanos`. */
async function homeOf(root: Address): Promise<string | undefined> {
  const { location } = (await look(root, '/')) ?? {}
  if (location === undefined || !URL.canParse(location, root.url)) return undefined
  const { origin, pathname } = new URL(location, root.url)
  return origin === root.url ? origin + pathname.replace(/\/(graph|query)?\/?$/, '') : undefined
}

async function hasApi(address: Address): Promise<boolean> {
  const reply = await look(address, '/api/v1/query', { query: 'vector(1)' })
  return reply !== undefined && isApi(reply)
}

async function look(address: Address, path: string, params: Record<string, string> = {}): Promise<Reply | undefined> {
  try {
    return await sendRequest(address, path, { params, timeoutMs: LOOK_MS })
  } catch (error) {
    if (error instanceof NoAnswer) return undefined
    throw error
  }
}

function isPage({ body }: Reply): boolean {
  return typeof body === 'string' && /^\s*<(!doctype|html|\?xml)/i.test(body)
}

/** What the answer says, in its own words: one line, `: …`; of a page, that it is one. */
function saying(reply: Reply): string {
  const { body } = reply
  if (isPage(reply)) return ', a web page'
  const { error, message } = (typeof body === 'object' && body !== null ? body : {}) as { error?: unknown; message?: unknown }
  const words = [body, error, message].find((text) => typeof text === 'string' && text.trim() !== '')
  if (words === undefined) return ''
  const line = String(words).trim().split('\n')[0]!
  return `: ${line.length > MOST ? `${line.slice(0, MOST)}…` : line}`
}

/** More of it nobody reads, characters. */
const MOST = 200
