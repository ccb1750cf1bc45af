import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LabError } from '../../lib/errors.ts'
import { atLeast } from '../../lib/version.ts'
import type { Settings } from '../../model/lab.ts'
import { DEFAULT_NODE_IMAGE } from './config.ts'
import { docker, DockerRefused, gist } from './docker.ts'
import { type Fetching, isPresent } from './images.ts'
import { nodeImageFor, versionInTag } from './node-image.ts'
import { startsToArrive } from './pull.ts'
import { refusedPull } from './refused-pull.ts'

/** How long a node image may take to begin to arrive. */
const ARRIVES_WITHIN_MS = 10_000

/** Podman's `docker info` has another shape: it has no such field, or prints another text. */
const NO_ENGINE = 'What answers to `docker info` is not a Docker engine (podman?), and the runtime kind needs one'

/** What this machine lacks for kind, each a sentence; empty where it can run. A pull that it begins is ended again. */
export async function missing({ nodeImage: wanted = DEFAULT_NODE_IMAGE }: Settings, fetching: Fetching = {}): Promise<string[]> {
  try {
    const cgroup = await docker(['info', '--format', '{{.CgroupVersion}}'], { timeoutMs: 5000 })
    if (!/^[12]$/.test(cgroup)) return [NO_ENGINE]
    const { name: image, archive } = await nodeImageFor(wanted, fetching)
    const present = archive === undefined && (await isPresent(image))
    const version = versionInTag(image) ?? (present ? await versionInImage(image) : undefined)
    const refused = cgroup === '1' ? cgroupRefusal(image, version) : undefined
    if (refused !== undefined) return [refused]
    return present || archive !== undefined ? [] : await notArriving(image, fetching)
  } catch (error) {
    if (error instanceof LabError) return [error.message]
    if (error instanceof DockerRefused && /can't evaluate field/.test(error.said)) return [NO_ENGINE]
    if (error instanceof DockerRefused) return [`Docker refuses: ${gist(error.said)}`]
    throw error
  }
}

/** From 1.35 on the kubelet refuses a machine with cgroup v1 unless it is told otherwise (KEP-5573). */
export function cgroupRefusal(image: string, version: string | undefined): string | undefined {
  if (version === undefined) return `This machine has cgroup v1, and it cannot be told whether the Kubernetes of ${image} takes that`
  if (!atLeast(version, '1.35')) return undefined
  return `This machine has cgroup v1, which Kubernetes 1.35 and later refuses; ${image} is Kubernetes ${version} (--node-image takes an older one)`
}

/** Every kind node image says its version in a file. */
async function versionInImage(image: string): Promise<string | undefined> {
  const args = ['run', '--rm', '--network', 'none', '--entrypoint', 'cat', image, '/kind/version']
  const text = await docker(args, { timeoutMs: 20_000 }).catch((error: unknown) => {
    if (error instanceof DockerRefused) return ''
    throw error
  })
  return /^v(\d+\.\d+\.\d+)/.exec(text)?.[1]
}

async function notArriving(image: string, { imageMirror }: Fetching): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'thanos-lab-'))
  try {
    const { arrives, said } = await startsToArrive(image, folder, ARRIVES_WITHIN_MS)
    if (arrives) return []
    const { sentence, hint } = refusedPull(image, said, imageMirror !== undefined)
    return [`The node image ${image} is not here and does not arrive: ${said}${sentence === undefined ? '' : `. ${sentence}`} (${hint})`]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
