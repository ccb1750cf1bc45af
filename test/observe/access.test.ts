import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { type AccessOptions, openAccess } from '../../src/observe/access.ts'
import { listen, REFUSING_PORT, tcp } from '../runtime/native/servers.ts'

/* What keeps a command from a Query, by its cause; TLS is in access-tls.test.ts. Servers are small ones of node:http. */

const json = { 'content-type': 'application/json' }
const answer = JSON.stringify({ status: 'success', data: { resultType: 'vector', result: [] } })

/** A Query below a prefix; every request is kept. */
async function query(t: Test, prefix = '', around: RequestListener = (_, response) => response.writeHead(404).end('404 page not found')) {
  const requests: IncomingMessage[] = []
  const port = await listen(
    t,
    createServer((request, response) => {
      requests.push(request)
      if (request.url?.startsWith(`${prefix}/api/v1/query`)) response.writeHead(200, json).end(answer)
      else around(request, response)
    }),
  )
  return { url: `http://127.0.0.1:${port}`, requests }
}

/** A server that gives every request this answer. */
async function always(t: Test, status: number, body: string, headers: Record<string, string> = {}): Promise<string> {
  const port = await listen(
    t,
    createServer((_, response) => response.writeHead(status, headers).end(body)),
  )
  return `http://127.0.0.1:${port}`
}

const refuses = (t: Test, options: AccessOptions, wanted: { code: string; message: RegExp; hint: RegExp }) =>
  t.rejects(openAccess(options), { exit: wanted.code === 'usage' ? 2 : 3, ...wanted })

t.test('a URL from a browser leads to the API, with its prefix', async (t) => {
  const { url, requests } = await query(t, '/thanos')
  for (const typed of ['/thanos', '/thanos/', '/thanos/graph?g0.expr=up', '/thanos/api/v1/query?query=up', '/thanos/stores'])
    t.match(await openAccess({ url: url + typed }), { address: { url: `${url}/thanos` }, notes: [] }, typed)
  const paths = requests.slice(-5).map(({ url: path }) => path)
  t.equal(paths[0], '/thanos/api/v1/query?query=vector(1)', 'first whether it answers')
  const asked = ['buildinfo', 'flags', 'stores', 'metrics'].map(
    (what) => paths.filter((path) => path?.startsWith('/thanos/') === true && path.endsWith(what)).length,
  )
  t.same(asked, [1, 1, 1, 1], 'then what it is')
  t.equal(new Set(requests.map(({ method }) => method)).size, 1, 'it only reads')
})

t.test('a prefix with the name of a page stays', async (t) => {
  const { url } = await query(t, '/query')
  t.match(await openAccess({ url: `${url}/query` }), { address: { url: `${url}/query` } })
})

t.test('headers, those of a file, and the credentials of the URL', async (t) => {
  const { url, requests } = await query(t)
  const file = join(t.testdir({ headers: '# for Query\n\nX-Scope-OrgID: team-a\r\n  Authorization: Bearer tok-9 \n' }), 'headers')
  await openAccess({ url, headers: ['THANOS-TENANT:team-b', `@${file}`] })
  t.match(requests.at(-1)?.headers, { 'thanos-tenant': 'team-b', 'x-scope-orgid': 'team-a', authorization: 'Bearer tok-9' })
  const { address } = await openAccess({ url: url.replace('//', '//m%C3%A9:p%40ss@') })
  t.equal(requests.at(-1)?.headers.authorization, `Basic ${Buffer.from('mé:p@ss').toString('base64')}`)
  t.equal(address.url, url)
})

t.test('what is typed wrongly is refused before any request', async (t) => {
  const { url, requests } = await query(t)
  const folder = t.testdir({ 'text.pem': 'no certificate' })
  const file = (name: string) => join(folder, name)
  const secure = url.replace('http:', 'https:')
  await refuses(t, { url, headers: ['hush-2'] }, { code: 'usage', message: /A --header has no colon/, hint: /--help/ })
  await refuses(
    t,
    { url, headers: ['Authorization:'] },
    { code: 'usage', message: /--header Authorization: has no value/, hint: /in quotes/ },
  )
  await refuses(
    t,
    { url, headers: ['X-A: hush\n3'] },
    { code: 'usage', message: /The value of --header X-A has a character/, hint: /--help/ },
  )
  await refuses(
    t,
    { url, headers: ['@/no/such'] },
    { code: 'usage', message: /--header \/no\/such cannot be read: ENOENT/, hint: /--help/ },
  )
  const twice = { url: url.replace('//', '//a:b@'), headers: ['authorization: Bearer x'] }
  await refuses(t, twice, { code: 'usage', message: /Give credentials once/, hint: /--help/ })
  await refuses(t, { url, ca: 'x' }, { code: 'usage', message: /--ca is for https, and http:.* is http/, hint: /--query-url https:/ })
  await refuses(t, { url, insecure: true }, { code: 'usage', message: /--insecure is for https/, hint: /--query-url https:/ })
  await refuses(t, { url: secure, key: 'x' }, { code: 'usage', message: /--key needs --cert/, hint: /--cert FILE/ })
  await refuses(t, { url: secure, ca: file('none') }, { code: 'usage', message: /--ca .*none cannot be read: ENOENT/, hint: /--help/ })
  await refuses(
    t,
    { url: secure, ca: file('text.pem') },
    { code: 'usage', message: /is not a certificate in PEM form/, hint: /openssl x509/ },
  )
  t.same(requests, [])
})

t.test('a forgotten prefix is found by the redirect of the root; one too many, at the root', async (t) => {
  const below = await query(t, '/a/b', ({ url }, response) => {
    if (url === '/') response.writeHead(302, { location: '/a/b/graph' }).end()
    else response.writeHead(404).end('404 page not found')
  })
  await refuses(
    t,
    { url: below.url },
    {
      code: 'not-query',
      message: /There is no query API at http:.*\/api\/v1: HTTP 404: 404 page not found\. It is at http:.*\/a\/b\/api\/v1/,
      hint: /^type --query-url http:\/\/127\.0\.0\.1:\d+\/a\/b$/,
    },
  )
  const root = await query(t)
  await refuses(
    t,
    { url: `${root.url}/thanos/eu` },
    { code: 'not-query', message: /HTTP 404/, hint: new RegExp(`^type --query-url ${root.url}$`) },
  )
})

t.test('what is no Query', async (t) => {
  const sidecar = await query(t, '/none', ({ url }, response) => response.writeHead(url === '/-/healthy' ? 200 : 404).end())
  await refuses(
    t,
    { url: sidecar.url },
    { code: 'not-query', message: /\/-\/healthy answers 200: a part of Thanos/, hint: /URL of thanos query/ },
  )
  const page = await always(t, 200, '<!doctype html><title>Sign in</title>')
  await refuses(t, { url: page }, { code: 'not-query', message: /HTTP 200, a web page\. A login page/, hint: /URL of Query itself/ })
  const other = await always(t, 200, '{"hello":"world"}', json)
  await refuses(t, { url: other }, { code: 'not-query', message: /There is no query API .*HTTP 200/, hint: /--query-url .*\/PREFIX/ })
})

t.test('a Prometheus has the same API, and merges nothing', async (t) => {
  const said: Record<string, unknown> = {
    '/api/v1/status/flags': { 'storage.tsdb.path': '/data' },
    '/api/v1/status/buildinfo': { version: '3.16.0' },
  }
  const prometheus = await query(t, '', ({ url = '' }, response) => {
    if (said[url] === undefined) response.writeHead(404).end()
    else response.writeHead(200, json).end(JSON.stringify({ status: 'success', data: said[url] }))
  })
  await refuses(
    t,
    { url: prometheus.url },
    { code: 'not-query', message: /is Prometheus 3\.16\.0, not a Thanos Query: it is one replica/, hint: /URL of thanos query/ },
  )
})

t.test('credentials: missing, or refused', async (t) => {
  const unknown = await always(t, 401, 'no org id')
  await refuses(
    t,
    { url: unknown },
    {
      code: 'no-access',
      message: /needs credentials \(HTTP 401\), and none were given: no org id/,
      hint: /^type --header 'Authorization: Bearer TOKEN'.*USER:PASSWORD@HOST/,
    },
  )
  await refuses(
    t,
    { url: unknown, headers: ['Authorization: Bearer x'] },
    { code: 'no-access', message: /does not accept the header Authorization that was given \(HTTP 401\)/, hint: /THANOS-TENANT: NAME/ },
  )
  const forbidden = await always(t, 403, '{"status":"error","error":"not for hush-hush-7"}', json)
  await refuses(
    t,
    { url: forbidden, headers: ['X-Token: hush-hush-7'] },
    { code: 'no-access', message: /does not allow this query \(HTTP 403\) with the header X-Token: not for \*\*\*$/, hint: /Bearer TOKEN/ },
  )
})

t.test('a redirect is named, and no credentials go there', async (t) => {
  const elsewhere = await query(t)
  const to = (location: string) => always(t, 302, '', { location })
  const login = await to(`${elsewhere.url}/login?next=hush`)
  await refuses(
    t,
    { url: login, headers: ['Authorization: Bearer x'] },
    {
      code: 'no-access',
      message: new RegExp(`redirects to ${elsewhere.url}/login \\(HTTP 302\\).*login page`),
      hint: /kubectl port-forward/,
    },
  )
  t.same(elsewhere.requests, [])
  const file = await to('file:///etc/passwd')
  await refuses(t, { url: file }, { code: 'no-access', message: /redirects elsewhere \(HTTP 302\)/, hint: /kubectl port-forward/ })
  const moved = await to('https://thanos.example.com/eu/api/v1/query?query=vector(1)')
  await refuses(
    t,
    { url: moved },
    { code: 'not-query', message: /redirects to https/, hint: /^type --query-url https:\/\/thanos\.example\.com\/eu$/ },
  )
})

t.test('a proxy without a Query behind it', async (t) => {
  for (const status of [502, 503, 504])
    await refuses(
      t,
      { url: await always(t, status, '<html>Bad Gateway</html>') },
      {
        code: 'no-answer',
        message: new RegExp(`answers HTTP ${status}: a proxy, behind which no Query answers now, a web page`),
        hint: /kubectl get pods/,
      },
    )
})

t.test('no connection: by its cause', async (t) => {
  await refuses(
    t,
    { url: `http://127.0.0.1:${REFUSING_PORT}` },
    { code: 'no-answer', message: /nothing listens at 127.*refused/, hint: /port-forward/ },
  )
  await refuses(
    t,
    { url: 'http://thanos.invalid' },
    { code: 'no-answer', message: /the name thanos\.invalid is not known here/, hint: /getent hosts/ },
  )
  const closing = await tcp(t, (socket) => socket.destroy())
  await refuses(
    t,
    { url: `http://127.0.0.1:${closing}` },
    { code: 'no-answer', message: /gives no HTTP answer \(ECONNRESET\)/, hint: /--http-address/ },
  )
  // HTTP/2 without TLS, as a gRPC port has it: a frame of settings.
  const grpc = await tcp(t, (socket) => socket.end(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0])))
  await refuses(
    t,
    { url: `http://127.0.0.1:${grpc}` },
    { code: 'no-answer', message: /gives no HTTP answer/, hint: /--grpc-address \(10901\)/ },
  )
})

t.test('a query that is refused is no matter of access', async (t) => {
  for (const status of [400, 422, 503]) {
    const url = await always(t, status, '{"status":"error","errorType":"execution","error":"no"}', json)
    t.match(await openAccess({ url }), { address: { url } }, String(status))
  }
})

function set(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name]
  else process.env[name] = value
}

t.test('the proxy of the environment is used, with its credentials, and named in an error without them', async (t) => {
  const { url: proxy, requests } = await query(t, 'http://thanos.example.com:10902')
  const port = REFUSING_PORT
  const names = ['HTTP_PROXY', 'http_proxy', 'NO_PROXY', 'no_proxy']
  const before = names.map((name) => process.env[name])
  t.teardown(() => names.forEach((name, index) => set(name, before[index])))
  for (const name of names) set(name, undefined)

  set('HTTP_PROXY', proxy.replace('http://', 'http://user:secret@'))
  const { address } = await openAccess({ url: 'http://thanos.example.com:10902/graph' })
  t.equal(address.url, 'http://thanos.example.com:10902')
  t.match(requests[0], {
    url: /^http:\/\/thanos\.example\.com:10902\/api\/v1\/query/,
    headers: { host: 'thanos.example.com:10902', 'proxy-authorization': `Basic ${Buffer.from('user:secret').toString('base64')}` },
  })

  const local = await query(t)
  await openAccess({ url: local.url })
  t.ok(local.requests.length > 0, 'never for this machine')

  set('HTTP_PROXY', `http://user:secret@127.0.0.1:${port}`)
  const error = await openAccess({ url: 'http://thanos.example.com:10902' }).catch((one: Error) => one)
  t.match(error, { code: 'no-answer', message: new RegExp(`through the proxy http://127.0.0.1:${port} \\(ECONNREFUSED\\)`) })
  t.notMatch(JSON.stringify([error, (error as Error).message, String((error as Error).cause)]), /secret/)
  set('NO_PROXY', 'example.com')
  await t.rejects(openAccess({ url: 'http://thanos.example.com:10902' }), { message: /DNS|no route|in time/ }, 'NO_PROXY names its domain')
})
