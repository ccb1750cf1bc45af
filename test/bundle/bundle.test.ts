import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { cachedProgram } from '../../src/binaries/cache.ts'
import { headBytes, readHead } from '../../src/bundle/head.ts'
import { platformName } from '../../src/bundle/install.ts'
import { checkBundle } from '../../src/bundle/unpack.ts'
import { CONTENT, install, listingOf, place, refused } from './small.ts'

const run = promisify(execFile)
const calm = new AbortController().signal

t.test('what is packed is installed: the lab in a folder of its version, programs where the lab finds them', async (t) => {
  const { cache, bundle } = await place(t)
  const folder = join(cache, 'lab', `0.1.0-${platformName()}`)
  const size = CONTENT.reduce((sum, { from }) => sum + ('text' in from ? from.text.length : 0), 0)
  t.same(await install(bundle), { version: '0.1.0', platform: platformName(), size, folder, binaries: join(cache, 'binaries') })
  t.equal(await readFile(join(folder, 'scenarios', 'a.yaml'), 'utf8'), 'title: a\n')
  t.equal((await run(join(folder, 'thanos-lab'))).stdout, 'lab\n')
  t.equal((await run(cachedProgram('prometheus'))).stdout, 'prometheus\n')
  t.equal((await stat(join(folder, 'package.json'))).mode & 0o111, 0, 'what is no program cannot be run')
  t.same((await readdir(cache)).sort(), ['binaries', 'lab'], 'nothing else is there')
})

t.test('a bundle takes the place of an older one of its version, and leaves what is beside', async (t) => {
  const { cache, bundle } = await place(t)
  await install(bundle)
  const folder = join(cache, 'lab', `0.1.0-${platformName()}`)
  await writeFile(join(folder, 'old'), '')
  await writeFile(cachedProgram('prometheus'), 'old')
  await mkdir(dirname(cachedProgram('thanos')))
  await writeFile(cachedProgram('thanos'), 'mine')
  await mkdir(join(cache, 'bundle.partial-999999999-x'))
  await mkdir(join(cache, `bundle.partial-${process.pid}-x`))
  await install(bundle)
  t.same((await readdir(folder)).sort(), ['package.json', 'scenarios', 'thanos-lab'])
  t.match(await readFile(cachedProgram('prometheus'), 'utf8'), 'echo prometheus')
  t.equal(await readFile(cachedProgram('thanos'), 'utf8'), 'mine')
  t.same(
    (await readdir(cache)).sort(),
    ['binaries', `bundle.partial-${process.pid}-x`, 'lab'],
    'what a killed install left is removed; that of one at work stays',
  )
})

t.test('any tar reads a bundle, and finds the program that installs it', async (t) => {
  const { bundle } = await place(t)
  const { stdout } = await run('tar', ['-tzf', bundle])
  t.same(stdout.trim().split('\n'), ['bundle.json', ...CONTENT.map(({ path }) => path)])
  t.equal((await run('tar', ['-xzOf', bundle, 'install.mjs'])).stdout, 'console.log(1)\n')
})

t.test('a head is read as it was written, and no bit of it goes unseen', async (t) => {
  const head = { format: 1, platform: 'linux-amd64', size: 123_456, sha256: 'ab'.repeat(32) }
  const bytes = headBytes(head)
  t.same(readHead(Buffer.concat([bytes, Buffer.from('more')])), head)
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const read = readHead(flipped(bytes, bit))
    if (read !== undefined && headBytes(read).equals(bytes)) t.fail(`bit ${bit} went unseen`)
  }
  t.equal(readHead(bytes.subarray(0, -1)), undefined, 'its end must be there')
})

t.test('a bit that is flipped anywhere: refused, and nothing is left', async (t) => {
  const { home, bundle } = await place(t)
  const whole = await readFile(bundle)
  const bits = fc.sample(fc.nat(whole.length * 8 - 1), { numRuns: 60, seed: 15 })
  for (const bit of [0, 8 * 10, whole.length * 8 - 1, ...bits]) {
    await writeFile(bundle, flipped(whole, bit))
    await refused(t, { home, bundle }, /is damaged: its checksum|not a bundle|bytes|is for|format/, `bit ${bit}`)
  }
})

function flipped(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[bit >> 3]! ^= 1 << (bit & 7)
  return copy
}

t.test('a file that is cut anywhere, or goes on: refused, and nothing is left', async (t) => {
  const { home, bundle } = await place(t)
  const whole = await readFile(bundle)
  const lengths = fc.sample(fc.nat(whole.length - 1), { numRuns: 30, seed: 15 })
  for (const length of [whole.length - 1, ...lengths]) {
    await writeFile(bundle, whole)
    await truncate(bundle, length)
    const why = length > 120 ? `is cut short: ${length} of ${whole.length} bytes are there` : 'is not a bundle'
    await refused(t, { home, bundle }, new RegExp(why), `${length} bytes`)
  }
  await writeFile(bundle, Buffer.concat([whole, Buffer.from('x')]))
  await refused(t, { home, bundle }, /has \d+ bytes, and \d+ were written/, 'one more')
  await writeFile(bundle, '')
  await refused(t, { home, bundle }, /is not a bundle/, 'empty')
})

t.test("another platform's, another format, no file, a folder: refused, and nothing is left", async (t) => {
  const { home, bundle } = await place(t, { platform: 'plan9-mips' })
  await refused(t, { home, bundle }, new RegExp(`is for plan9-mips, and this machine is ${platformName()}`), 'a platform')
  const head = { format: 2, platform: platformName(), size: 0, sha256: '0'.repeat(64) }
  await writeFile(bundle, headBytes(head))
  await refused(t, { home, bundle }, /has the format 2, and this version reads 1/, 'a format')
  await refused(t, { home, bundle: `${bundle}.none` }, /cannot be read: there is no such file/, 'no file')
  await refused(t, { home, bundle: dirname(bundle) }, /cannot be read: it is a folder/, 'a folder')
})

t.test('an install that is interrupted leaves nothing', async (t) => {
  const { home, bundle } = await place(t)
  const before = await listingOf(home)
  await t.rejects(install(bundle, AbortSignal.abort()))
  const stop = new AbortController()
  await checkBundle(bundle, platformName(), calm)
  const stopping = install(bundle, stop.signal)
  stop.abort()
  await t.rejects(stopping)
  t.same(await listingOf(home), before)
})
