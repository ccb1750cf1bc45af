import { readdir } from 'node:fs/promises'
import t from 'tap'
import { binaries, thisPlatform } from '../../src/binaries/binaries.ts'
import { findBinaries } from '../../src/binaries/find.ts'
import { idOf } from '../../src/binaries/cache.ts'
import { bareMachine, calm, listening, moment, program, release, releaseHost, serving } from './fakes.ts'

const WAITING = 'another thanos-lab is getting it: waiting for that one'

/** Two labs that want Thanos at once, and a release host that answers only when the second one waits. */
t.test('of two labs one fetches, and the other waits, says so, and uses it', async (t) => {
  const { cache } = await bareMachine(t)
  const files = await release(t, 'thanos', program('thanos', '0.42.4'))
  const second = moment()
  const { asked } = await releaseHost(t, (request, response) => void second.come.then(() => serving(files)(request, response)))

  const lab = () => {
    const progress = listening()
    const step = progress.step.bind(progress)
    progress.step = (title, work) => step(title, (note) => work((text) => (note(text), text === WAITING && second.now())))
    return { progress, found: findBinaries(['thanos'], { progress, signal: calm }) }
  }
  const labs = [lab(), lab()]
  const found = await Promise.all(labs.map((one) => one.found))
  t.same(found.map(({ thanos }) => thanos.from).sort(), ['cache', 'release'])
  const waited = found.findIndex(({ thanos }) => thanos.from === 'cache')
  t.ok(labs[waited]?.progress.told.includes(WAITING))
  t.equal(asked.filter((path) => path === binaries.thanos.release(thisPlatform()).file).length, 1, 'it was fetched once')
  t.notOk((await readdir(cache)).includes(`${idOf('thanos')}.lock`))
})

t.test('one that waits longer than it may says who it waited for; Ctrl-C ends the wait', async (t) => {
  await bareMachine(t)
  const asked = moment()
  await releaseHost(t, () => asked.now())
  const first = new AbortController()
  const holder = findBinaries(['thanos'], { progress: listening(), signal: first.signal })
  await asked.come

  const late = findBinaries(['thanos'], { progress: listening(), signal: calm, deadline: Date.now() + 300 })
  await t.rejects(late, { code: 'locked', message: /the program thanos/ })
  const second = new AbortController()
  const progress = listening()
  const step = progress.step.bind(progress)
  progress.step = (title, work) => step(title, () => work((text) => text === WAITING && second.abort()))
  await t.rejects(findBinaries(['thanos'], { progress, signal: second.signal }), { code: 'interrupted' })

  first.abort()
  await t.rejects(holder, { code: 'interrupted' })
})
