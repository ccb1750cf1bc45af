import { LabError } from '../../../errors.ts'
import { likeliest } from './causes.ts'
import { DockerRefused, docker, gist } from './docker.ts'
import { type NodeContainer, inspect } from './found.ts'

/** Starts nodes that are stopped and wakes those that are paused, the control plane first; as they are then. Throws `port-taken`. */
export async function startNodes(nodes: NodeContainer[], signal: AbortSignal): Promise<NodeContainer[]> {
  const ordered = nodes.toSorted((a, b) => a.role.localeCompare(b.role))
  for (const { id, name, running, paused } of ordered) {
    if (running && !paused) continue
    await docker([paused ? 'unpause' : 'start', id], { signal, timeoutMs: 60_000 }).catch((error: unknown) => {
      if (!(error instanceof DockerRefused)) throw error
      const { code, sentence, hint } = likeliest(error.said) ?? { code: 'up-failed' as const, sentence: gist(error.said) }
      throw new LabError(code, `The node ${name} could not be started again. ${sentence}`, hint === undefined ? {} : { hint })
    })
  }
  return inspect(
    ordered.map(({ id }) => id),
    { signal },
  )
}
