import { execFileSync } from 'node:child_process'
import { closeSync, constants, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openAsFile } from '../../src/lib/open-file.ts'
import { nullDevice } from '../helpers/device.ts'

/* A log of the lab that someone has replaced by a pipe made `heal` wait without an end (torture, state, seed 30075). */

function write(path: string, how?: number): string {
  const descriptor = openAsFile(path, how)
  try {
    writeSync(descriptor, 'said')
  } finally {
    closeSync(descriptor)
  }
  return readFileSync(path, 'utf8')
}

t.test('a file is written into, and made where there is none', async (t) => {
  const file = join(t.testdir(), 'log')
  t.equal(write(file), 'said')
  writeFileSync(file, 'has ')
  t.equal(write(file, constants.O_APPEND), 'has said')
})

const OTHERS: [name: string, make: (path: string) => void][] = [
  ['a pipe that nobody reads', (path) => execFileSync('mkfifo', [path])],
  ['a folder with something in it', (path) => mkdirSync(join(path, 'inner'), { recursive: true })],
  ['a link to a device', (path) => symlinkSync('/dev/null', path)],
]

for (const [name, make] of OTHERS)
  t.test(`${name} makes room for a file`, async (t) => {
    const path = join(t.testdir(), 'log')
    make(path)
    t.equal(write(path, constants.O_APPEND), 'said')
    t.ok(lstatSync(path).isFile())
  })

t.test('a device is never removed: /dev/null was, where the user is root', async (t) => {
  t.testdir()
  const path = await nullDevice(t)
  t.throws(() => openAsFile(path), { code: 'EEXIST', message: /is a device, not a file/ })
  t.ok(lstatSync(path).isCharacterDevice())
})

t.test('where no file can be made, it says so', async (t) => {
  t.throws(() => openAsFile(join(t.testdir(), 'none', 'log')), { code: 'ENOENT' })
})
