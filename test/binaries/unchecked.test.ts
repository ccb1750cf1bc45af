import { join } from 'node:path'
import { writeFile } from 'node:fs/promises'
import t from 'tap'
import { findBinaries } from '../../src/binaries/find.ts'
import { weakenedChecks } from '../../src/binaries/unchecked.ts'
import { bareMachine, calm, fakeGo, listening, program, release, releaseHost, serving, setEnv } from './fakes.ts'

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
