import { setTimeout as sleep } from 'node:timers/promises'
import { watched } from '../../lib/watched-process.ts'
import { writeFileAtomically } from '../../storage/files.ts'
import { type LabRecord, writeLab } from '../../storage/labs.ts'
import { kindConfig, planOf } from './config.ts'
import { factsOf, labFiles, type NodeContainer, markOfLab, nodesOf, type Work } from './record.ts'

const POLL_BEFORE_MS = 1500
const POLL_AFTER_MS = 150

/** kind said no: `said` is all that it said. */
export class KindFailed extends Error {
  readonly said: string

  constructor(said: string) {
    super('kind create cluster failed')
    this.name = 'KindFailed'
    this.said = said
  }
}

/**
 * `kind create cluster`. It goes on where this process is killed, so that the next `up` takes its cluster over; its pid is
 * noted for that. kind's own `--wait` is not used: it exits 0 on a timeout (kind#2654).
 */
export async function createCluster(
  { kind, record }: Work,
  nodeImage: string,
  signal: AbortSignal,
  note: (text: string) => void,
): Promise<void> {
  const { name } = record
  const files = labFiles(name)
  await writeFileAtomically(files.config, kindConfig(planOf(record.settings, markOfLab(record)), factsOf(record).ports))
  const args = [
    'create',
    'cluster',
    '--name',
    name,
    '--image',
    nodeImage,
    '--config',
    files.config,
    '--kubeconfig',
    files.kubeconfig,
    '--retain',
  ]
  const onPid = (creator: number) => noteFacts(record, { creator })
  const onLine = (line: string) => noteStep(line, note)
  const { code, text } = await watched(kind, args, { log: files.log, signal, onLine, onPid })
  if (code !== 0) throw new KindFailed(text)
}

/**
 * Every node's container as soon as all of them run; their ids are noted, so that they are known as ours from here on. Docker is
 * asked when kind says that it goes on (`told`), else only now and then: an answer costs what the nodes need to start.
 */
export async function nodesAppear(record: LabRecord, names: string[], signal: AbortSignal, told: AbortSignal): Promise<NodeContainer[]> {
  for (;;) {
    const pause = told.aborted ? POLL_AFTER_MS : POLL_BEFORE_MS
    await sleep(pause, undefined, { signal: told.aborted ? signal : AbortSignal.any([signal, told]) }).catch(() => signal.throwIfAborted())
    const nodes = await nodesOf(record.name, { signal })
    await noteNodes(record, nodes)
    const running = names.map((name) => nodes.find((node) => node.name === name && node.running))
    if (running.every((node) => node !== undefined)) return running
  }
}

/** Notes the ids of nodes, the control plane's first. */
export async function noteNodes(record: LabRecord, nodes: NodeContainer[]): Promise<void> {
  const ordered = nodes.toSorted((a, b) => a.role.localeCompare(b.role))
  const ids = Object.fromEntries(ordered.map(({ name, id }) => [name, id]))
  if (JSON.stringify(ids) !== JSON.stringify(factsOf(record).nodes)) await noteFacts(record, { nodes: ids })
}

async function noteFacts(record: LabRecord, facts: Record<string, unknown>): Promise<void> {
  Object.assign(record.facts, facts)
  await writeLab(record)
}

/** ` • Preparing nodes 📦   ...` */
function noteStep(line: string, note: (text: string) => void): void {
  const step = /^\s*•\s+(.*?)[\s\p{Extended_Pictographic}\p{Variation_Selector}]*\.\.\.$/u.exec(line)?.[1]
  if (step !== undefined) note(step)
}
