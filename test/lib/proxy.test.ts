import t from 'tap'
import { proxyFor } from '../../src/lib/proxy.ts'

const NAMES = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'no_proxy', 'NO_PROXY']
const before = Object.fromEntries(NAMES.map((name) => [name, process.env[name]]))

function within(env: Record<string, string>, url: string): string | undefined {
  for (const name of NAMES) delete process.env[name]
  Object.assign(process.env, env)
  return proxyFor(url)
}

t.teardown(() => {
  for (const name of NAMES) delete process.env[name]
  Object.assign(process.env, Object.fromEntries(Object.entries(before).filter(([, value]) => value !== undefined)))
})

const proxies = { HTTP_PROXY: 'http://plain:3128', HTTPS_PROXY: 'http://user:secret@secure:3128' }
const cases: [env: Record<string, string>, url: string, proxy: string | undefined][] = [
  [{}, 'http://thanos.example.com', undefined],
  [proxies, 'http://thanos.example.com', 'http://plain:3128'],
  [proxies, 'https://thanos.example.com', 'http://secure:3128'],
  [{ ALL_PROXY: 'http://all:1' }, 'https://thanos.example.com', 'http://all:1'],
  [proxies, 'http://localhost:10902', undefined],
  [proxies, 'http://127.0.0.1:10902', undefined],
  [proxies, 'http://[::1]:10902', undefined],
  [{ ...proxies, NO_PROXY: 'example.com' }, 'http://thanos.example.com', undefined],
  [{ ...proxies, NO_PROXY: '.example.com' }, 'http://thanos.example.com', undefined],
  [{ ...proxies, no_proxy: 'a.com, example.com' }, 'http://example.com', undefined],
  [{ ...proxies, NO_PROXY: 'ample.com' }, 'http://example.com', 'http://plain:3128'],
  [{ ...proxies, NO_PROXY: '10.0.0.0/8' }, 'http://10.2.3.4:10902', undefined],
  [{ ...proxies, NO_PROXY: '10.0.0.0/8,10.0.0.0/99' }, 'http://11.2.3.4:10902', 'http://plain:3128'],
  [{ ...proxies, NO_PROXY: '*' }, 'http://thanos.example.com', undefined],
]

t.test('the proxy of the environment, as curl and kubectl read it', async (t) => {
  for (const [env, url, proxy] of cases) t.equal(within(env, url), proxy, `${url} with ${JSON.stringify(env)}`)
})
