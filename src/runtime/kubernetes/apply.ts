import { LabError } from '../../lib/errors.ts'
import type { KubernetesObject } from '../../topology/load.ts'
import { ApiRefused, type Cluster, send } from './api.ts'
import { APPLY_TIMEOUT_MS } from './client.ts'
import { FIELD_MANAGER } from './names.ts'

/** The API server takes an object as little now as later. */
export class ApplyRefused extends LabError {}

/** An object as the API server has it. */
export type Applied = KubernetesObject & { metadata: { uid: string } }

/**
 * Server-side apply: makes what is missing, fixes what differs, leaves what fits; the objects as they are then. Throws ApplyRefused, and
 * `lab-broken` where the API server does not answer.
 */
export function apply(cluster: Cluster, objects: KubernetesObject[]): Promise<Applied[]> {
  return Promise.all(objects.map((object) => applyOne(cluster, object)))
}

async function applyOne(cluster: Cluster, object: KubernetesObject): Promise<Applied> {
  const name = `${object.kind} ${object.metadata.name}`
  const patched = send(
    cluster,
    `apply ${name}`,
    ({ objects }) => objects.patch(object, undefined, undefined, FIELD_MANAGER, true, 'application/apply-patch+yaml'),
    APPLY_TIMEOUT_MS,
  )
  return (await patched.catch((error: unknown) => {
    if (!(error instanceof ApiRefused)) throw error
    throw new ApplyRefused('up-failed', `${name} could not be applied: ${error.reason}`, { cause: error })
  })) as Applied
}
