import { access, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { binaries, thisPlatform } from '../../src/binaries/binaries.ts'
import { findBinaries } from '../../src/binaries/find.ts'
import { idOf } from '../../src/binaries/cache.ts'
import { LabError } from '../../src/lib/errors.ts'
import { bareMachine, calm, listening, program, release, releaseHost, serving, writeProgram } from './fakes.ts'

const seen = async (file: string) => {
  while (
    !(await access(file).then(
      () => true,
      () => false,
    ))
  )
    await sleep(20)
}

/** Gives a part of the archive and then no more. The promise within resolves when that part has come. */
async function endlessRelease(t: Test, onPart: () => void): Promise<void> {
  const { file } = binaries.thanos.release(thisPlatform())
  const files = await release(t, 'thanos', program('thanos', '0.42.4'))
  await releaseHost(t, (request, response) => {
    if (request.url !== file) return serving(files)(request, response)
    response.writeHead(200, { 'content-length': 1000 }).write('x'.repeat(400), onPart)
  })
}

/** A `go` that has written half a program, tells its process id in `pid`, and takes long. */
const slowGo = (pid: string) =>
  `#!/bin/sh\n[ "$1" = list ] && exit\nwhile [ "$1" != -o ]; do shift; done\necho half > "$2"\necho temporary > "$GOTMPDIR/work"\necho $$ > ${pid}.tmp\nexec sleep 60\n`

t.test('a download that is interrupted leaves no half file', async (t) => {
  const { cache } = await bareMachine(t)
  const stop = new AbortController()
  await endlessRelease(t, () => stop.abort())
  const progress = listening()
  await t.rejects(findBinaries(['thanos'], { progress, signal: stop.signal }), {
    code: 'interrupted',
    exit: 130,
    message: /getting thanos/,
  })
  t.same(await readdir(cache), [])
  t.notMatch(progress.told.join('\n'), /skipped: http|building/, 'it does not go on with the next step')
})

t.test('a build that is interrupted leaves no half file and no go', async (t) => {
  const { bin, cache, home } = await bareMachine(t)
  await writeProgram(join(bin, 'go'), slowGo(join(home, 'pid')))
  const stop = new AbortController()
  const building = findBinaries(['thanos'], { progress: listening(), signal: stop.signal })
  void seen(join(home, 'pid.tmp')).then(() => stop.abort(new LabError('interrupted', 'Ctrl-C', { exit: 143 })))
  await t.rejects(building, { code: 'interrupted', exit: 143, message: 'Ctrl-C' }, "the caller's own reason is kept")
  t.same(await readdir(cache), [])
  const pid = Number(await readFile(join(home, 'pid.tmp'), 'utf8'))
  t.throws(() => process.kill(pid, 0), { code: 'ESRCH' })
})

t.test('one that is not there in time is a timeout, and leaves no half file', async (t) => {
  const { cache } = await bareMachine(t)
  await endlessRelease(t, () => {})
  const finding = findBinaries(['thanos'], { progress: listening(), signal: calm, deadline: Date.now() + 700 })
  await t.rejects(finding, { code: 'timeout', message: /thanos was not there in time/ })
  t.same(await readdir(cache), [])
})

t.test('what a command that was killed left is removed by the next', async (t) => {
  const { cache } = await bareMachine(t)
  await writeProgram(join(cache, `${idOf('thanos')}.partial-Ab12Cd`, 'thanos'), 'half')
  await writeFile(join(cache, 'not-ours'), '')
  await releaseHost(t, serving(await release(t, 'thanos', program('thanos', '0.42.4'))))
  t.match(await findBinaries(['thanos'], { progress: listening(), signal: calm }), { thanos: { from: 'release' } })
  t.same((await readdir(cache)).sort(), ['not-ours', idOf('thanos')].sort())
})
