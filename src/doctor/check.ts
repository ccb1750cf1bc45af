import type { DoctorAnswer } from '../model/answers.ts'
import { askDocker, type DockerFacts, findNodeImages, type NodeImages } from './docker.ts'
import { askGo, type GoFacts } from './programs.ts'

/** What a check found, with its id and title. */
export type Result = DoctorAnswer['checks'][number]

/** What a look at the machine found. */
export type Found = Omit<Result, 'id' | 'title'>

/** What each says is in the schema: model/answers.ts. */
export type Status = Result['status']

/** What is found where a check does not finish: it is neither there nor missing. `byHand` is the command that shows why. */
export function unknown(why: string, byHand = 'thanos-lab doctor'): Found {
  return { status: 'unknown', detail: `not known: ${why}`, fix: byHand }
}

/** One look at the machine. It changes nothing, and answers in a second or so. */
export interface MachineCheck {
  /** Never changes its meaning: documented in docs/doctor.md. */
  id: string
  title: string
  /** Every runtime needs what it looks for; else those do that have its id among their needs. */
  everyRuntime?: true
  /** What a person types where the check does not finish; left out, the doctor again. */
  byHand?: string
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
