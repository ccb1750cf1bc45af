import { readFile } from 'node:fs/promises'
import { arch, tmpdir } from 'node:os'
import type { BinaryName } from '../binaries/binaries.ts'
import { filesOnPath, isProgram } from '../binaries/search.ts'
import { exec } from '../lib/exec.ts'
import { packageFile } from '../lib/package-files.ts'
import { atLeast } from '../lib/version.ts'

/** The `go` on PATH; no version where there is none, or where it does not say. */
export interface GoFacts {
  /** `1.26.8` */
  version?: string
  /** `auto`, `local`, ... Empty before Go 1.21, which has no such choice. */
  toolchain?: string
  /** Why its version is not known, although there is a `go`. */
  why?: string
}

/** How long `go` may take to say its version, ms. */
const GO_MS = 3000

export const GO_BY_HAND = 'go version'

/** Asks `go` for its version. Never throws. */
export async function askGo(): Promise<GoFacts> {
  // Not in a module's folder: there an old go would fetch the toolchain that the module wants.
  const ended = await exec('go', ['env', '-json', 'GOVERSION', 'GOTOOLCHAIN'], { cwd: tmpdir(), env: { GOWORK: 'off' }, timeoutMs: GO_MS })
  if (ended.timedOut) return { why: `go gave no answer within ${GO_MS / 1000} s` }
  if (!ended.ok) return {}
  const { GOVERSION, GOTOOLCHAIN } = printedBy(ended.stdout)
  const version = /^go(\d+(?:\.\d+)*)/.exec(String(GOVERSION))?.[1]
  return version === undefined ? {} : { version, toolchain: typeof GOTOOLCHAIN === 'string' ? GOTOOLCHAIN : '' }
}

function printedBy(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** The Go version that a binary's `go.mod` requires. */
export async function goNeeded(binary: BinaryName): Promise<string> {
  const text = await readFile(packageFile(`third-party/${binary}/go.mod`), 'utf8')
  return /^go (\S+)$/m.exec(text)?.[1] ?? '1.0'
}

/** Whether that go can build what needs `version`, by itself or by the toolchain that it fetches (from 1.21 on). */
export function canBuild(go: GoFacts, version: string): 'yes' | 'fetches' | 'no' {
  if (go.version === undefined) return 'no'
  if (atLeast(go.version, version)) return 'yes'
  return atLeast(go.version, '1.21') && /^auto$|\+auto$/.test(go.toolchain ?? '') ? 'fetches' : 'no'
}

/** The version that `third-party/` was last built with. */
const INSTALLED = '1.26.8'

/** What makes a go that cannot build able to; where it is not known, what shows why. */
export function goFix({ version, why }: GoFacts, platform: NodeJS.Platform): string {
  if (why !== undefined) return GO_BY_HAND
  if (version !== undefined && atLeast(version, '1.21')) return 'export GOTOOLCHAIN=auto'
  if (platform === 'darwin') return 'brew install go'
  const archive = `go${INSTALLED}.linux-${arch() === 'x64' ? 'amd64' : arch()}.tar.gz`
  // In a folder of its own: unpacked over an older Go, the two would mix.
  const folder = `"$HOME/go${INSTALLED}"`
  return `mkdir -p ${folder} && curl -fL https://go.dev/dl/${archive} | tar -C ${folder} -xz && export PATH=${folder}/go/bin:"$PATH"`
}

/** Where a program is on PATH; undefined where it is not. */
export async function onPath(program: string): Promise<string | undefined> {
  for (const file of filesOnPath(program)) if (await isProgram(file)) return file
  return undefined
}

/** How the package managers of Linux and macOS install something. */
const INSTALLERS: [program: string, command: string][] = [
  ['apt-get', 'sudo apt-get install -y'],
  ['dnf', 'sudo dnf install -y'],
  ['apk', 'sudo apk add'],
  ['pacman', 'sudo pacman -S --noconfirm'],
  ['zypper', 'sudo zypper install -y'],
  ['brew', 'brew install'],
]

/** The command that installs a package here. `names` where a manager calls it otherwise. */
export async function install(what: string, names: Record<string, string> = {}): Promise<string> {
  for (const [program, command] of INSTALLERS) if ((await onPath(program)) !== undefined) return `${command} ${names[program] ?? what}`
  return `install ${what} with your system's package manager`
}
