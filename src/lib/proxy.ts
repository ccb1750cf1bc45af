import { BlockList, isIP } from 'node:net'
import { getProxyForUrl } from 'proxy-from-env'

/** A host of this machine: no proxy is between, as for programs in Go. */
const LOOPBACK = /^(localhost|127\.[\d.]+|\[::1\])$/

/**
 * The proxy that the environment names for a URL (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, but for NO_PROXY), without its credentials; undefined:
 * none. NO_PROXY is read as programs in Go and curl read it, which the library does not: a domain stands for its subdomains, too, and
 * `10.0.0.0/8` for its addresses. Source: Go, golang.org/x/net/http/httpproxy (config.init, useProxy).
 */
export function proxyFor(url: string): string | undefined {
  const { hostname } = new URL(url)
  if (LOOPBACK.test(hostname) || isExcepted(hostname)) return undefined
  const proxy = getProxyForUrl(url)
  if (proxy === '') return undefined
  const { protocol, host } = new URL(proxy)
  return `${protocol}//${host}`
}

function isExcepted(hostname: string): boolean {
  const excepted = (process.env['no_proxy'] ?? process.env['NO_PROXY'] ?? '').toLowerCase().split(/[\s,]+/)
  return excepted.filter(Boolean).some((entry) => hostname === entry || hostname.endsWith(`.${entry}`) || isInSubnet(hostname, entry))
}

function isInSubnet(hostname: string, entry: string): boolean {
  const [net = '', prefix = ''] = entry.split('/')
  const family = isIP(net)
  if (family === 0 || family !== isIP(hostname) || !/^\d+$/.test(prefix) || Number(prefix) > (family === 4 ? 32 : 128)) return false
  const list = new BlockList()
  list.addSubnet(net, Number(prefix), family === 4 ? 'ipv4' : 'ipv6')
  return list.check(hostname, family === 4 ? 'ipv4' : 'ipv6')
}
