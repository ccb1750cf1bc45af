import { LabError } from '../lib/errors.ts'

/** A URL of a Thanos as a person types it, or copies it from a browser. */
export interface TypedUrl {
  /** Where the API may be, without a trailing slash and without credentials: one, or several to try in that order. */
  bases: [string, ...string[]]
  /** The credentials that stood in it. */
  user?: { name: string; password: string }
}

/**
 * Pages of Query and of Prometheus. Sources: Thanos v0.42.4, pkg/ui/ui.go (reactRouterPaths), and Prometheus v3, web/web.go
 * (newReactRouterServerPaths).
 */
const PAGES = new Set([
  'agent',
  'alertmanager-discovery',
  'alerts',
  'blocks',
  'config',
  'flags',
  'global',
  'graph',
  'loaded',
  'query',
  'rules',
  'service-discovery',
  'status',
  'stores',
  'targets',
  'tsdb-status',
])

/** No service has a prefix of that name. */
const SURELY_A_PAGE = /^(.*?)(?:\/(?:new|classic))?\/(?:graph|-\/(?:healthy|ready)|metrics)$/

/**
 * `/api/v1` and the paths below it that a Query or a Prometheus serves, but not those of others, such as `/api/v1/namespaces/…` of
 * Kubernetes. Source: Thanos v0.42.4, pkg/api/query/v1.go (Register).
 */
const API =
  /^(.*)\/api\/v1(?:\/(?:query|query_range|query_explain|query_range_explain|query_exemplars|exemplars|format_query|parse_query|series|labels|label\/.*|stores|rules|alerts|targets|targets\/metadata|metadata|status\/.*|read))?$/

/**
 * Reads the URL of a Thanos: a prefix is kept; a page, a path of the API and what follows `?` or `#` are left out. Throws `usage` where it is
 * no URL of HTTP; no message shows credentials.
 */
export function readThanosUrl(typed: string): TypedUrl {
  const text = typed.trim()
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw notUrl(text)
  const { username, password } = url
  if (username === '' && password === '' && hidesCredentials(url)) throw notUrl(text)
  return {
    bases: basesOf(url),
    ...(username === '' && password === '' ? {} : { user: { name: decoded(username), password: decoded(password) } }),
  }
}

function basesOf({ origin, pathname, search, hash }: URL): [string, ...string[]] {
  const path = pathname.replace(/\/+$/, '')
  const base = (prefix: string) => origin + prefix.replace(/\/+$/, '')
  const certain = API.exec(path)?.[1] ?? SURELY_A_PAGE.exec(path)?.[1]
  if (certain !== undefined) return [base(certain)]
  const at = path.lastIndexOf('/')
  const last = path.slice(at + 1)
  if (at < 0 || (last !== 'api' && !PAGES.has(last))) return [base(path)]
  const above = base(path.slice(0, at))
  // A prefix may have the name of a page; but no one has the state of a page behind it.
  return /[?&#](g0\.|query=)/.test(search + hash) ? [above] : [base(path), above]
}

/** An `@` behind the host: a password with a `/`, `?` or `#` in it, which ends the host for a URL. */
function hidesCredentials({ pathname, search, hash }: URL): boolean {
  return pathname.includes('@') || (pathname === '/' && (search + hash).includes('@'))
}

function notUrl(text: string): LabError {
  if (text.includes('@'))
    return new LabError('usage', '--query-url is not a URL such as https://USER:PASSWORD@thanos.example.com', {
      hint: 'type @ : / ? # and % of a user name or password as %40 %3A %2F %3F %23 %25; or leave them out: thanos-lab explain --help, see --header',
    })
  const bare = /^(?:\/\/)?((?:[\w.-]+|\[[\da-f:]+\])(?::\d+)?(?:\/[^\s?#]*)?)(?:[?#].*)?$/is.exec(text)?.[1]
  // What follows `?` may hold a token.
  return new LabError('usage', `--query-url ${text.replace(/[?#].*$/s, '')} is not a URL such as http://127.0.0.1:10902`, {
    hint: bare === undefined ? 'thanos-lab explain --help' : `type --query-url http://${bare}`,
  })
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A `%` that was meant as one.
    return text
  }
}
