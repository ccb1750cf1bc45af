import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { findBinaries } from '../../binaries/find.ts'
import { within } from '../../lib/deadline.ts'
import { LabError } from '../../lib/errors.ts'
import { together } from '../../lib/run-parallel.ts'
import { type LabRecord, writeLab } from '../../storage/labs.ts'
import { ApplyRefused } from '../kubernetes/apply.ts'
import type { Lab, UpRequest } from '../runtime.ts'
import { addressOf } from '../kubernetes/kubeconfig.ts'
import { API_PORT, earlyKubeconfig } from './access.ts'
import { DEFAULT_NODE_IMAGE, freePorts, planOf } from './config.ts'
import { createCluster, nodesAppear, noteNodes } from './create.ts'
import { explainFailedUp } from './diagnose.ts'
import { bringImages, haveImages } from './images.ts'
import { openKind } from './lab.ts'
import { removeNodes, startNodes, takeStock } from './lifecycle.ts'
import { loadNodeImage, nodeImageFor } from './node-image.ts'
import { labFiles, markOfLab, type NodeContainer, startsOf, type Work } from './record.ts'
import { endKeepDowns, rollOut } from './roll-out.ts'
import { readTextFile } from '../../lib/text-file.ts'

/** Makes the lab, or what is missing of it, until every pod is Ready. `known` is its record, where there is one. */
export async function upOnKind(request: UpRequest, known: LabRecord | undefined): Promise<Lab> {
  return within(request.signal, request.deadline, async (limit) => {
    const at: { work?: Work } = {}
    try {
      return await bring(request, known, limit, at)
    } catch (error) {
      throw await explainFailedUp(error, request, limit, at.work)
    }
  })
}

async function bring(request: UpRequest, known: LabRecord | undefined, limit: AbortSignal, at: { work?: Work }): Promise<Lab> {
  const { progress, name, settings, deadline, binaries: folder } = request
  const { kind } = await findBinaries(['kind'], { folder, progress, signal: limit, deadline })
  const begin = (record: LabRecord) =>
    (at.work = { request, record, kind: kind.path, plan: planOf(record.settings, markOfLab(record)), waiting: '' })
  const nodes = await takeStock(request, known, limit)
  if (nodes !== undefined && known !== undefined) {
    const finishing = begin(known)
    if (await finished(finishing, nodes, limit)) return madeLab(finishing)
  }
  const making = begin(await newRecord(name, settings))
  await makeAgain(making, limit)
  return madeLab(making)
}

async function newRecord(name: string, settings: LabRecord['settings']): Promise<LabRecord> {
  const facts = { ports: await freePorts(), nodes: {}, pods: 0, id: randomUUID() }
  const record: LabRecord = { name, runtime: 'kind', settings, createdAt: new Date().toISOString(), state: 'making', facts }
  // A kubeconfig stands for a cluster that is whole.
  await rm(labFiles(name).kubeconfig, { force: true })
  await writeLab(record)
  return record
}

async function madeLab({ record, plan }: Work): Promise<Lab> {
  const made: LabRecord = { ...record, state: 'made', facts: { ...record.facts, pods: plan.pods } }
  await writeLab(made)
  return openKind(made)
}

/**
 * Finishes what is there. False, with nothing left of it, where the API server of a half-made cluster refuses the manifests:
 * an `up` that was killed while it made a Service can leave the Service's port taken by nothing.
 */
async function finished(work: Work, nodes: NodeContainer[], signal: AbortSignal): Promise<boolean> {
  const { progress } = work.request
  try {
    await takeUpAgain(work, nodes, signal)
    return true
  } catch (error) {
    if (!(error instanceof ApplyRefused) || work.record.state === 'made') throw error
    progress.say(`${error.message}; the cluster is made again`)
    await progress.step('removing the half-made cluster', () => removeNodes(nodes, signal))
    return false
  }
}

/** Cluster, images and manifests side by side: each goes on as soon as what it needs of the others is there. */
async function makeAgain(work: Work, signal: AbortSignal): Promise<void> {
  const { request, record, plan } = work
  const { progress } = request
  const image = await nodeImageFor(record.settings.nodeImage ?? DEFAULT_NODE_IMAGE, request, signal)
  await loadNodeImage(image, progress, signal)
  await haveImages([image.name], { ...request, folder: labFiles(record.name).folder }, signal)
  const made = new AbortController()
  let appearing: Promise<NodeContainer[]> | undefined
  const nodes = (until: AbortSignal) => (appearing ??= nodesAppear(record, plan.nodes, until, made.signal))
  await together(signal, [
    (until) =>
      progress.step(`creating the kind cluster ${record.name}`, (note) => {
        const told = (step: string) => {
          if (!/^(Ensuring|Preparing)/.test(step)) made.abort()
          note((work.waiting = step))
        }
        return createCluster(work, image.name, until, told)
      }),
    (until) => bringImages(work, () => nodes(until), until, image.prepared),
    async (until) => {
      const all = await nodes(until)
      const kubeconfig = await earlyKubeconfig(all[0] as NodeContainer, until)
      await rollOut(work, { nodes: all, kubeconfig, since: {} }, until)
    },
  ])
}

/** A cluster that is there, with the settings that it was made with: nodes that are stopped start again, what is missing is brought. */
async function takeUpAgain(work: Work, found: NodeContainer[], signal: AbortSignal): Promise<void> {
  const { record } = work
  await noteNodes(record, found)
  const asleep = found.some(({ running, paused }) => !running || paused)
  const kubeconfig = await ownKubeconfig(record.name, found)
  const nodes = asleep ? await wake(work, found, kubeconfig, signal) : found
  const since = startsOf(nodes)
  await together(signal, [
    (until) => bringImages(work, async () => nodes, until),
    (until) => rollOut(work, { nodes, kubeconfig, since }, until),
  ])
}

/** The lab's kubeconfig. Throws `state` where it leads anywhere but to the lab's own node: nothing may be applied there. */
async function ownKubeconfig(name: string, nodes: NodeContainer[]): Promise<string> {
  const { kubeconfig: file } = labFiles(name)
  const text = await readTextFile(file)
  const { url } = addressOf(file, text)
  const own = nodes.map(({ ports }) => `https://127.0.0.1:${ports[API_PORT]}`)
  if (own.includes(url)) return text
  throw new LabError('state', `${file} leads to ${url}, which is not the lab "${name}"; nothing was done to it`, {
    hint: `thanos-lab down --name ${name}, then thanos-lab up --name ${name}`,
  })
}

async function wake(work: Work, found: NodeContainer[], kubeconfig: string, signal: AbortSignal): Promise<NodeContainer[]> {
  return work.request.progress.step('starting the nodes again', async () => {
    const nodes = await startNodes(found, signal)
    await endKeepDowns(work, kubeconfig, signal)
    return nodes
  })
}
