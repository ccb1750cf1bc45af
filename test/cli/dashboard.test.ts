import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { dashboardSchema } from '../../src/model/answers.ts'
import { child } from '../helpers/child.ts'
import { until } from '../helpers/until.ts'
import { bin, thanosLab } from './command-line.ts'

/* `thanos-lab dashboard RUN`, as a person types it. With a lab: test/a-native-lab/page.test.ts. */

const RUN = fileURLToPath(new URL('../../docs/pictures/kill-replica.json', import.meta.url))
const env = { THANOS_LAB_HOME: t.testdir() }

function serve(t: Test, ...words: string[]): ReturnType<typeof child> {
  const argv = JSON.stringify(['thanos-lab', 'dashboard', RUN, ...words])
  return child(t, `process.argv = [process.argv[0], ...${argv}]\nawait import('file://${bin}')`, env)
}

const urlIn = async (log: string) => until('its URL', () => /http:\/\/[^\s"]+/.exec(readFileSync(log, 'utf8'))?.[0])

t.test('a saved run is served without a lab, and read only', async (t) => {
  const { log, pid, ended } = serve(t)
  const url = await urlIn(log)
  const page = await fetch(url)
  t.equal(page.status, 200)
  const html = await page.text()
  t.match(/<title>(.*?)<\/title>/.exec(html)?.[1], /^PASS: The replica that Query prefers is killed/)
  t.ok(html.includes('"mode":"runs"'))
  t.match(page.headers.get('content-security-policy'), /default-src 'none'; script-src 'sha256-/)
  const { origin, search } = new URL(url)
  t.equal((await fetch(origin)).status, 403, 'not without the token')
  for (const path of ['/api/state', '/api/events', '/api/scenarios']) t.equal((await fetch(`${origin}${path}${search}`)).status, 404, path)
  t.equal(
    (await fetch(`${origin}/api/heal${search}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).status,
    404,
  )
  process.kill(pid!, 'SIGTERM')
  t.equal((await ended).code, 143)
})

t.test('--json answers with one object, at once', async (t) => {
  const { log } = serve(t, '--json', '--quiet')
  await urlIn(log)
  const text = await until('the whole object', () => /^\{[^]*^\}/m.exec(readFileSync(log, 'utf8'))?.[0])
  t.match(dashboardSchema.parse(JSON.parse(text)), { schemaVersion: 1, url: /^http:\/\/127\.0\.0\.1:\d+\/\?token=.{20,}$/ })
})

t.test('another address is listened on only where it is named, and with a warning', async (t) => {
  const { log } = serve(t, '--listen', '0.0.0.0')
  await urlIn(log)
  await until('the warning', () => /Whoever has this URL can read the saved runs/.test(readFileSync(log, 'utf8')))
})

t.test('a port that is in use is said', async (t) => {
  const other = createServer().listen(0, '127.0.0.1')
  t.teardown(() => other.close())
  await new Promise((resolve) => other.once('listening', resolve))
  const { port } = other.address() as AddressInfo
  t.match(await thanosLab(['dashboard', RUN, '--port', String(port)], env), {
    code: 3,
    stdout: '',
    stderr: new RegExp(`Port ${port} is in use[^]*→ `),
  })
})
