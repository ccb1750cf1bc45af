import type { KubernetesObjectApi } from '@kubernetes/client-node'
import { LabError, reason } from '../../lib/errors.ts'
import type { KubernetesObject } from '../../topology/load.ts'
import { FIELD_MANAGER } from './names.ts'

/** The API server takes an object as little now as later. */
export class ApplyRefused extends LabError {}

/** Makes what is missing, fixes what differs, leaves what fits; the objects as they are then. Throws ApplyRefused. */
export type Apply = (objects: KubernetesObject[]) => Promise<Applied[]>

/** An object as the API server has it. */
export type Applied = KubernetesObject & { metadata: { uid: string } }

/** Server-side apply with a kubeconfig's credentials. The Kubernetes client takes its time to load: ask for it early. */
export async function applier(kubeconfig: string): Promise<Apply> {
  const { KubeConfig, KubernetesObjectApi: Api, PatchStrategy } = await import('@kubernetes/client-node')
  const config = new KubeConfig()
  config.loadFromString(kubeconfig)
  const api = Api.makeApiClient(config)
  return (objects) => Promise.all(objects.map((object) => applyOne(api, object, PatchStrategy.ServerSideApply)))
}

async function applyOne(api: KubernetesObjectApi, object: KubernetesObject, how: 'application/apply-patch+yaml'): Promise<Applied> {
  try {
    return (await api.patch(object, undefined, undefined, FIELD_MANAGER, true, how)) as Applied
  } catch (error) {
    const { kind, metadata } = object
    throw new ApplyRefused('up-failed', `${kind} ${metadata.name} could not be applied: ${words(error)}`, { cause: error })
  }
}

/** The client's errors carry the API server's answer as JSON text in `body`. */
function words(error: unknown): string {
  const body = (error as { body?: unknown }).body
  if (typeof body !== 'string') return reason(error)
  try {
    return String(JSON.parse(body).message)
  } catch {
    return body.slice(0, 300)
  }
}
