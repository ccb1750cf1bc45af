import t from 'tap'
import { isLoopback } from '../../src/web/server/guard.ts'
import { ownHome } from '../storage/home.ts'
import { type Asked, testPage, TOKEN } from './page.ts'

const TOKENED = `?token=${TOKEN}`
const JSON_BODY: Asked = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }

t.test('the page is for whoever has its address, and its headers let nothing else in', async (t) => {
  const { ask } = await testPage(t)
  const page = await ask(`/${TOKENED}`)
  t.equal(page.status, 200)
  t.match(page.headers, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  })
  const policy = String(page.headers['content-security-policy'])
  t.match(policy, /default-src 'none'; script-src 'sha256-[^']+'; .*connect-src 'self'; .*frame-ancestors 'none'/)
  t.notMatch(policy, /unsafe/)
  t.notMatch(page.body, '</script><b>', 'data ends no script')
  t.equal((await ask('/api/runs', { headers: { authorization: `Bearer ${TOKEN}` } })).status, 200)
})

t.test('without the right token nothing is answered, and nothing says what it is', async (t) => {
  const { ask } = await testPage(t)
  const wrong = ['', '?token=', `?token=${TOKEN}x`, `?token=${TOKEN.slice(0, -1)}`, `?token=x&token=${TOKEN}`, `?Token=${TOKEN}`]
  for (const path of ['/', '/api/state', '/api/events', '/api/scenarios', '/api/runs', '/api/nothing'])
    for (const query of wrong) {
      const { status, body } = await ask(`${path}${query}`)
      t.equal(status, 403, path + query)
      t.match(body, 'Open the URL that thanos-lab dashboard printed')
      t.notMatch(body, TOKEN)
    }
  t.equal((await ask('/api/heal', JSON_BODY)).status, 403)
  t.equal((await ask('/', { headers: { authorization: TOKEN } })).status, 403)
})

t.test('a foreign name that leads here is refused, also with the token', async (t) => {
  const { ask, port } = await testPage(t)
  const statusOf = async (host: string) => (await ask(`/api/runs${TOKENED}`, { headers: { host } })).status
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`])
    t.equal(await statusOf(host), 200, host)
  const foreign = [
    `evil.example:${port}`,
    `127.0.0.1.evil.example:${port}`,
    `localhost.evil.example:${port}`,
    '127.0.0.1',
    `127.0.0.1:${port + 1}`,
    `127.0.0.1:${port}@evil.example`,
    `10.0.0.1:${port}`,
  ]
  for (const host of foreign) t.equal(await statusOf(host), 403, host)
})

t.test('a page that other machines reach takes any address, and still no foreign name', async (t) => {
  const { ask, port } = await testPage(t, { listen: '0.0.0.0' })
  const statusOf = async (host: string) => (await ask(`/api/runs${TOKENED}`, { headers: { host } })).status
  for (const host of [`10.1.2.3:${port}`, `[fd00::1]:${port}`, `localhost:${port}`]) t.equal(await statusOf(host), 200, host)
  t.equal(await statusOf(`evil.example:${port}`), 403)
})

t.test('another page gets nothing, with the token or without', async (t) => {
  const { ask, port } = await testPage(t)
  const statusOf = async (headers: Record<string, string>, path = '/api/runs') => (await ask(`${path}${TOKENED}`, { headers })).status
  t.equal(await statusOf({ origin: `http://127.0.0.1:${port}`, 'sec-fetch-site': 'same-origin' }), 200)
  for (const origin of ['http://evil.example', 'null', `https://127.0.0.1:${port}`, 'http://127.0.0.1', `http://localhost:${port}`])
    t.equal(await statusOf({ origin }), 403, origin)
  for (const site of ['cross-site', 'same-site']) t.equal(await statusOf({ 'sec-fetch-site': site }), 403, site)
  const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
  t.equal(await statusOf(link, '/'), 200, 'a link may lead to the page')
  t.equal(await statusOf(link), 403)
  t.equal(await statusOf({ ...link, 'sec-fetch-dest': 'iframe' }, '/'), 403)
})

t.test('an action needs POST, JSON, and a lab', async (t) => {
  ownHome(t)
  const { ask, pageWork } = await testPage(t)
  for (const path of ['/api/heal', '/api/stop', '/api/scenarios/kill-replica/run']) {
    const got = await ask(`${path}${TOKENED}`)
    t.match(got, { status: 405, headers: { allow: 'POST' } }, path)
    const type = { 'content-type': 'text/plain' }
    for (const headers of [{}, type, { 'content-type': 'application/x-www-form-urlencoded' }])
      t.equal((await ask(`${path}${TOKENED}`, { method: 'POST', headers, body: '{}' })).status, 415)
    for (const body of ['', '{', 'null', '1']) t.equal((await ask(`${path}${TOKENED}`, { ...JSON_BODY, body })).status, 400, body)
    t.equal((await ask(`${path}${TOKENED}`, { ...JSON_BODY, body: `{"a":"${'x'.repeat(70_000)}"}` })).status, 413)
  }
  t.match(await ask(`/api/heal${TOKENED}`, JSON_BODY), { status: 409, body: /There is no lab .*thanos-lab up --name x/ })
  t.equal((await ask(`/api/stop${TOKENED}`, JSON_BODY)).status, 409)
  t.equal((await ask(`/api/scenarios/nothing/run${TOKENED}`, JSON_BODY)).status, 404)
  t.equal((await ask(`/api/runs${TOKENED}`, JSON_BODY)).status, 405)
  t.equal(pageWork.work, null)
})

t.test('a path leads to nothing but what is served', async (t) => {
  const { ask } = await testPage(t)
  const paths = [
    '/../../etc/passwd',
    '/api/runs/../../../etc/passwd',
    '/api/runs/..%2f..%2fetc%2fpasswd',
    '/api/runs/.',
    '/api/runs/package.json',
    '/api/runs/20260101T000000Z-..',
    '/api/runs/20260101T000000Z-not-there',
    '/page.html',
    '//evil.example/api/runs',
  ]
  for (const path of paths) t.equal((await ask(`${path}${TOKENED}`)).status, 404, path)
  const scenario = '/api/scenarios/..%2f..%2fmine.yaml/run'
  t.equal((await ask(`${scenario}${TOKENED}`, JSON_BODY)).status, 404)
})

t.test('the page of a saved run has no way to a lab', async (t) => {
  const { ask } = await testPage(t, { watched: false })
  t.equal((await ask(`/${TOKENED}`)).status, 200)
  for (const path of ['/api/state', '/api/events', '/api/scenarios']) t.equal((await ask(`${path}${TOKENED}`)).status, 404)
  t.equal((await ask(`/api/heal${TOKENED}`, JSON_BODY)).status, 404)
})

t.test('only some addresses are of this machine alone', async (t) => {
  for (const address of ['127.0.0.1', '127.8.8.8', '::1', '[::1]', 'localhost']) t.ok(isLoopback(address), address)
  for (const address of ['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.evil.example', 'evil.example']) t.notOk(isLoopback(address), address)
})
