import { execFile } from 'node:child_process'
import { lstatSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { exec } from '../../src/lib/exec.ts'
import { fileForOutput, writeOutput } from '../../src/storage/output.ts'
import { nullDevice } from '../helpers/device.ts'

/* With -o /dev/null, a user who is root got a page in the place of the machine's /dev/null. */

const LONG = 'a line\n'.repeat(100_000)

t.test('a file is made, and written over', async (t) => {
  const file = join(t.testdir({ report: {} }), 'report', 'new', 'run.html')
  await writeOutput(file, 'first')
  await writeOutput(file, LONG)
  t.equal(readFileSync(file, 'utf8'), LONG)
  t.same(readdirSync(join(file, '..')), ['run.html'])
  t.equal(await fileForOutput(file), file)
})

t.test('a link stays, and what it leads to is written', async (t) => {
  const folder = t.testdir({ 'real.html': 'old', 'link.html': t.fixture('symlink', 'real.html') })
  await writeOutput(join(folder, 'link.html'), LONG)
  t.equal(readlinkSync(join(folder, 'link.html')), 'real.html')
  t.equal(readFileSync(join(folder, 'real.html'), 'utf8'), LONG)
  t.equal(await fileForOutput(join(folder, 'link.html')), join(folder, 'real.html'))
  rmSync(join(folder, 'real.html'))
  await writeOutput(join(folder, 'link.html'), 'again')
  t.equal(readFileSync(join(folder, 'link.html'), 'utf8'), 'again')
  t.equal(readlinkSync(join(folder, 'link.html')), 'real.html', 'also where it led to nothing')
})

t.test('a device stays a device', async (t) => {
  t.testdir({ here: t.fixture('symlink', '/dev/null') })
  const device = await nullDevice(t)
  for (const path of [device, join(t.testdirName, 'here')]) {
    await writeOutput(path, LONG)
    await t.rejects(fileForOutput(path), { code: 'state', exit: 3, message: `Could not write ${path}: it is not a file` })
  }
  t.ok(lstatSync(device).isCharacterDevice())
  t.equal(readlinkSync(join(t.testdirName, 'here')), '/dev/null')
})

t.test('a pipe gets the text where someone reads it; nobody is waited for', async (t) => {
  const pipe = join(t.testdir(), 'pipe')
  await exec('mkfifo', [pipe])
  await t.rejects(writeOutput(pipe, LONG), { code: 'state', message: /Could not write .*pipe: nobody reads this pipe/ })
  const read = promisify(execFile)('cat', [pipe], { maxBuffer: 10 * LONG.length })
  for (;;) {
    const refused = await writeOutput(pipe, LONG).then(
      () => undefined,
      (error: unknown) => error,
    )
    if (refused === undefined) break
    // `cat` has not opened it yet.
    t.match(refused, { code: 'state' })
  }
  t.equal((await read).stdout, LONG)
  t.ok(lstatSync(pipe).isFIFO())
})

t.test('a folder is refused', async (t) => {
  await t.rejects(writeOutput(t.testdir({}), ''), { code: 'state', message: /: a folder is in its place/ })
})
