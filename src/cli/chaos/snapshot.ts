import { readFile, readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { reason } from '../../errors.ts'
import { type Address, ask } from '../../http.ts'
import { storesOf } from '../../observe/stores.ts'
import type { ObjectRef } from '../../runtime/refs.ts'
import { replicaNames } from '../../runtime/replicas.ts'
import type { Lab } from '../../runtime/runtime.ts'
import { openFaults } from '../../state/ledger.ts'
import { labFolder } from '../../state/paths.ts'
import { loadManifests } from '../../topology/load.ts'
import { statusOf } from '../status.ts'
import { canonical, lastingObject, lastingRules } from './lasting.ts'

/** A lab at one moment: each thing by its name, with what must be the same again after faults that are healed. */
export type Snapshot = Record<string, string>

const KINDS: string[] = ['ConfigMap', 'StatefulSet', 'Deployment', 'Service'] satisfies ObjectRef['kind'][]

/** Everything of a lab that a fault may change and must leave as it was. What cannot be read says so, and is no snapshot to go by. */
export async function snapshotOf(lab: Lab): Promise<Snapshot> {
  const things = [...labThings(lab), ...objectThings(lab), ...programThings(lab)]
  const read = await Promise.all(things.map(async ([name, look]) => [name, await look().catch(unreadable)] as const))
  return { ...Object.fromEntries(read), ...(await filesOf(lab.name)) }
}

/** What is not as it was, each with what it is: `flags of query (…)`. Empty: the two are the same, and all of it was read. */
export function differences(before: Snapshot, after: Snapshot): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names.flatMap((name) => {
    const [was, is] = [before[name], after[name]]
    if (was?.startsWith(UNREADABLE) || is?.startsWith(UNREADABLE)) return [`${name} (${is?.startsWith(UNREADABLE) ? is : was})`]
    if (was === is) return []
    return [`${name} (${was === undefined ? 'new' : is === undefined ? 'gone' : 'changed'})`]
  })
}

const UNREADABLE = 'cannot be read: '
type Thing = [name: string, look: () => Promise<string>]

function unreadable(error: unknown): string {
  return `${UNREADABLE}${reason(error)}`
}

function labThings(lab: Lab): Thing[] {
  return [
    ['status', async () => (await statusOf(lab, Date.now())).lab.state],
    ['open faults', async () => canonical((await openFaults(lab.name)).map(({ id }) => id))],
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
  const seen = await storesOf(lab.address('query'))
  if ('trouble' in seen) throw new Error(seen.trouble)
  return seen.stores.map(({ replica, healthy }) => `${replica} ${healthy}`).sort()
}

/** A runtime that cannot change them need not tell of them. */
function objectThings(lab: Lab): Thing[] {
  if (!lab.abilities.has('change')) return []
  const refs = loadManifests().filter(({ object }) => KINDS.includes(object.kind))
  return refs.map(({ object: { kind, metadata } }): Thing => {
    const ref = { kind, name: metadata.name } as ObjectRef
    return [`${kind} ${ref.name}`, async () => lastingObject(await lab.object(ref))]
  })
}

/** What the programs themselves say that they run with. */
function programThings(lab: Lab): Thing[] {
  const answers = (part: string, path: string) => async () => canonical(await answerOf(lab.address(part), path))
  const replicas = replicaNames(lab.settings.replicas).flatMap((replica): Thing[] => [
    [`flags of ${replica}`, answers(replica, '/api/v1/status/flags')],
    [`configuration of ${replica}`, answers(replica, '/api/v1/status/config')],
    [`rules of ${replica}`, async () => lastingRules(await answerOf(lab.address(replica), '/api/v1/rules'))],
  ])
  return [['flags of thanos-query', answers('query', '/api/v1/status/flags')], ...replicas]
}

async function answerOf(address: Address, path: string): Promise<unknown> {
  const { status, body } = await ask(address, path, { timeoutMs: 5000 })
  if (status !== 200) throw new Error(`HTTP ${status}`)
  return (body as { data?: unknown }).data
}

/** What lies in the lab's folder to be read by programs; not what they write. */
async function filesOf(name: string): Promise<Snapshot> {
  const folder = labFolder(name)
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  const read = files.filter(isKept).map(async (file) => [`file ${file}`, await linesOf(join(folder, file))] as const)
  return Object.fromEntries(await Promise.all(read))
}

function isKept(file: string): boolean {
  return /\.(?:ya?ml|tmpl|json)$/.test(file) && !/^(?:claims|logs|faults)\/|^(?:pids|supervisor)\.json$/.test(file)
}

/** Discovery may list endpoints in another order. */
async function linesOf(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(unreadable)
  return file.endsWith('endpoints.yaml') ? text.split('\n').sort().join('\n') : text
}
