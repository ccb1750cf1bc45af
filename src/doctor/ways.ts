import { type EngineName, engines, thisPlatform } from '../engines/engines.ts'
import { releaseUrl } from '../engines/release.ts'
import { NoAnswer, download } from '../http.ts'
import { notWritable } from './disk.ts'
import { canBuild, goNeeded } from './go.ts'
import type { Machine } from './machine.ts'
import { onPath } from './on-path.ts'

/** A way by which a program that is not here could come. `why` says why it cannot. */
export interface Way {
  step: 'release' | 'build'
  /** After "thanos-lab up ...". */
  does: string
  why?: string
}

/** How long the release's host may take to say that it has it, ms. */
const ANSWER_MS = 1500

/** The release and the build, each with what stands in its way. The host is asked whether it has the release; nothing is fetched. */
export async function waysTo(name: EngineName, machine: Machine): Promise<Way[]> {
  const cache = await notWritable(machine.folders.cache)
  const [release, build] = await Promise.all([noRelease(name), noBuild(name, machine)])
  return [
    way('release', `downloads the release ${engines[name].version}`, cache ?? release),
    way('build', 'builds it with Go, which takes some minutes', cache ?? build),
  ]
}

function way(step: Way['step'], does: string, why: string | undefined): Way {
  return why === undefined ? { step, does } : { step, does, why }
}

async function noRelease(name: EngineName): Promise<string | undefined> {
  const { sums, member } = engines[name].release(thisPlatform())
  if (member !== undefined && (await onPath('tar')) === undefined) return 'tar, which unpacks it, is not on PATH'
  try {
    const { status, stream } = await download(releaseUrl(sums), ANSWER_MS)
    stream.destroy()
    return status === 200 ? undefined : `${releaseUrl(sums)} answers ${status}`
  } catch (error) {
    if (error instanceof NoAnswer) return error.message
    throw error
  }
}

async function noBuild(name: EngineName, machine: Machine): Promise<string | undefined> {
  const [go, needed] = await Promise.all([machine.go(), goNeeded(name)])
  if (canBuild(go, needed) !== 'no') return undefined
  return go.version === undefined ? 'go is not on PATH' : `go ${go.version} is too old, and ${needed} is needed`
}
