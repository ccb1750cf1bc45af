import { readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { findBinaries, inspectBinary } from '../../src/binaries/find.ts'
import { cachedProgram } from '../../src/binaries/cache.ts'
import { bareMachine, calm, foundVersion, listening, program, releaseHost, setEnv, telling, writeProgram } from './fakes.ts'

t.test('a folder that the user names comes before PATH', async (t) => {
  const { home, bin } = await bareMachine(t, { thanos: program('thanos', '0.42.4') })
  await writeProgram(join(home, 'mine', 'thanos'), program('thanos', '0.42.1'))
  const progress = listening()
  const find = (folder?: string) => findBinaries(['thanos'], { folder, progress, signal: calm })

  const mine = { thanos: { path: join(home, 'mine', 'thanos'), version: '0.42.1', from: 'folder' } }
  t.same(await find(), { thanos: { path: join(bin, 'thanos'), version: '0.42.4', from: 'path' } })
  t.same(await find(join(home, 'mine')), mine)
  setEnv(t, { THANOS_LAB_BINARIES: join(home, 'mine') })
  t.same(await find(), mine)
  t.same(progress.told, [], 'what is found needs no words')
})

t.test('a wrong version is skipped with the reason, wherever it is', async (t) => {
  const { home, bin } = await bareMachine(t, { prometheus: program('prometheus', '2.42.0+ds') })
  await writeProgram(join(home, 'mine', 'prometheus'), "#!/bin/sh\necho 'another program'\n")
  await writeProgram(join(home, 'later', 'prometheus'), program('prometheus', '3.5.0'))
  setEnv(t, { PATH: `${bin}:relative:${join(home, 'later')}:${process.env['PATH']}` })
  const progress = listening()
  const found = await findBinaries(['prometheus'], { folder: join(home, 'mine'), progress, signal: calm })
  t.same(found, { prometheus: { path: join(home, 'later', 'prometheus'), version: '3.5.0', from: 'path' } })
  t.match(progress.told, [
    /mine\/prometheus does not tell a version of prometheus/,
    `prometheus: skipped: ${join(bin, 'prometheus')} is 2.42.0+ds, and the lab needs 3.x`,
  ])
})

t.test('what stands before a good one on PATH is no error when it is a folder, or cannot be run', async (t) => {
  const { home, bin } = await bareMachine(t, { kind: program('kind', '0.31.0') })
  await writeProgram(join(home, 'folders', 'kind', 'README'), '')
  await writeProgram(join(home, 'broken', 'kind'), '#!/no/such/interpreter\n')
  await writeProgram(join(home, 'text', 'kind'), 'text')
  setEnv(t, { PATH: ['folders', 'broken', 'text'].map((one) => join(home, one)).join(':') + `:${bin}` })
  const { kind } = await findBinaries(['kind'], { progress: listening(), signal: calm })
  t.same(kind, { path: join(bin, 'kind'), version: '0.31.0', from: 'path' })
})

t.test("the lab's cache comes after PATH, and is asked too", async (t) => {
  await bareMachine(t)
  await writeProgram(cachedProgram('thanos'), program('thanos', '0.42.4'))
  t.match(await findBinaries(['thanos'], { progress: listening(), signal: calm }), { thanos: { from: 'cache', version: '0.42.4' } })
  await writeProgram(cachedProgram('thanos'), program('thanos', '0.41.0'))
  t.match((await inspectBinary('thanos')).skipped.at(-1), { step: 'cache', reason: /is 0\.41\.0, and the lab needs 0\.42\.x/ })
})

t.test('a program is asked for its version once, and again when it changes', async (t) => {
  const { home, bin } = await bareMachine(t)
  const asked = async () => (await readFile(join(home, 'asked'), 'utf8')).length
  // Without `#!` the system's shell runs it all the same, and it is not taken for a version manager's script.
  const text = (version: string) => `echo '${telling('prometheus', version)}'\nprintf x >> ${join(home, 'asked')}\n`

  await writeProgram(join(bin, 'prometheus'), text('3.16.0'))
  t.same(
    [await foundVersion('prometheus'), await foundVersion('prometheus'), await foundVersion('prometheus'), await asked()],
    ['3.16.0', '3.16.0', '3.16.0', 1],
  )
  await writeProgram(join(bin, 'prometheus'), text('3.16.1'))
  await utimes(join(bin, 'prometheus'), 1, 1)
  t.same([await foundVersion('prometheus'), await foundVersion('prometheus'), await asked()], ['3.16.1', '3.16.1', 2])
  await writeFile(join(home, 'cache', 'binaries', 'versions.json'), '{ half a fi')
  t.same([await foundVersion('prometheus'), await asked()], ['3.16.1', 3], 'a broken memory is an empty one')
})

t.test("a version manager's shim is asked every time: its answer changes while it does not", async (t) => {
  const { home, bin } = await bareMachine(t, { thanos: `#!/bin/sh\nread -r answer < "\${0%/*}/answer"; echo "$answer"\n` })
  for (const shim of ['a script', 'a link']) {
    if (shim === 'a link') {
      await writeProgram(join(home, 'manager'), `read -r answer < ${bin}/answer; echo "$answer"\n`)
      await rm(join(bin, 'thanos'))
      await symlink(join(home, 'manager'), join(bin, 'thanos'))
    }
    for (const version of ['0.42.4', '0.42.5']) {
      await writeFile(join(bin, 'answer'), `${telling('thanos', version)}\n`)
      t.equal(await foundVersion('thanos'), version, shim)
    }
  }
})

t.test('when nothing works, the error has every reason of every program, and a way out', async (t) => {
  const { bin } = await bareMachine(t, { thanos: program('thanos', '0.30.2'), kind: program('kind', '0.33.0') })
  const finding = findBinaries(['prometheus', 'thanos', 'kind'], { folder: '/no/such', progress: listening(), signal: calm })
  const error = await finding.then(
    () => t.fail('it must not be found'),
    (thrown: Error) => thrown,
  )
  t.match(error, { code: 'no-binary', exit: 3, hint: /THANOS_LAB_BINARIES=FOLDER \(one that holds prometheus, thanos\).*install Go/ })
  const [title, ...lines] = String((error as Error).message).split('\n')
  t.equal(title, 'Could not find, download or build prometheus 3.16.0 and thanos 0.42.4:')
  t.equal(lines.length, 12)
  t.match(lines, [
    '  prometheus',
    '    folder: there is no /no/such/prometheus',
    '    path: it is not on PATH',
    '    cache: there is no ',
    /^ {4}release: http.*\/prometheus\/prometheus\/releases\/.*sha256sums.txt gave no answer: ECONNREFUSED$/,
    '    build: go is not on PATH',
    '  thanos',
    '    folder: there is no /no/such/thanos',
    `    path: ${join(bin, 'thanos')} is 0.30.2, and the lab needs 0.42.x`,
    '    cache: there is no ',
    '    release: ',
    '    build: go is not on PATH',
  ])
})

t.test('inspecting fetches and builds nothing', async (t) => {
  await bareMachine(t, { go: '#!/bin/sh\nexit 1\n' })
  const { asked } = await releaseHost(t, (_request, response) => response.end())
  t.match(await inspectBinary('kind'), { found: undefined, skipped: [{ step: 'folder' }, { step: 'path' }, { step: 'cache' }] })
  t.same(asked, [])
})
