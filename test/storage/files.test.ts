import { once } from 'node:events'
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { exec } from '../../src/lib/exec.ts'
import { makeFolder, readJson, readText, removePartials, stateError, writeFileAtomically } from '../../src/storage/files.ts'
import { endedPid } from '../helpers/ended-pid.ts'

t.test('a file is written whole, for its owner alone, and leaves nothing beside it', async (t) => {
  const file = join(t.testdir({}), 'a', 'b', 'file.json')
  await writeFileAtomically(file, '{"a":1}')
  await writeFileAtomically(file, '{"a":2}')
  t.same(await readJson(file), { a: 2 })
  t.equal((await stat(file)).mode & 0o777, 0o600)
  t.same(await readdir(join(t.testdirName, 'a', 'b')), ['file.json'])
})

t.test('of several writers at once one wins, whole', async (t) => {
  const file = join(t.testdir({}), 'file.json')
  const texts = Array.from({ length: 20 }, (_, index) => JSON.stringify(String(index).repeat(10_000)))
  await Promise.all(texts.map((text) => writeFileAtomically(file, text)))
  t.ok(texts.includes(await readFile(file, 'utf8')))
  t.same(await readdir(t.testdirName), ['file.json'])
})

t.test('JSON: none, broken, and not readable', async (t) => {
  const folder = t.testdir({ 'half.json': '{"a":', 'empty.json': ' \n', folder: {} })
  t.equal(await readJson(join(folder, 'none.json')), undefined)
  await t.rejects(readJson(join(folder, 'half.json')), { code: 'state', message: /Could not read .*half\.json: it is not JSON/ })
  await t.rejects(readJson(join(folder, 'empty.json')), { message: /it is empty/ })
  await t.rejects(readJson(join(folder, 'folder')), { code: 'state', message: /it is a folder, not a file/ })
  await t.rejects(readJson(join(folder, 'half.json', 'x')), { message: /what should be its folder is a file/ })
  const inFile = writeFileAtomically(join(folder, 'half.json', 'x'), '')
  await t.rejects(inFile, { code: 'state', message: /Could not write .*: a file is in the place of its folder/ })
  await t.rejects(writeFileAtomically(join(folder, 'folder'), ''), { code: 'state', message: /: a folder is in its place/ })
})

t.test('what never ends is not waited for: a pipe, a device, a socket; a link is followed where that is allowed', async (t) => {
  const folder = t.testdir({ 'a.json': '{}', link: t.fixture('symlink', 'a.json'), zero: t.fixture('symlink', '/dev/zero') })
  t.match(await exec('mkfifo', [join(folder, 'pipe')]), { ok: true })
  // The path of a socket is short.
  const socket = join(tmpdir(), `socket-${process.pid}`)
  const server = createServer().listen(socket)
  t.teardown(() => server.close())
  await once(server, 'listening')
  for (const file of [join(folder, 'pipe'), join(folder, 'zero'), socket])
    await t.rejects(readText(file), { message: 'it is not a file' }, file)
  t.equal(await readText(join(folder, 'link')), '{}')
  await t.rejects(readText(join(folder, 'link'), { links: false }), { message: 'it is a link' })
})

t.test('what this user may not read or write is said in words', async (t) => {
  const folder = t.testdir({ 'a.json': '{}', shut: {} })
  // The owner of the folder is root, who may all: somebody else is asked.
  const script = `
    const { readText, writeFileAtomically } = await import('${new URL('../../dist/storage/files.js', import.meta.url).href}')
    for (const work of [readText('${folder}/a.json'), writeFileAtomically('${folder}/shut/b/c.json', '')])
      await work.catch((error) => console.log(error.message))`
  await chmod(join(folder, 'a.json'), 0)
  await chmod(join(folder, 'shut'), 0o500)
  const asNobody = ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath]
  const [program, args] = process.getuid?.() === 0 ? ['setpriv', asNobody] : [process.execPath, []]
  const said = await exec(program, [...args, '--input-type=module', '-e', script])
  await chmod(join(folder, 'shut'), 0o700)
  if (said.missing || /Permission denied|ERR_MODULE_NOT_FOUND|EACCES/.test(said.stderr))
    return t.pass('nobody cannot be asked here', { skip: true })
  t.same(said.stdout.split('\n'), ['this user may not read it', `Could not write ${folder}/shut/b/c.json: this user may not write there`])
})

t.test('a full disk: the error says so, what was there stays, nothing half is left', async (t) => {
  const disk = join(t.testdir({ disk: {} }), 'disk')
  const mounted = await exec('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'thanos-lab-test', disk])
  if (!mounted.ok) return t.pass(`a small disk cannot be mounted here: ${mounted.stderr}`, { skip: true })
  try {
    await fill(t, disk)
  } finally {
    // before the test's folder is removed
    await exec('umount', [disk])
  }
})

t.test('a disk without a place for another folder is full, not a folder that is missing', async (t) => {
  const disk = join(t.testdir({ disk: {} }), 'disk')
  // Room for the disk's own folder and one more.
  const mounted = await exec('mount', ['-t', 'tmpfs', '-o', 'size=64k,nr_inodes=2', 'thanos-lab-test', disk])
  if (!mounted.ok) return t.pass(`a small disk cannot be mounted here: ${mounted.stderr}`, { skip: true })
  try {
    await makeFolder(join(disk, 'a'))
    const error: unknown = await makeFolder(join(disk, 'b', 'c', 'd')).catch((thrown: unknown) => thrown)
    t.match(error, { code: 'ENOSPC' })
    t.match(stateError('x', 'write', error), { code: 'no-disk', message: 'No space is left to write x' })
    await t.rejects(writeFileAtomically(join(disk, 'c', 'file.json'), ''), { code: 'no-disk' })
  } finally {
    await exec('umount', [disk])
  }
})

async function fill(t: Test, disk: string): Promise<void> {
  const file = join(disk, 'lab', 'file.json')
  await writeFileAtomically(file, '"before"')
  await t.rejects(writeFileAtomically(file, 'x'.repeat(200_000)), {
    code: 'no-disk',
    exit: 3,
    message: `No space is left to write ${file}`,
  })
  t.equal(await readFile(file, 'utf8'), '"before"')
  t.same(await readdir(join(disk, 'lab')), ['file.json'])
  await mkdir(join(disk, 'other'))
  await writeFile(join(disk, 'other', 'fill'), 'x'.repeat(200_000)).catch(() => {})
  await t.rejects(writeFileAtomically(file, '"after it is full"'.repeat(500)), { code: 'no-disk' })
  t.equal(await readFile(file, 'utf8'), '"before"')
}

t.test('what a process that was killed has written in part is removed; what one writes now, and all else, stays', async (t) => {
  const pid = await endedPid()
  const dead = `run-so-far.json.${pid}.1795953648732.3.partial`
  const live = `plan.json.${process.pid}.1795953648732.4.partial`
  const folder = t.testdir({ [dead]: '{', [live]: '{', 'plan.json': '{}', 'mine.partial': '' })
  await removePartials(folder)
  t.same((await readdir(folder)).sort(), ['mine.partial', 'plan.json', live].sort())
  await removePartials(join(folder, 'none'))
})

t.test('folders are made with those above them, and where none can be made, that is said and not waited for', async (t) => {
  const folder = t.testdir({ file: '', loop: t.fixture('symlink', 'loop'), gone: t.fixture('symlink', 'nowhere/deep') })
  t.equal(await makeFolder(join(folder, 'a', 'b', 'c')), join(folder, 'a'), 'the first that was made')
  t.equal(await makeFolder(join(folder, 'a', 'b', 'c')), undefined)
  const same = Array.from({ length: 20 }, () => makeFolder(join(folder, 'x', 'y', 'z')))
  t.equal((await Promise.all(same)).filter((first) => first === join(folder, 'x')).length, 1, 'several at once')
  await makeFolder(join(folder, 'own', 'b'), 0o700)
  t.equal((await stat(join(folder, 'own'))).mode & 0o777, 0o700)
  for (const [name, code] of [
    ['file', 'EEXIST'],
    ['file/x', 'ENOTDIR'],
    ['loop/x', 'ELOOP'],
    ['x'.repeat(300), 'ENAMETOOLONG'],
  ] as const)
    await t.rejects(makeFolder(join(folder, name)), { code }, name)
  await t.rejects(makeFolder(join(folder, 'gone', 'x')))
  // The mkdir of Node, with `recursive`, never ends here.
  if (process.platform === 'linux') await t.rejects(makeFolder('/proc/self/a/b'), { code: 'ENOENT', message: /no folder can be made at/ })
})
