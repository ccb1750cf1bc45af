import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Test } from 'tap'
import { binaries, type BinaryName, thisPlatform } from '../../src/binaries/binaries.ts'
import { findBinaries } from '../../src/binaries/find.ts'
import type { Progress } from '../../src/lib/progress.ts'
import { REFUSING_PORT } from '../runtime/native/servers.ts'

const run = promisify(execFile)

/** What a program of that name says when it is asked for its version. */
export function telling(name: BinaryName, version: string): string {
  return name === 'kind' ? `kind v${version} go1.26.8 linux/amd64` : `${name}, version ${version} (branch: HEAD, revision: 0)`
}

/** A tiny real program that tells a version as the real one does. */
export const program = (name: BinaryName, version: string) => `#!/bin/sh\necho '${telling(name, version)}'\n`

export async function writeProgram(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text, { mode: 0o755 })
}

/** Sets variables for one test; undefined takes one away. */
export function setEnv(t: Test, values: Record<string, string | undefined>): void {
  const before = Object.fromEntries(Object.keys(values).map((name) => [name, process.env[name]]))
  t.teardown(() => put(before))
  put(values)
}

function put(values: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(values))
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
}

/** Something that a test waits for: `now` makes `come` resolve. */
export function moment(): { come: Promise<void>; now: () => void } {
  let now!: () => void
  const come = new Promise<void>((resolve) => {
    now = resolve
  })
  return { come, now }
}

export interface Machine {
  /** First on PATH. */
  bin: string
  /** The lab's cache of programs. */
  cache: string
  home: string
}

/** A machine with a few tools and no engine or Go on PATH, an empty cache, no folder named, and a release host that refuses. */
export async function bareMachine(t: Test, onPath: Record<string, string> = {}): Promise<Machine> {
  const home = t.testdir({ bin: {}, tools: {}, cache: {} })
  const bin = join(home, 'bin')
  for (const [name, text] of Object.entries(onPath)) await writeProgram(join(bin, name), text)
  for (const tool of ['tar', 'gzip', 'cat', 'sleep']) {
    const { stdout } = await run('sh', ['-c', `command -v ${tool}`])
    await symlink(stdout.trim(), join(home, 'tools', tool))
  }
  setEnv(t, {
    PATH: `${bin}:${join(home, 'tools')}`,
    THANOS_LAB_CACHE: join(home, 'cache'),
    THANOS_LAB_BINARIES: undefined,
    THANOS_LAB_RELEASES: `http://127.0.0.1:${REFUSING_PORT}`,
    NO_PROXY: '127.0.0.1',
    no_proxy: '127.0.0.1',
  })
  return { bin, cache: join(home, 'cache', 'binaries'), home }
}

/** A release host on this machine for one test, which the lab is told to use; `asked` fills with the paths asked for. */
export async function releaseHost(t: Test, answer: RequestListener): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    answer(request, response)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  setEnv(t, { THANOS_LAB_RELEASES: url })
  return { url, asked }
}

/** A release as the project would publish it for this machine, by path: the archive, made by the real tar, and its sums. */
export async function release(t: Test, name: BinaryName, text: string): Promise<Record<string, Buffer>> {
  const { file, sums, member } = binaries[name].release(thisPlatform())
  const content = member === undefined ? Buffer.from(text) : await tarOf(t, member, text)
  const sum = createHash('sha256').update(content).digest('hex')
  return { [file]: content, [sums]: Buffer.from(`${'0'.repeat(64)}  another-file\n${sum}  ${file.split('/').pop()}\n`) }
}

async function tarOf(t: Test, member: string, text: string): Promise<Buffer> {
  const folder = await mkdtemp(join(t.testdirName, 'release-'))
  await writeProgram(join(folder, member), text)
  await writeFile(join(folder, dirname(member), 'LICENSE'), 'not needed')
  await run('tar', ['-czf', join(folder, 'out.tar.gz'), '-C', folder, dirname(member)])
  return readFile(join(folder, 'out.tar.gz'))
}

/** Serves these files whole, and 404 for the rest. */
export function serving(files: Record<string, Buffer>): RequestListener {
  return (request, response) => {
    const content = files[request.url ?? '']
    response.writeHead(content === undefined ? 404 : 200, { 'content-length': content?.length ?? 0 }).end(content)
  }
}

/** A `go` that notes how it was called in `call`, and writes the program that `-o` asks for. */
export function fakeGo(makes: string, call: string): string {
  return `#!/bin/sh
[ "$1" = list ] && exit
{ echo "cwd $PWD"; echo "CGO_ENABLED=$CGO_ENABLED GOWORK=$GOWORK GOTMPDIR=$GOTMPDIR"; printf '%s\\n' "$@"; } > '${call}'
while [ "$1" != -o ]; do shift; done
echo 'go: downloading example.test/module v1.0.0' >&2
echo example.test/module/package >&2
cat > "$2" <<'PROGRAM'
${makes}PROGRAM
`
}

/** Keeps all that work tells, in its order. */
export function listening(): Progress & { told: string[] } {
  const told: string[] = []
  return {
    told,
    step: (title, work) => {
      told.push(title)
      return work((text) => told.push(text))
    },
    say: (text) => told.push(text),
    warn: (text) => told.push(text),
  }
}

/** A signal that nobody aborts. */
export const calm = new AbortController().signal

/** The version of the program that the lab finds. */
export async function foundVersion(name: BinaryName): Promise<string> {
  return (await findBinaries([name], { progress: listening(), signal: calm }))[name].version
}
