import { constants } from 'node:fs'
import { access, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { exec } from '../lib/exec.ts'
import { compareVersions } from '../lib/version.ts'
import { DEFAULT_NODE_IMAGE } from '../runtime/kind/config.ts'
import { cgroupRefusal } from '../runtime/kind/missing.ts'
import { broughtImage, preparedName, versionInTag } from '../runtime/kind/node-image.ts'

/** How long Docker may take to answer the doctor, ms. */
export const DOCKER_MS = 3000

/** What the lab needs to know of what `docker info` tells. */
export interface DockerInfo {
  ServerVersion: string
  /** The machine that the engine runs on. */
  Name: string
  OperatingSystem: string
  CgroupVersion: string
  DockerRootDir: string
  /** Bytes. */
  MemTotal: number
}

/** The engine that answers, or why none does. */
export type DockerFacts =
  | { info: DockerInfo }
  | { info?: never; why: 'no-client' | 'no-answer' | 'no-permission' | 'no-engine' | 'podman'; said: string }

/** Asks the engine that the docker program reaches. Never throws. */
export async function askDocker(): Promise<DockerFacts> {
  const ended = await exec('docker', ['info', '--format', '{{json .}}'], { timeoutMs: DOCKER_MS })
  if (ended.missing) return { why: 'no-client', said: 'docker is not on PATH' }
  if (ended.timedOut) return { why: 'no-answer', said: late('docker info') }
  const info = parse(ended.stdout)
  if (ended.ok && info !== undefined) return { info }
  const said = ended.stderr.trim().split('\n').at(-1) ?? ''
  if (/permission denied/i.test(said)) return { why: 'no-permission', said }
  if (await isPodman()) return { why: 'podman', said }
  return { why: 'no-engine', said: said || 'what answers to `docker info` is not a Docker engine' }
}

function late(command: string): string {
  return `${command} gave no answer within ${DOCKER_MS / 1000} s`
}

/** Podman has a program of the name `docker` (podman-docker), which says of itself what it is. */
async function isPodman(): Promise<boolean> {
  const { stdout } = await exec('docker', ['--version'], { timeoutMs: DOCKER_MS })
  return /podman/i.test(stdout)
}

/** Podman's `docker` answers too, in another shape: the lab does not run kind on it. */
function parse(text: string): DockerInfo | undefined {
  try {
    const info = JSON.parse(text) as DockerInfo
    return info.ServerVersion ? info : undefined
  } catch {
    return undefined
  }
}

export interface Room {
  /** The folder itself or, where it is not made yet, the nearest one above it that is there. */
  folder: string
  /** Bytes that this user may still write. */
  free: number
  /** Of the whole disk, 0 to 1. */
  share: number
}

/** The free space on the disk where a folder is or would be. Throws where it cannot be read. */
export async function roomAt(path: string): Promise<Room> {
  const folder = await nearestThere(path)
  const { bavail, blocks, bsize } = await statfs(folder)
  return { folder, free: bavail * bsize, share: blocks === 0 ? 0 : bavail / blocks }
}

/** Whether a folder can be written to or made; else why not. Nothing is written. */
export async function notWritable(path: string): Promise<string | undefined> {
  const folder = await nearestThere(path)
  if (!(await stat(folder)).isDirectory()) return `${folder} is not a folder`
  try {
    await access(folder, constants.W_OK | constants.X_OK)
    return undefined
  } catch (error) {
    return `${folder} cannot be written to (${(error as NodeJS.ErrnoException).code})`
  }
}

async function nearestThere(path: string): Promise<string> {
  try {
    await stat(path)
    return path
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if ((code !== 'ENOENT' && code !== 'ENOTDIR') || dirname(path) === path) throw error
    return nearestThere(join(path, '..'))
  }
}

/** `1.5 GB`, `620 MB`: as disks are sold, in powers of ten. */
export function sizeText(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(bytes < 1e10 ? 1 : 0)} GB`
}

/** Which images a kind node could be made from here. */
export interface NodeImages {
  /** kind's own choice. */
  standard: string
  standardHere: boolean
  /** Why this machine cannot run the standard one; left out where it can. */
  refused?: string
  /** Others that are here and that this machine can run, the newest Kubernetes first. */
  others: string[]
}

/** Asks the engine for its images; undefined where no engine answers. Throws where it does not list them in time. */
export async function findNodeImages({ info }: DockerFacts): Promise<NodeImages | undefined> {
  if (info === undefined) return undefined
  const refusal = (image: string) => (info.CgroupVersion === '1' ? cgroupRefusal(image, versionInTag(image)) : undefined)
  const inspect = (image: string) => exec('docker', ['image', 'inspect', '--format', '{{.Id}}', image], { timeoutMs: DOCKER_MS })
  const [standard, prepared, brought, listed] = await Promise.all([
    inspect(DEFAULT_NODE_IMAGE),
    inspect(preparedName(DEFAULT_NODE_IMAGE)),
    broughtImage(DEFAULT_NODE_IMAGE),
    exec('docker', ['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}'], { timeoutMs: DOCKER_MS }),
  ])
  // No image is missing that the engine had no time to name.
  if (standard.timedOut || prepared.timedOut || listed.timedOut) throw new Error(late(`docker image ${listed.timedOut ? 'ls' : 'inspect'}`))
  const refused = refusal(DEFAULT_NODE_IMAGE)
  return {
    standard: DEFAULT_NODE_IMAGE,
    standardHere: standard.ok || prepared.ok || brought,
    ...(refused === undefined ? {} : { refused }),
    others: newestFirst(listed.stdout.split('\n').filter((image) => isNodeImage(image) && refusal(image) === undefined)),
  }
}

/** `kindest/node:v1.37.0`, `localhost/kind-node:v1.34.4`: kind's name for them, or one that says what it is. */
function isNodeImage(image: string): boolean {
  return /(^|\/)(kindest\/node|kind-node):/.test(image) && versionInTag(image) !== undefined
}

function newestFirst(images: string[]): string[] {
  return images.sort((a, b) => compareVersions(versionInTag(b) ?? '', versionInTag(a) ?? ''))
}
