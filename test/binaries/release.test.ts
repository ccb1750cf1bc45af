import { access, readdir, writeFile } from 'node:fs/promises'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { binaries, thisPlatform } from '../../src/binaries/binaries.ts'
import { findBinaries } from '../../src/binaries/find.ts'
import { cachedProgram } from '../../src/binaries/cache.ts'
import { exec } from '../../src/lib/exec.ts'
import { bareMachine, calm, fakeGo, listening, moment, program, release, releaseHost, serving, setEnv } from './fakes.ts'

const paths = binaries.prometheus.release(thisPlatform())

t.test('a good release is verified, unpacked into the cache, and is there the next time', async (t) => {
  const { cache } = await bareMachine(t)
  const files = {
    ...(await release(t, 'prometheus', program('prometheus', '3.16.0'))),
    ...(await release(t, 'kind', program('kind', '0.33.0'))),
  }
  const { asked } = await releaseHost(t, serving(files))
  const progress = listening()
  const found = await findBinaries(['prometheus', 'kind'], { progress, signal: calm })

  t.match(found, { prometheus: { version: '3.16.0', from: 'release' }, kind: { version: '0.33.0', from: 'release' } })
  t.equal(found.prometheus.path, cachedProgram('prometheus'))
  t.match(await exec(found.kind.path, ['version']), { ok: true, stdout: /kind v0\.33\.0/ })
  t.same(asked.sort(), Object.keys(files).sort(), 'nothing else was asked for, and nothing twice')
  t.ok(progress.told.includes('Getting prometheus 3.16.0'))
  t.notOk(
    (await readdir(cache)).some((file) => /partial|lock/.test(file)),
    'nothing else is left',
  )
  t.match(await findBinaries(['prometheus'], { progress, signal: calm }), { prometheus: { from: 'cache' } })
  t.equal(asked.length, 4)
})

t.test('a download tells how much has come', async (t) => {
  await bareMachine(t)
  const files = await release(t, 'prometheus', program('prometheus', '3.16.0'))
  const archive = files[paths.file] ?? Buffer.alloc(0)
  const half = moment()
  await releaseHost(t, (request, response) => {
    if (request.url === paths.sums) return void response.end(files[paths.sums])
    response.writeHead(200, { 'content-length': archive.length }).write(archive.subarray(0, archive.length / 2))
    // The rest comes only after the half was shown, or never.
    void half.come.then(() => response.end(archive.subarray(archive.length / 2)))
  })
  const progress = listening()
  progress.step = (_title, work) => work((text) => /^downloading the release: (49|50) %, \S+ of \S+ MB$/.test(text) && half.now())
  t.match(await findBinaries(['prometheus'], { progress, signal: calm }), { prometheus: { from: 'release' } })
})

/** Sends only a part of the archive, and ends in some way. */
const halfOf = (end: (response: ServerResponse) => void) => (_request: IncomingMessage, response: ServerResponse, archive: Buffer) => {
  response.writeHead(200, { 'content-length': archive.length })
  response.write(archive.subarray(0, archive.length / 2), () => end(response))
}

const status = (code: number) => (_request: IncomingMessage, response: ServerResponse) => response.writeHead(code).end('no')

type Bad = (request: IncomingMessage, response: ServerResponse, archive: Buffer) => void
const bad: [what: string, archive: Bad, reason: RegExp][] = [
  [
    'another file than the sums say',
    (_request, response) => response.end('not what was published'),
    /has the sha256 [0-9a-f]{64}, and sha256sums.txt says/,
  ],
  ['cut short', halfOf((response) => response.destroy()), /was cut short after 0\.0 of 0\.0 MB/],
  ['cut short without a length', (_q, response, archive) => response.end(archive.subarray(1)), /has the sha256/],
  ['not there', status(404), /tar\.gz answered 404$/],
  ['forbidden', status(403), /tar\.gz answered 403$/],
  ['a server in error', status(503), /tar\.gz answered 503$/],
  ['a connection that breaks', (request) => request.socket.destroy(), /gave no answer: ECONNRESET/],
  ['a server that never answers', () => {}, /tar\.gz gave no answer: not within \d+ ms/],
]

for (const [what, answer, reason] of bad)
  t.test(`skipped, nothing of it is kept, and it is built: ${what}`, async (t) => {
    const { cache, home } = await bareMachine(t)
    await useGo(home)
    const files = await release(t, 'prometheus', program('prometheus', '3.16.0'))
    await releaseHost(t, (request, response) =>
      request.url === paths.file ? answer(request, response, files[paths.file] ?? Buffer.alloc(0)) : serving(files)(request, response),
    )
    await isBuilt(t, reason)
    t.same((await readdir(cache)).sort(), [`prometheus-3.16.0-${thisPlatform().os}-${thisPlatform().arch}`])
  })

const noSums: [what: string, answer: RequestListener, reason: RegExp][] = [
  ['no sums file', status(404), /sha256sums.txt answered 404$/],
  ['sums of other files', (_request, response) => response.end(`${'0'.repeat(64)}  other.tar.gz\n`), /has no sum for prometheus-3/],
  // The build is reached within 5 s.
  ['sums that never come', () => {}, /sha256sums.txt gave no answer: not within (\d{1,3}|[1-5]\d{3}) ms/],
  [
    'sums that stop half-way',
    (_request, response) => void response.writeHead(200).write('0'.repeat(64)),
    /sha256sums.txt was not sent whole/,
  ],
]

for (const [what, answer, reason] of noSums)
  t.test(`no archive is asked for where its sum is not known: ${what}`, async (t) => {
    const { home } = await bareMachine(t)
    await useGo(home)
    const { asked } = await releaseHost(t, answer)
    await isBuilt(t, reason)
    t.same(asked, [paths.sums])
  })

t.test('a release whose program says another version, or cannot be unpacked, is skipped', async (t) => {
  const { home } = await bareMachine(t)
  await useGo(home)
  await releaseHost(t, serving(await release(t, 'prometheus', program('prometheus', '3.16.1'))))
  await isBuilt(t, /what was installed says that it is prometheus 3\.16\.1/)
})

t.test('what is not an archive is skipped', async (t) => {
  const { home } = await bareMachine(t)
  await useGo(home)
  const kind = binaries.kind.release(thisPlatform())
  // kind's release, which is a bare program with a right sum, under the name of an archive
  const files = await release(t, 'kind', program('kind', '0.33.0'))
  const sums = String(files[kind.sums]).replace(/kind-\S+/, paths.file.split('/').pop() ?? '')
  await releaseHost(t, serving({ [paths.file]: files[kind.file] ?? Buffer.alloc(0), [paths.sums]: Buffer.from(sums) }))
  await isBuilt(t, /could not be unpacked: /)
})

t.test("the environment's proxy is asked", async (t) => {
  await bareMachine(t)
  const files = await release(t, 'prometheus', program('prometheus', '3.16.0'))
  const { url, asked } = await releaseHost(t, (request, response) => {
    request.url = request.url?.replace('http://releases.invalid', '') ?? ''
    serving(files)(request, response)
  })
  setEnv(t, { THANOS_LAB_RELEASES: 'http://releases.invalid/', HTTP_PROXY: url, http_proxy: url })
  t.match(await findBinaries(['prometheus'], { progress: listening(), signal: calm }), { prometheus: { from: 'release' } })
  t.equal(asked[0], `http://releases.invalid${paths.sums}`)
})

t.test('a cache that cannot be written is an error that names it', async (t) => {
  const { home } = await bareMachine(t)
  await writeFile(join(home, 'a-file'), '')
  setEnv(t, { THANOS_LAB_CACHE: join(home, 'a-file') })
  await t.rejects(findBinaries(['prometheus'], { progress: listening(), signal: calm }), {
    code: 'state',
    message: /a-file/,
    hint: /THANOS_LAB_CACHE/,
  })
})

async function useGo(home: string): Promise<void> {
  const text = fakeGo(program('prometheus', '3.16.0'), join(home, 'call'))
  await writeFile(join(home, 'bin', 'go'), text, { mode: 0o755 })
}

/** The release was skipped for this reason, and then the program was built. */
async function isBuilt(t: Test, reason: RegExp): Promise<void> {
  const progress = listening()
  const { prometheus } = await findBinaries(['prometheus'], { progress, signal: calm })
  t.equal(prometheus.from, 'build')
  await access(prometheus.path)
  const said = progress.told.find((line) => line.startsWith('prometheus: release skipped: ')) ?? 'nothing'
  t.match(said, reason)
  const order = ['asking for the release', said, 'building it with go: the first time takes some minutes'].map((line) =>
    progress.told.indexOf(line),
  )
  t.same(
    order,
    [...order].sort((a, b) => a - b),
  )
  t.notOk(order.includes(-1))
}
