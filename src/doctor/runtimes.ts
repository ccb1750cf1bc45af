import { binaries, type BinaryName, thisPlatform } from '../binaries/binaries.ts'
import { releaseUrl } from '../binaries/release.ts'
import { reason } from '../lib/errors.ts'
import { download, NoAnswer } from '../lib/http.ts'
import { redacted } from '../lib/redact.ts'
import type { DoctorAnswer } from '../model/answers.ts'
import type { Settings } from '../model/lab.ts'
import { DEFAULT_SETTINGS } from '../model/lab-defaults.ts'
import type { Runtime } from '../runtime/runtime.ts'
import type { Machine, MachineCheck, Result, Status } from './check.ts'
import { notWritable } from './docker.ts'
import { canBuild, goNeeded, onPath } from './programs.ts'

/** Whether a runtime can run on this machine. */
export type RuntimeAnswer = Omit<DoctorAnswer['runtimes'][number], 'skips'>

/**
 * Judges a runtime by the checks that it stands or falls with and, where none speaks against it, by its own word: that may
 * look for a node image at a registry, which the doctor does not.
 */
export async function canRun(
  runtime: Runtime,
  machine: Machine,
  checks: readonly MachineCheck[],
  results: readonly Result[],
): Promise<RuntimeAnswer> {
  const blocking = results.filter(({ id, status }) => stops(status) && checks.some((check) => check.id === id && isNeeded(check, runtime)))
  const image = runtime.needs.includes('node-image') ? await otherImage(machine) : undefined
  const missing = blocking.length > 0 ? blocking.map(({ id, detail }) => `${id}: ${detail}`) : await ownWord(runtime, settings(image))
  const option = image === undefined ? '' : ` --node-image ${image}`
  return {
    name: runtime.name,
    ok: missing.length === 0,
    missing,
    blockedBy: blocking.map(({ id }) => id),
    capabilities: [...runtime.capabilities],
    command: `thanos-lab up --runtime ${runtime.name}${option}`,
    ...(image === undefined ? {} : { nodeImage: image }),
  }
}

/** What is not known to be there stops a runtime, as what is missing does. */
function stops(status: Status): boolean {
  return status === 'missing' || status === 'unknown'
}

/** Whether a runtime cannot run without what a check looks for. */
export function isNeeded({ id, everyRuntime }: Pick<MachineCheck, 'id' | 'everyRuntime'>, { needs }: Pick<Runtime, 'needs'>): boolean {
  return everyRuntime === true || needs.some((need) => need === id)
}

async function ownWord(runtime: Runtime, of: Settings): Promise<string[]> {
  try {
    return await runtime.missing(of)
  } catch (error) {
    return [reason(error)]
  }
}

/** The node image to name to `up` here; undefined where the standard one works, or none. */
async function otherImage(machine: Machine): Promise<string | undefined> {
  // Why they are not known is `node-image`'s to say.
  const images = await machine.nodeImages().catch(() => undefined)
  return images === undefined || (images.standardHere && images.refused === undefined) ? undefined : images.others[0]
}

function settings(nodeImage: string | undefined): Settings {
  return nodeImage === undefined ? DEFAULT_SETTINGS : { ...DEFAULT_SETTINGS, nodeImage }
}

/** A way by which a program that is not here could come. `why` says why it cannot. */
export interface Remedy {
  step: 'release' | 'build'
  /** After "thanos-lab up ...". */
  does: string
  why?: string
}

/** How long the release's host may take to say that it has it, ms. */
const ANSWER_MS = 3000

/** The release and the build, each with what stands in its way. Only checks whether the host has the release; downloads nothing. */
export async function waysTo(name: BinaryName, machine: Machine): Promise<Remedy[]> {
  const cache = await notWritable(machine.folders.cache)
  const [release, build] = await Promise.all([noRelease(name), noBuild(name, machine)])
  return [
    way('release', `downloads the release ${binaries[name].version}`, cache ?? release),
    way('build', 'builds it with Go, which takes some minutes', cache ?? build),
  ]
}

function way(step: Remedy['step'], does: string, why: string | undefined): Remedy {
  return why === undefined ? { step, does } : { step, does, why }
}

async function noRelease(name: BinaryName): Promise<string | undefined> {
  const { sums, member } = binaries[name].release(thisPlatform())
  if (member !== undefined && (await onPath('tar')) === undefined) return 'tar, which unpacks it, is not on PATH'
  try {
    const { status, stream } = await download(releaseUrl(sums), ANSWER_MS)
    stream.destroy()
    return status === 200 ? undefined : redacted(`${releaseUrl(sums)} answers ${status}`)
  } catch (error) {
    if (error instanceof NoAnswer) return error.message
    throw error
  }
}

async function noBuild(name: BinaryName, machine: Machine): Promise<string | undefined> {
  const [go, needed] = await Promise.all([machine.go(), goNeeded(name)])
  if (canBuild(go, needed) !== 'no') return undefined
  if (go.version === undefined) return go.why ?? 'go is not on PATH'
  return `go ${go.version} is too old, and ${needed} is needed`
}
