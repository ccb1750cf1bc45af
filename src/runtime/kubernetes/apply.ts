import { LabError, reason } from '../../errors.ts'
import type { KubernetesObject } from '../../topology/load.ts'
import { FIELD_MANAGER } from './names.ts'

/** The API server takes an object as little now as later. */
export class ApplyRefused extends LabError {}

/** Fulfilled as soon as objects can be applied; the Kubernetes client takes its time to load, so that is asked for early. */
export async function loadClient() {
  return import('@kubernetes/client-node')
}

/**
 * Server-side apply of every object: makes what is missing, mends what differs, leaves what fits. Namespaces and volumes
 * come first, the rest side by side. Throws `up-failed` with the API server's words.
 */
export async function applyObjects(kubeconfig: string, objects: KubernetesObject[]): Promise<void> {
  const { KubeConfig, KubernetesObjectApi, PatchStrategy } = await loadClient()
  const config = new KubeConfig()
  config.loadFromString(kubeconfig)
  const api = KubernetesObjectApi.makeApiClient(config)
  const apply = async (object: KubernetesObject) => {
    try {
      await api.patch(object, undefined, undefined, FIELD_MANAGER, true, PatchStrategy.ServerSideApply)
    } catch (error) {
      throw new ApplyRefused('up-failed', `${object.kind} ${object.metadata.name} could not be applied: ${words(error)}`, { cause: error })
    }
  }
  const first = objects.filter(({ kind }) => kind === 'Namespace' || kind === 'PersistentVolume')
  await Promise.all(first.map(apply))
  await Promise.all(objects.filter((object) => !first.includes(object)).map(apply))
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
