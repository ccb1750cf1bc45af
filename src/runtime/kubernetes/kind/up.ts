import { readFile, rm } from 'node:fs/promises'
import { findEngines } from '../../../engines/find.ts'
import { type LabRecord, writeLab } from '../../../state/labs.ts'
import type { Lab, UpRequest } from '../../runtime.ts'
import { ApplyRefused } from '../apply.ts'
import { earlyKubeconfig } from './access.ts'
import { DEFAULT_NODE_IMAGE } from './config.ts'
import { createCluster, noteNodes, nodesAppear } from './create.ts'
import { explain } from './explain.ts'
import { labFiles } from './files.ts'
import type { NodeContainer } from './found.ts'
import { bringImages, haveImages } from './images.ts'
import { openKind } from './lab.ts'
import { planOf } from './plan.ts'
import { freePorts } from './ports.ts'
import { endHolds, rollOut } from './roll-out.ts'
import { startNodes } from './start.ts'
import { removeNodes, takeStock } from './stock.ts'
import { together } from './together.ts'
import type { Work } from './work.ts'

/** Makes the lab, or what is missing of it, until every pod is Ready. `known` is its record, where there is one. */
export async function bringUp(request: UpRequest, known: LabRecord | undefined): Promise<Lab> {
  const { progress, name, settings } = request
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(Math.max(0, request.deadline - Date.now()))])
  const at: { work?: Work } = {}
  try {
    const { kind } = await findEngines(['kind'], { progress, signal, deadline: request.deadline })
    const begin = (record: LabRecord) => (at.work = { request, record, kind: kind.path, plan: planOf(record), waiting: '' })
    const nodes = await takeStock(request, known, signal)
    if (nodes === undefined || known === undefined || !(await takenUpAgain(begin(known), nodes, signal)))
      await makeAnew(begin(await newRecord(name, settings)), signal)
    return await madeLab(at.work as Work)
  } catch (error) {
    throw await explain(error, request, signal, at.work)
  }
}

async function newRecord(name: string, settings: LabRecord['settings']): Promise<LabRecord> {
  const facts = { ports: await freePorts(), nodes: {}, pods: 0 }
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
async function takenUpAgain(work: Work, nodes: NodeContainer[], signal: AbortSignal): Promise<boolean> {
  const { progress } = work.request
  try {
    await takeUpAgain(work, nodes, signal)
    return true
  } catch (error) {
    if (!(error instanceof ApplyRefused) || work.record.state === 'made') throw error
    progress.say(`${error.message}; the cluster is made anew`)
    await progress.step('removing the half-made cluster', () => removeNodes(nodes, signal))
    return false
  }
}

/** Cluster, images and manifests side by side: each goes on as soon as what it needs of the others is there. */
async function makeAnew(work: Work, signal: AbortSignal): Promise<void> {
  const { request, record, plan, kind } = work
  const { progress } = request
  await haveImages([record.settings.nodeImage ?? DEFAULT_NODE_IMAGE], request, signal)
  let appearing: Promise<NodeContainer[]> | undefined
  const nodes = (until: AbortSignal) => (appearing ??= nodesAppear(record, plan.nodes, until))
  await together(signal, [
    (until) => progress.step(`creating the kind cluster ${record.name}`, (note) => createCluster(kind, record, until, note)),
    (until) => bringImages(work, () => nodes(until), until),
    async (until) => {
      const made = await nodes(until)
      const plane = made[0] as NodeContainer
      await rollOut(work, { nodes: made, kubeconfig: await earlyKubeconfig(plane, until), since: 0 }, until)
    },
  ])
}

/** A cluster that is there: nodes that are stopped start again, and what is missing in them is brought. */
async function takeUpAgain(work: Work, found: NodeContainer[], signal: AbortSignal): Promise<void> {
  const { record } = work
  warnOfSettings(work)
  await noteNodes(record, found)
  const asleep = found.some(({ running, paused }) => !running || paused)
  const kubeconfig = await readFile(labFiles(record.name).kubeconfig, 'utf8')
  const nodes = asleep ? await wake(work, found, kubeconfig, signal) : found
  // A container's start is given in whole seconds.
  const since = Math.floor(Math.max(...nodes.map(({ started }) => started)) / 1000) * 1000
  await together(signal, [
    (until) => bringImages(work, async () => nodes, until),
    (until) => rollOut(work, { nodes, kubeconfig, since }, until),
  ])
}

async function wake(work: Work, found: NodeContainer[], kubeconfig: string, signal: AbortSignal): Promise<NodeContainer[]> {
  return work.request.progress.step('starting the nodes again', async () => {
    const nodes = await startNodes(found, signal)
    await endHolds(work, kubeconfig, signal)
    return nodes
  })
}

/** What a cluster was made with stays: another number of workers, say, needs another cluster. */
function warnOfSettings({ request, record }: Work): void {
  const differs = Object.entries(request.settings).filter(([key, value]) => record.settings[key as keyof typeof record.settings] !== value)
  if (differs.length === 0) return
  const names = differs.map(([key]) => key).join(', ')
  request.progress.warn(`The lab "${record.name}" is there already and keeps its ${names}; thanos-lab down first, to change that`)
}
