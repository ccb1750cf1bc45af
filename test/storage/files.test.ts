import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { exec } from '../../src/lib/exec.ts'
import { readJson, writeFileAtomically } from '../../src/storage/files.ts'

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
  const folder = t.testdir({ 'half.json': '{"a":', folder: {} })
  t.equal(await readJson(join(folder, 'none.json')), undefined)
  await t.rejects(readJson(join(folder, 'half.json')), { code: 'state', message: /Could not read .*half\.json: / })
  await t.rejects(readJson(join(folder, 'folder')), { code: 'state', message: /EISDIR/ })
  await t.rejects(writeFileAtomically(join(folder, 'half.json', 'x'), ''), { code: 'state', message: /Could not write/ })
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
