import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Ended, exec } from '../lib/exec.ts'
import { packageFile } from '../lib/package-files.ts'
import { binaries, type BinaryName } from './binaries.ts'
import { diskFull, lastWords, SkippedBinary } from './errors.ts'
import { type Making, seldom } from './making.ts'

/** The folder with a `go.mod` and `go.sum` for each program. */
const modules = packageFile('third-party')

/**
 * Builds a program with `go build` from `third-party/<name>/`, whose go.sum pins every module. Returns the program's path in
 * `folder`; throws SkippedBinary where there is no Go or it does not build. Go's own caches are the user's: a second build is quick.
 */
export async function buildBinary(name: BinaryName, folder: string, { note, signal }: Making): Promise<string> {
  const program = join(folder, name)
  const work = join(folder, 'go-tmp')
  await mkdir(work)
  note('building it with go: the first time takes some minutes')
  const how = {
    cwd: join(modules, name),
    // The temporary folder is ours, so that an interrupted build leaves nothing; a go.work above us is not meant for this.
    env: { CGO_ENABLED: '0', GOWORK: 'off', GOTMPDIR: work },
    signal,
    onLine: follow(name, note),
  }
  // Brings the modules while the other program is compiled; what goes wrong with them, the build says.
  await exec('go', listArgs(name), how)
  signal.throwIfAborted()
  const ended = await inTurn(() => exec('go', buildArgs(name, program), how))
  signal.throwIfAborted()
  if (!ended.ok) throw failure(ended)
  return program
}

let before: Promise<unknown> = Promise.resolve()

/**
 * One compilation after the other: side by side both compile the packages that they share, as neither is in Go's cache yet
 * (425 s for Prometheus and Thanos where one after the other took 354 s; `npm run bench -- builds`).
 */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = before.then(work)
  before = turn.catch(() => {})
  return turn
}

function failure({ missing, stderr }: Ended): Error {
  if (missing) return new SkippedBinary('go is not on PATH')
  return diskFull(stderr) ?? new SkippedBinary(`go build failed: ${lastWords(complaints(stderr))}`)
}

/** Needs every package's source, and prints nothing. */
function listArgs(name: BinaryName): string[] {
  const { package: main, tags } = binaries[name].build
  return ['list', '-deps', '-mod=readonly', '-tags', tags.join(','), '-f', '{{if false}}{{end}}', main]
}

function buildArgs(name: BinaryName, program: string): string[] {
  const { package: main, tags, ldflags } = binaries[name].build
  return ['build', '-v', '-mod=readonly', '-trimpath', '-tags', tags.join(','), '-ldflags', ldflags, '-o', program, main]
}

/** Tells modules as they are downloaded and packages as they are compiled, with their number. */
function follow(name: BinaryName, note: (text: string) => void): (line: string) => void {
  const [tellModule, tellPackage] = [seldom(note), seldom(note)]
  let modulesGot = 0
  let packagesMade = 0
  return (line) => {
    const module = /^go: downloading (\S+)/.exec(line)?.[1]
    if (module !== undefined) tellModule(`downloading Go modules: ${(modulesGot += 1)}, now ${module}`)
    else if (isPackage(line))
      tellPackage(`compiling: ${(packagesMade += 1)} of about ${binaries[name].build.packages} packages, now ${line}`)
  }
}

const isPackage = (line: string) => /^[\w./~-]+$/.test(line)

/** What go said, less its tale of what it was doing. */
function complaints(stderr: string): string {
  return stderr
    .split('\n')
    .filter((line) => !isPackage(line) && !/^go: (downloading|finding) /.test(line))
    .join('\n')
}
