import type { AppsV1Api, CoreV1Api, KubernetesObjectApi, RequestContext, ResponseContext, Watch } from '@kubernetes/client-node'
import type { Reply } from '../../lib/http.ts'

export type { V1Service } from '@kubernetes/client-node'

/** The official client of one cluster: what changes an object, evicts, watches, or is read in no command that must be fast. */
export interface Client {
  core: CoreV1Api
  apps: AppsV1Api
  /** Objects of any kind, as they stand in a manifest. */
  objects: KubernetesObjectApi
  watch: Watch
  /** Options of a patch: the content type that says how the body is meant. */
  patch: Record<'json' | 'merge' | 'strategic', Parameters<CoreV1Api['patchNode']>[1]>
}

/** How long one request may take, ms. */
export const TIMEOUT_MS = 5000

/** The same of `objects`: an API server that has just begun takes its time for its first ones. */
export const APPLY_TIMEOUT_MS = 60_000

/** With a kubeconfig's text. To load the client takes most of a second: ask for it before something is measured. */
export async function loadClient(kubeconfig: string): Promise<Client> {
  const library = await import('@kubernetes/client-node')
  const config = new library.KubeConfig()
  config.loadFromString(kubeconfig)
  const server = config.getCurrentCluster()?.server ?? ''
  const settings = (timeoutMs: number) =>
    library.createConfiguration({
      baseServer: new library.ServerConfiguration(server, {}),
      authMethods: { default: config },
      promiseMiddleware: [limitTo(timeoutMs)],
    })
  const how = (type: string) => library.setHeaderOptions('Content-Type', type)
  const { JsonPatch, MergePatch, StrategicMergePatch } = library.PatchStrategy
  return {
    core: new library.CoreV1Api(settings(TIMEOUT_MS)),
    apps: new library.AppsV1Api(settings(TIMEOUT_MS)),
    objects: new library.KubernetesObjectApi(settings(APPLY_TIMEOUT_MS)),
    watch: new library.Watch(config),
    patch: { json: how(JsonPatch), merge: how(MergePatch), strategic: how(StrategicMergePatch) },
  }
}

/** The client itself waits for ever. */
function limitTo(timeoutMs: number) {
  return {
    pre: async (request: RequestContext) => {
      request.setSignal(AbortSignal.timeout(timeoutMs))
      return request
    },
    post: async (response: ResponseContext) => response,
  }
}

/** The API server's answer in an error of the client (its `ApiException`): the body is JSON text or an object. Undefined: no answer. */
export function replyIn(error: unknown): Reply | undefined {
  const { code, body } = error as { code?: unknown; body?: unknown }
  return typeof code === 'number' ? { status: code, body: typeof body === 'string' ? parsed(body) : body } : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
