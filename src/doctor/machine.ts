import { type DockerFacts, askDocker } from './docker.ts'
import { type GoFacts, askGo } from './go.ts'
import { type NodeImages, findNodeImages } from './node-images.ts'

export interface Folders {
  /** Where labs and runs are kept. */
  state: string
  /** Where fetched and built programs are kept. */
  cache: string
}

/** The machine that is looked at. What several checks need is asked once. */
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

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  return () => (answer ??= ask())
}
