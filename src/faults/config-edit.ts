import { LabError } from '../lib/errors.ts'
import { poll } from '../lib/poll.ts'
import { editYaml } from '../lib/yaml.ts'
import type { Evidence } from '../model/run.ts'
import { PROMETHEUS, QUERY } from '../model/workloads.ts'
import { type Edit, fieldOf } from '../runtime/injection.ts'
import { podsMissing } from '../runtime/replicas.ts'
import type { ObjectRef } from '../runtime/refs.ts'
import type { Lab } from '../runtime/runtime.ts'

/** How long a roll-out may take, milliseconds: a ConfigMap's way into a pod alone takes up to a minute. */
export const ROLL_OUT_MS = 180_000

const POLL_MS = 100

/** Sets a field of an object to another value; keeps what it has now. Throws `no-target` where the object is not there. */
export async function edit(lab: Lab, object: ObjectRef, path: Edit['path'], change: (before: unknown) => unknown): Promise<Edit> {
  const before = fieldOf(await lab.object(object), path)
  return { object, path, value: change(before), before }
}

/** Edits the configuration of Prometheus, which all replicas share. */
export function editConfig(lab: Lab, change: Parameters<typeof editYaml>[1]): Promise<Edit> {
  const { kind, name, file } = PROMETHEUS.config
  return edit(lab, { kind, name }, ['data', file], (before) => editYaml(String(before), change))
}

/** The workload by its name, whichever kind it is. */
export function workload(part: string): ObjectRef {
  return { kind: (part === PROMETHEUS.name ? PROMETHEUS : QUERY).kind, name: part }
}

/** The path of a container of a workload, main or init. Throws `scenario` with the names that there are. */
export async function containerPath(lab: Lab, object: ObjectRef, container: string): Promise<Edit['path']> {
  const spec = (await lab.object(object))['spec'].template.spec as Record<string, { name: string }[] | undefined>
  for (const list of ['initContainers', 'containers']) {
    const index = (spec[list] ?? []).findIndex(({ name }) => name === container)
    if (index >= 0) return ['spec', 'template', 'spec', list, index]
  }
  const names = [...(spec['initContainers'] ?? []), ...(spec['containers'] ?? [])].map(({ name }) => name).join(', ')
  throw new LabError('scenario', `${object.name} has no container ${container}; it has ${names}`)
}

/** Polls until nothing is missing, or as long as a roll-out may take; what is still missing then. */
export async function stillMissing(missing: () => Promise<string | undefined>, signal?: AbortSignal): Promise<string | undefined> {
  const deadline = Date.now() + ROLL_OUT_MS
  return poll(missing, { until: (one) => one === undefined, everyMs: POLL_MS, deadline, signal })
}

/** Waits until that is verified, at most as long as a roll-out may take; the caller then waits for the lab's steady state. */
export async function verifiedOnce(check: () => Promise<Evidence>): Promise<void> {
  await stillMissing(async () => {
    const { verified, detail } = await check()
    return verified ? undefined : detail
  })
}

/** Waits until every pod that there should be is Ready again. Throws `timeout` with what is not. */
export async function rolledBack(lab: Lab): Promise<void> {
  const missing = await stillMissing(() => podsMissing(lab))
  if (missing !== undefined) throw new LabError('timeout', `After healing, ${missing}`, { hint: 'thanos-lab status' })
}
