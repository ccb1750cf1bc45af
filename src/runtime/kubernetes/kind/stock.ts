import { access } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { LabError } from '../../../errors.ts'
import type { LabRecord } from '../../../state/labs.ts'
import type { UpRequest } from '../../runtime.ts'
import { nodeNames } from './config.ts'
import { creatorEnded, isCreating } from './creator.ts'
import { DockerRefused, docker, gist } from './docker.ts'
import { labFiles } from './files.ts'
import { type NodeContainer, factsOf, nodesOf } from './found.ts'
import { whose } from './whose.ts'

/**
 * What is there of a lab: the nodes of a cluster that kind made to its end, or nothing, after what is left of a half-made one
 * was removed: kind cannot go on with one. Throws `foreign` where the cluster of that name is another's; that is not touched.
 */
export async function takeStock(
  request: UpRequest,
  record: LabRecord | undefined,
  signal: AbortSignal,
): Promise<NodeContainer[] | undefined> {
  const { name, progress } = request
  const { kubeconfig } = labFiles(name)
  const creator = record === undefined ? undefined : factsOf(record).creator
  if (await isCreating(creator, kubeconfig))
    await progress.step('waiting for the kind that an earlier command started', () => creatorEnded(creator, kubeconfig, signal))
  const nodes = await nodesOf(name, { signal })
  const owner = whose(nodes, record)
  if (owner === 'foreign') throw foreign(name)
  if (owner === 'nobody') return undefined
  const names = nodes.map((node) => node.name).sort()
  const whole =
    nodeNames(name, record?.settings.workers ?? 0)
      .sort()
      .join() === names.join()
  if (whole && (await exists(kubeconfig))) return nodes
  await progress.step('removing the rest of a half-made cluster', () => removeNodes(nodes, signal))
  return undefined
}

export function foreign(name: string): LabError {
  return new LabError('foreign', `A kind cluster named "${name}" is there, and the lab did not make it; it was left alone`)
}

/** Removes containers, with the volumes that are theirs alone, and waits until they are gone. Throws `uncleaned`. */
export async function removeNodes(nodes: NodeContainer[], signal?: AbortSignal): Promise<void> {
  const ids = nodes.map(({ id }) => id)
  let said = ''
  for (let attempt = 0; attempt < 20; attempt += 1) {
    await docker(['rm', '-f', '-v', ...ids], { signal, timeoutMs: 60_000 }).catch((error: unknown) => {
      // "removal is already in progress", "no such container": what is listed tells
      if (!(error instanceof DockerRefused)) throw error
      said = gist(error.said)
    })
    if ((await stillThere(ids, signal)).length === 0) return
    await sleep(300, undefined, { signal })
  }
  const names = nodes.map(({ name }) => name).join(', ')
  throw new LabError('uncleaned', `Docker does not remove ${names}: ${said}`, { hint: `docker rm -f -v ${names}` })
}

async function stillThere(ids: string[], signal?: AbortSignal): Promise<string[]> {
  const all = await docker(['ps', '-aq', '--no-trunc'], { signal })
  return all.split('\n').filter((id) => ids.includes(id))
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}
