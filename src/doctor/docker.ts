import { exec } from '../exec.ts'

/** How long Docker may take to answer a question of the doctor, ms. */
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
export type DockerFacts = { info: DockerInfo } | { info?: never; why: 'no-client' | 'no-permission' | 'no-engine'; said: string }

/** Asks the engine that the docker program reaches. Never throws. */
export async function askDocker(): Promise<DockerFacts> {
  const ended = await exec('docker', ['info', '--format', '{{json .}}'], { timeoutMs: DOCKER_MS })
  if (ended.missing) return { why: 'no-client', said: 'docker is not on PATH' }
  if (ended.timedOut) return { why: 'no-engine', said: `no answer within ${DOCKER_MS / 1000} s` }
  const info = parse(ended.stdout)
  if (ended.ok && info !== undefined) return { info }
  const said = ended.stderr.trim().split('\n').at(-1) ?? ''
  if (/permission denied/i.test(said)) return { why: 'no-permission', said }
  return { why: 'no-engine', said: said || 'what answers to `docker info` is not a Docker engine' }
}

/** Podman's `docker` answers too, in another shape: that is no engine that kind is told to use here. */
function parse(text: string): DockerInfo | undefined {
  try {
    const info = JSON.parse(text) as DockerInfo
    return info.ServerVersion ? info : undefined
  } catch {
    return undefined
  }
}
