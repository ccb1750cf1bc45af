import { access } from 'node:fs/promises'
import { LabError } from '../../lib/errors.ts'
import { exec } from '../../lib/exec.ts'
import { poll } from '../../lib/poll.ts'
import type { Progress } from '../../lib/progress.ts'
import { endGroup } from '../../lib/watched-process.ts'
import type { LabRecord } from '../../storage/labs.ts'
import type { UpRequest } from '../runtime.ts'
import { nodeNames } from './config.ts'
import { likeliest } from './causes.ts'
import { docker, DockerRefused, gist } from './docker.ts'
import { factsOf, inspect, labFiles, type NodeContainer, nodesOf, whose } from './record.ts'

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
  const remove = async () => {
    await docker(['rm', '-f', '-v', ...ids], { signal, timeoutMs: 60_000 }).catch((error: unknown) => {
      // "removal is already in progress", "no such container": what is listed tells
      if (!(error instanceof DockerRefused)) throw error
      said = gist(error.said)
    })
    return (await stillThere(ids, signal)).length === 0
  }
  if (await poll(remove, { everyMs: 300, attempts: 20, signal })) return
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

/**
 * Removes the lab's node containers and their volumes. By their ids, not by `kind delete cluster`, which removes whatever bears
 * the cluster's name; kind itself does no more (its network is shared by all clusters and stays). Throws `docker-gone`.
 */
export async function removeCluster(record: LabRecord, progress: Progress): Promise<void> {
  await endCreator(factsOf(record).creator, labFiles(record.name).kubeconfig)
  const nodes = await nodesOf(record.name)
  const owner = whose(nodes, record)
  if (owner === 'ours') await progress.step(`removing ${nodes.map(({ name }) => name).join(', ')}`, () => removeNodes(nodes))
  if (owner === 'foreign') progress.warn(`A kind cluster named "${record.name}" is there that the lab did not make; it was left alone`)
}

/**
 * Whether the `kind create cluster` of an earlier command still runs: a pid counts only while its command line names the
 * lab's own kubeconfig, so that a number which another program got meanwhile is left alone.
 */
export async function isCreating(pid: number | undefined, kubeconfig: string): Promise<boolean> {
  if (pid === undefined) return false
  const { stdout } = await exec('ps', ['-ww', '-o', 'stat=,command=', '-p', String(pid)])
  return !stdout.trim().startsWith('Z') && stdout.split(/\s+/).includes(kubeconfig)
}

/** Waits for it: a cluster that is half made is sooner ready than a new one. */
export async function creatorEnded(pid: number | undefined, kubeconfig: string, signal: AbortSignal): Promise<void> {
  await poll(() => isCreating(pid, kubeconfig), { until: (creating) => !creating, everyMs: 250, signal })
}

export async function endCreator(pid: number | undefined, kubeconfig: string): Promise<void> {
  const onMiss = () => endGroup(pid, 'SIGKILL')
  await poll(() => isCreating(pid, kubeconfig), { until: (creating) => !creating, everyMs: 50, onMiss })
}
