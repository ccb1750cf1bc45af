import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { globalAgent } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { findBinaries } from '../../src/binaries/find.ts'
import { fetchText } from '../../src/binaries/release.ts'
import { weakenedChecks } from '../../src/binaries/unchecked.ts'
import { bareMachine, calm, fakeGo, listening, program, release, releaseHost, serving, setEnv } from './fakes.ts'
import { hasOpenssl, httpsServer, makeCa } from '../helpers/certificates.ts'

t.test('without the check of certificates nothing is downloaded, and the reason is said', async (t) => {
  const { home } = await bareMachine(t)
  await writeFile(join(home, 'bin', 'go'), fakeGo(program('prometheus', '3.16.0'), join(home, 'call')), { mode: 0o755 })
  const { asked } = await releaseHost(t, serving(await release(t, 'prometheus', program('prometheus', '3.16.0'))))
  setEnv(t, { NODE_TLS_REJECT_UNAUTHORIZED: '0' })
  const progress = listening()
  t.match(await findBinaries(['prometheus'], { progress, signal: calm }), { prometheus: { from: 'build' } })
  t.same(asked, [])
  t.match(progress.told.join('\n'), /release skipped: NODE_TLS_REJECT_UNAUTHORIZED=0 switches off/)
})

t.test('what weakens a check is said', async (t) => {
  t.same(weakenedChecks({}), [])
  t.same(weakenedChecks({ THANOS_LAB_RELEASES: 'https://mirror.example', GOSUMDB: 'sum.golang.org' }), [])
  t.same(weakenedChecks({ THANOS_LAB_RELEASES: 'http://127.0.0.1:8080' }), [])
  t.match(weakenedChecks({ THANOS_LAB_RELEASES: 'http://mirror.example' }), [/mirror\.example, without TLS/])
  t.match(weakenedChecks({ THANOS_LAB_RELEASES: 'http://127.0.0.1.example' }), [/without TLS/])
  t.match(weakenedChecks({ GOSUMDB: 'off', GOINSECURE: '*' }), [/^GOSUMDB, GOINSECURE is set: .*go\.sum all the same/])
})

t.test('a search that warns says so to the person', async (t) => {
  await bareMachine(t)
  await releaseHost(t, serving(await release(t, 'prometheus', program('prometheus', '3.16.0'))))
  setEnv(t, { GOSUMDB: 'off' })
  const progress = listening()
  await findBinaries(['prometheus'], { progress, signal: calm })
  t.match(progress.told.join('\n'), /GOSUMDB is set/)
})

t.test('a redirect from TLS to a server without is not followed, one to TLS is', { skip: !hasOpenssl }, async (t) => {
  const folder = t.testdir()
  const ca = makeCa(folder)
  const own = ca.sign('server')
  const before = globalAgent.options.ca
  globalAgent.options.ca = readFileSync(ca.ca)
  t.teardown(() => (globalAgent.options.ca = before))
  const asked: string[] = []
  const answers: RequestListener = (request, response) => {
    asked.push(request.url ?? '')
    response.end('the sums')
  }
  const bare = await portOf(createServer(answers))
  const secure = await portOf(httpsServer(own, answers))
  const leading = async (to: string) => {
    const port = await portOf(httpsServer(own, (_request, response) => response.writeHead(302, { location: to }).end()))
    return fetchText({ url: `https://127.0.0.1:${port}/sums`, answerBy: Date.now() + 10_000, signal: calm })
  }
  t.equal(await leading(`https://127.0.0.1:${secure}/whole`), 'the sums')
  await t.rejects(leading(`http://127.0.0.1:${bare}/bare`), { message: /leads on to 127\.0\.0\.1:\d+, without TLS/ })
  t.same(asked, ['/whole'])

  async function portOf(server: Server): Promise<number> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    t.teardown(() => server.close())
    return (server.address() as AddressInfo).port
  }
})
