import t from 'tap'
import { readThanosUrl } from '../../src/observe/thanos-url.ts'

const understood: [typed: string, ...bases: string[]][] = [
  ['http://127.0.0.1:10902', 'http://127.0.0.1:10902'],
  ['  http://127.0.0.1:10902///  ', 'http://127.0.0.1:10902'],
  ['https://thanos.example.com:443/', 'https://thanos.example.com'],
  ['http://[::1]:10902/graph', 'http://[::1]:10902'],
  ['http://h:1/graph?g0.expr=up%7Ba%3D%22b%22%7D&g0.tab=1', 'http://h:1'],
  ['http://h:1/new/graph?g0.expr=up', 'http://h:1'],
  ['http://h:1/classic/graph#top', 'http://h:1'],
  ['http://h:1/query?g0.expr=up&g0.show_tree=0', 'http://h:1'],
  ['http://h:1/alerts?query=up', 'http://h:1'],
  ['http://h:1/api/v1', 'http://h:1'],
  ['http://h:1/api/v1/', 'http://h:1'],
  ['http://h:1/api/v1/query?query=up', 'http://h:1'],
  ['http://h:1/api/v1/query_range?query=up&start=1', 'http://h:1'],
  ['http://h:1/api/v1/label/job/values', 'http://h:1'],
  ['http://h:1/api/v1/status/flags', 'http://h:1'],
  ['http://h:1/-/ready', 'http://h:1'],
  ['http://h:1/metrics', 'http://h:1'],
  // a prefix is kept
  ['https://h/thanos', 'https://h/thanos'],
  ['https://h/thanos/', 'https://h/thanos'],
  ['https://h/a/b/graph?g0.expr=up', 'https://h/a/b'],
  ['https://h/thanos/api/v1/query?query=up', 'https://h/thanos'],
  ['https://h/graphs', 'https://h/graphs'],
  ['https://g/api/datasources/proxy/uid/x', 'https://g/api/datasources/proxy/uid/x'],
  ['https://g/api/datasources/proxy/uid/x/api/v1/series', 'https://g/api/datasources/proxy/uid/x'],
  ['http://k:8001/api/v1/namespaces/m/services/q:9090/proxy', 'http://k:8001/api/v1/namespaces/m/services/q:9090/proxy'],
  ['http://k:8001/api/v1/namespaces/m/services/q:9090/proxy/graph', 'http://k:8001/api/v1/namespaces/m/services/q:9090/proxy'],
  // it may be a page or a prefix: both are tried
  ['https://h/query', 'https://h/query', 'https://h'],
  ['https://h/thanos/stores/', 'https://h/thanos/stores', 'https://h/thanos'],
  ['https://h/api', 'https://h/api', 'https://h'],
]

t.test('what a person copies from a browser, or types', async (t) => {
  for (const [typed, ...bases] of understood) t.same(readThanosUrl(typed), { bases }, typed)
})

t.test('credentials are taken out', async (t) => {
  const cases: [typed: string, base: string, name: string, password: string][] = [
    ['https://me:pass@h/thanos/graph', 'https://h/thanos', 'me', 'pass'],
    ['https://me:p%40%2Fss%25@h', 'https://h', 'me', 'p@/ss%'],
    ['https://me:p@ss@h', 'https://h', 'me', 'p@ss'],
    ['https://me:100%@h', 'https://h', 'me', '100%'],
    ['https://token@h', 'https://h', 'token', ''],
  ]
  for (const [typed, base, name, password] of cases) t.same(readThanosUrl(typed), { bases: [base], user: { name, password } }, typed)
})

const refused: [typed: string, message: RegExp, hint: RegExp][] = [
  ['thanos', /thanos is not a URL such as http/, /^type --query-url http:\/\/thanos$/],
  ['localhost:10902/graph', /is not a URL/, /^type --query-url http:\/\/localhost:10902\/graph$/],
  ['h/graph?token=hush', /--query-url h\/graph is not a URL/, /^type --query-url http:\/\/h\/graph$/],
  ['thanos.example.com', /is not a URL/, /^type --query-url http:\/\/thanos\.example\.com$/],
  ['ftp://h', /ftp:\/\/h is not a URL/, /explain --help/],
  ['', /is not a URL/, /explain --help/],
  ['http://', /is not a URL/, /explain --help/],
]

t.test('what is no URL, with the one to type', async (t) => {
  for (const [typed, message, hint] of refused) t.throws(() => readThanosUrl(typed), { code: 'usage', exit: 2, message, hint }, typed)
})

t.test('a password that breaks the URL is not shown', async (t) => {
  for (const typed of [
    'https://me:se/cret@h',
    'https://me:se#cret@h',
    'https://me:12?cret@h/',
    'me:secret@h',
    'https://me:secret@h:x',
    'ftp://me:secret@h',
  ]) {
    const error = (() => {
      try {
        return readThanosUrl(typed)
      } catch (thrown) {
        return thrown as Error & { hint: string }
      }
    })()
    t.match(error, { code: 'usage', message: /USER:PASSWORD/, hint: /%2F/ }, typed)
    t.notMatch(`${(error as Error).stack}${(error as { hint?: string }).hint}`, /cret|me:/, typed)
  }
})
