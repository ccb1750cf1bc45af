import type { RuntimeName } from '../model/lab.ts'
import { askDocker, type DockerFacts, findNodeImages, type NodeImages } from './docker.ts'
import { askGo, type GoFacts } from './programs.ts'

/** `missing`: the runtimes that the check names cannot run until it is fixed. `warn`: they can, with what the detail says. */
export type Status = 'ok' | 'warn' | 'missing'

/** What a look at the machine found. */
export interface Found {
  status: Status
  /** What is there, with its figure. */
  detail: string
  /** The command to type that fixes it. */
  fix?: string
}

export interface Result extends Found {
  id: string
  title: string
}

/** One look at the machine. It changes nothing, and answers in a second or so. */
export interface MachineCheck {
  /** Never changes its meaning: documented in docs/doctor.md. */
  id: string
  title: string
  /** The runtimes that cannot run where it is `missing`. */
  blocks: readonly RuntimeName[]
  look(machine: Machine): Promise<Found>
}

export interface Folders {
  /** Where labs and runs are kept. */
  state: string
  /** Where fetched and built programs are kept. */
  cache: string
}

/** The machine that is checked. What several checks need is read once. */
export interface Machine {
  folders: Folders
  platform: NodeJS.Platform
  /** Where the kernel tells of itself. */
  proc: string
  docker(): Promise<DockerFacts>
  go(): Promise<GoFacts>
  nodeImages(): Promise<NodeImages | undefined>
}

/** This machine. `proc` and `platform` may be another's. */
export function thisMachine(folders: Folders, { platform = process.platform, proc = '/proc' } = {}): Machine {
  const docker = once(askDocker)
  return { folders, platform, proc, docker, go: once(askGo), nodeImages: once(async () => findNodeImages(await docker())) }
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  return () => (answer ??= read())
}
