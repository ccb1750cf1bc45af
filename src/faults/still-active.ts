import { isDeepStrictEqual } from 'node:util'
import type { Evidence } from '../model/run.ts'
import { type Change, type Drain, fieldOf, type Injection, type Lease } from '../runtime/injection.ts'
import type { Lab } from '../runtime/runtime.ts'

/* Whether an injection is still active before its end: less than its evidence, which also says that it took effect. */

/**
 * What a change or a drain has done goes on to change by design (pods are killed by other faults, a budget lets a pod go), so only what holds it is
 * looked at. Of all others, the evidence.
 */
export async function stillActive(lab: Lab, injection: Injection, lease: Lease): Promise<Evidence> {
  if (injection.kind === 'change') return stillChanged(lab, injection)
  return injection.kind === 'drain' ? stillCordoned(lab, injection) : lab.injectionEvidence(injection, lease)
}

/** A field that has neither value was changed once more by another fault. */
async function stillChanged(lab: Lab, { edits }: Change): Promise<Evidence> {
  const back = await Promise.all(
    edits.map(async ({ object, path, value, before }) => {
      const now = fieldOf(await lab.object(object), path)
      return !isDeepStrictEqual(now, value ?? null) && isDeepStrictEqual(now, before ?? null) ? [`${object.kind} ${object.name}`] : []
    }),
  )
  const names = [...new Set(back.flat())]
  if (names.length > 0) return { verified: false, detail: `${names.join(', ')} is as before` }
  return { verified: true, detail: `${[...new Set(edits.map(({ object: { kind, name } }) => `${kind} ${name}`))].join(', ')} is changed` }
}

async function stillCordoned(lab: Lab, { node }: Drain): Promise<Evidence> {
  const found = (await lab.nodes()).find(({ name }) => name === node)
  const verified = found?.schedulable === false
  return { verified, detail: `${node} is ${verified ? '' : 'not '}cordoned` }
}

/** Whether every field that a change sets has that value already. */
export function changesNothing(injection: Injection): boolean {
  if (injection.kind !== 'change' || injection.edits.length === 0) return false
  return injection.edits.every(({ value, before }) => isDeepStrictEqual(value ?? null, before ?? null))
}
