import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { reason } from '../lib/errors.ts'
import { type Address, sendRequest } from '../lib/http.ts'
import { poll } from '../lib/poll.ts'
import { QUERY, replicaNames } from '../model/workloads.ts'
import { waitSteady } from '../observe/readiness.ts'
import { storesOf } from '../observe/thanos-api.ts'
import type { ObjectRef } from '../runtime/refs.ts'
import type { Lab } from '../runtime/runtime.ts'
import { openFaults } from '../storage/ledger.ts'
import { labFolder } from '../storage/paths.ts'
import { type KubernetesObject, loadManifests } from '../topology/load.ts'
import type { Context } from './context.ts'
import { command } from '../lib/command.ts'
import { findLab } from './labs.ts'
import { statusOf } from './status.ts'

/** The state of a lab at one moment: each thing by its name, with what must be the same again after every fault is healed. */
export type LabState = Record<string, string | Unreadable>

/** A thing that could not be read, with the reason. */
interface Unreadable {
  unreadable: string
}

/** One thing that differs between two states. */
export interface Difference {
  /** Its name in the state, or the lab as a whole. */
  thing: string
  /** `new`, `gone`, `changed`, or why it could not be read. */
  how: string
}

/** The thing that lists the open faults; and the thing that stands for the lab itself, where the lab is gone. */
export const OPEN_FAULTS = 'open faults'
export const WHOLE_LAB = 'the lab'

const KINDS: string[] = ['ConfigMap', 'StatefulSet', 'Deployment', 'Service'] satisfies ObjectRef['kind'][]

/** Reads everything of a lab that a fault may change and that healing must restore. */
export async function readLabState(lab: Lab): Promise<LabState> {
  const things = [...labThings(lab), ...objectThings(lab), ...componentThings(lab)]
  const read = await Promise.all(things.map(async ([name, readThing]) => [name, await readThing().catch(unreadable)] as const))
  return { ...Object.fromEntries(read), ...(await filesOf(lab.name)) }
}

/** What differs between two states. Empty: they are equal, and all of both could be read. */
export function labDifferences(before: LabState, after: LabState): Difference[] {
  const things = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return things.flatMap((thing) => {
    const [was, is] = [before[thing], after[thing]]
    const unread = [is, was].find((one) => typeof one === 'object')
    if (unread !== undefined) return [{ thing, how: `cannot be read: ${unread.unreadable}` }]
    return was === is ? [] : [{ thing, how: was === undefined ? 'new' : is === undefined ? 'gone' : 'changed' }]
  })
}

type Thing = [name: string, read: () => Promise<string>]

function unreadable(error: unknown): Unreadable {
  return { unreadable: reason(error) }
}

function labThings(lab: Lab): Thing[] {
  return [
    ['status', async () => (await statusOf(lab, Date.now())).lab.state],
    [OPEN_FAULTS, async () => canonical((await openFaults(lab.name)).map(({ id }) => id))],
    [
      'pods',
      async () =>
        canonical(
          (await lab.pods()).map(({ name, containers }) => [
            name.replace(/-[a-z0-9]+-[a-z0-9]{5}$/, ''),
            containers.map((one) => one.name),
          ]),
        ),
    ],
    ['nodes', async () => canonical(await lab.nodes())],
    ["Query's stores", async () => canonical(await storeLabels(lab))],
  ]
}

async function storeLabels(lab: Lab): Promise<unknown> {
  const view = await storesOf(lab.address('query'))
  if ('error' in view) throw new Error(view.error)
  return view.stores.map(({ replica, healthy }) => `${replica} ${healthy}`).sort()
}

/** Objects are read only where a fault can change them. */
function objectThings(lab: Lab): Thing[] {
  if (!lab.capabilities.has('reconfigure')) return []
  const refs = loadManifests().filter(({ object }) => KINDS.includes(object.kind))
  return refs.map(({ object: { kind, metadata } }): Thing => {
    const ref = { kind, name: metadata.name } as ObjectRef
    return [`${kind} ${ref.name}`, async () => lastingObject(await lab.object(ref))]
  })
}

/** The flags, configuration and rules that the components themselves report. */
function componentThings(lab: Lab): Thing[] {
  const answers = (part: string, path: string) => async () => canonical(await answerOf(lab.address(part), path))
  const replicas = replicaNames(lab.settings.replicas).flatMap((replica): Thing[] => [
    [`flags of ${replica}`, answers(replica, '/api/v1/status/flags')],
    [`configuration of ${replica}`, answers(replica, '/api/v1/status/config')],
    [`rules of ${replica}`, async () => lastingRules(await answerOf(lab.address(replica), '/api/v1/rules'))],
  ])
  return [[`flags of ${QUERY.name}`, answers('query', '/api/v1/status/flags')], ...replicas]
}

async function answerOf(address: Address, path: string): Promise<unknown> {
  const { status, body } = await sendRequest(address, path, { timeoutMs: 5000 })
  if (status !== 200) throw new Error(`HTTP ${status}`)
  return (body as { data?: unknown }).data
}

/** The files in the lab's folder that components read; not those that they write. */
async function filesOf(name: string): Promise<LabState> {
  const folder = labFolder(name)
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  const read = files.filter(isInput).map(async (file) => [`file ${file}`, await linesOf(join(folder, file))] as const)
  return Object.fromEntries(await Promise.all(read))
}

function isInput(file: string): boolean {
  return /\.(?:ya?ml|tmpl|json)$/.test(file) && !/^(?:claims|logs|faults)\/|^supervisor\.json$/.test(file)
}

/** Discovery may list endpoints in another order. */
async function linesOf(file: string): Promise<string | Unreadable> {
  const text = await readFile(file, 'utf8').catch(unreadable)
  if (typeof text !== 'string') return text
  return file.endsWith('endpoints.yaml') ? text.split('\n').sort().join('\n') : text
}

/** A lab compared with an earlier state of it. */
export interface LabComparison {
  /** The number of things compared. */
  compared: number
  changed: Difference[]
}

/**
 * What the rest of a lab is made from: a Kubernetes object, or a file that stands for one. To heal a fault puts it back before the lab
 * is compared; if it differs then, no waiting helps.
 */
const SOURCE = new RegExp(`^(${KINDS.join('|')}) |^file configmaps/`)

/** Compares the lab with an earlier state, and waits for changes that are still rolled back. */
export async function compareLab(context: Context, { restMs }: Pick<Lab, 'restMs'>, before: LabState): Promise<LabComparison> {
  return context.progress.step('comparing the lab with its state before the scenarios', async (note) => {
    const deadline = Date.now() + restMs
    const changed = await poll(() => changesOf(context, before, deadline, note), {
      until: (found) => found.length === 0 || found.some(({ thing }) => SOURCE.test(thing)) || context.signal.aborted,
      everyMs: 500,
      deadline,
      onMiss: (found) => note(found.map(differenceText).join(', ')),
    })
    return { compared: Object.keys(before).length, changed }
  })
}

async function changesOf(
  { name, signal }: Context,
  before: LabState,
  deadline: number,
  note: (text: string) => void,
): Promise<Difference[]> {
  const lab = await findLab(name)
  if (lab === undefined) return [{ thing: WHOLE_LAB, how: 'gone' }]
  // A lab that stays unsteady differs in its status.
  await waitSteady(lab, { deadline, signal, note }).catch(() => {})
  return labDifferences(before, await readLabState(lab))
}

/** `flags of thanos-query (changed)` */
export function differenceText({ thing, how }: Difference): string {
  return `${thing} (${how})`
}

/** The command that restores the lab. */
export function repairCommand(changed: Difference[], name: string): string {
  if (changed.some(({ thing }) => thing === WHOLE_LAB)) return command('up', name)
  return changed.some(({ thing }) => thing === OPEN_FAULTS)
    ? command('heal', name)
    : `${command('down', name)}, then ${command('up', name)}`
}

/* The part of an answer that stays equal for as long as nobody changes the lab. */

/** Counters, times and bookkeeping of the API server, which change by themselves. */
const BOOKKEEPING = ['resourceVersion', 'generation', 'managedFields', 'uid', 'creationTimestamp', 'selfLink']
const ANNOTATIONS = ['deployment.kubernetes.io/revision', 'kubectl.kubernetes.io/last-applied-configuration']

/** An object without its status and the API server's bookkeeping. */
export function lastingObject(object: KubernetesObject): string {
  const metadata = without(object.metadata as Record<string, unknown>, BOOKKEEPING)
  const annotations = without((metadata['annotations'] ?? {}) as Record<string, unknown>, ANNOTATIONS)
  return canonical({ ...without(object, ['status']), metadata: { ...metadata, annotations } })
}

interface Rules {
  groups?: { name: string; interval: number; rules: { name: string; query: string; type: string; labels?: unknown; duration?: number }[] }[]
}

/** Rules without the results of their last evaluation. */
export function lastingRules(answer: unknown): string {
  const { groups = [] } = answer as Rules
  return canonical(
    groups.map(({ name, interval, rules }) => ({
      name,
      interval,
      rules: rules.map((rule) => ({ name: rule.name, query: rule.query, type: rule.type, labels: rule.labels, duration: rule.duration })),
    })),
  )
}

/** JSON with its keys in order, so that equal things are equal texts. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

function without(map: Record<string, unknown>, keys: string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)))
}
