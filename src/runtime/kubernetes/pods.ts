import type { ContainerState, Pod } from '../../model/lab.ts'

/** What the lab reads of a pod as the Kubernetes API gives it. */
export interface ApiPod {
  metadata: { name: string; uid: string; labels?: Record<string, string>; deletionTimestamp?: string; finalizers?: string[] }
  spec: {
    nodeName?: string
    initContainers?: (ApiContainer & { restartPolicy?: string })[]
    containers: ApiContainer[]
    volumes?: { configMap?: { name: string } }[]
  }
  status?: {
    podIP?: string
    conditions?: { type: string; status: string; reason?: string; message?: string }[]
    initContainerStatuses?: ApiContainerStatus[]
    containerStatuses?: ApiContainerStatus[]
  }
}

interface ApiContainer {
  name: string
  ports?: { name?: string; containerPort: number }[]
}

export interface ApiContainerStatus {
  name: string
  containerID?: string
  ready: boolean
  restartCount: number
  state?: ApiContainerState
  lastState?: ApiContainerState
}

interface ApiContainerState {
  waiting?: { reason?: string; message?: string }
  running?: { startedAt: string }
  terminated?: { exitCode: number; finishedAt?: string; reason?: string }
}

export function toPod(pod: ApiPod): Pod {
  const { name, uid, labels, deletionTimestamp } = pod.metadata
  const deleting = deletionTimestamp !== undefined
  // A pod that is going away keeps its last Ready condition; nothing is sent to it any more.
  const ready = !deleting && condition(pod, 'Ready')?.status === 'True'
  return {
    name,
    uid,
    app: labels?.['app'] ?? '',
    ready,
    deleting,
    containers: statuses(pod).map(toContainer),
    ...(pod.spec.nodeName === undefined ? {} : { node: pod.spec.nodeName }),
    ...(ready ? {} : { reason: whyNotReady(pod) }),
  }
}

/** Containers that stay: sidecars (init containers that restart) first, in the manifest's order. */
export function statuses({ spec, status }: ApiPod): ApiContainerStatus[] {
  const sidecars = new Set((spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always').map(({ name }) => name))
  const stay = (status?.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name))
  return [...stay, ...(status?.containerStatuses ?? [])]
}

/**
 * Ready, with every container started at or after its node did (`since`, Unix ms by node): what an API server that has just
 * returned still says counts for nothing.
 */
export function readySince(pod: ApiPod, since: Record<string, number>): boolean {
  const from = since[pod.spec.nodeName ?? ''] ?? 0
  return toPod(pod).ready && statuses(pod).every(({ state }) => Date.parse(state?.running?.startedAt ?? '') >= from)
}

function toContainer({ name, containerID, ready, restartCount, state, lastState }: ApiContainerStatus): ContainerState {
  const ended = state?.terminated ?? lastState?.terminated
  return {
    name,
    id: containerID?.replace(/^\w+:\/\//, '') ?? '',
    running: state?.running !== undefined,
    ready,
    restarts: restartCount,
    ...(ended === undefined ? {} : { lastExit: toExit(ended) }),
  }
}

function toExit({ exitCode, finishedAt, reason }: NonNullable<ApiContainerState['terminated']>): NonNullable<ContainerState['lastExit']> {
  return { code: exitCode, at: Date.parse(finishedAt ?? '') || 0, ...(reason === undefined ? {} : { reason }) }
}

/** In Kubernetes's own words, the most telling first. */
function whyNotReady(pod: ApiPod): string {
  if (pod.metadata.deletionTimestamp !== undefined)
    return (pod.metadata.finalizers ?? []).length > 0 ? 'deleted, and kept down' : 'shutting down'
  const scheduled = condition(pod, 'PodScheduled')
  if (scheduled?.status === 'False') return words(scheduled.reason, scheduled.message)
  const all = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])]
  const stuck = all.filter(({ ready }) => !ready).map(({ name, state }) => `${name}: ${inState(state)}`)
  return stuck.join(', ') || 'Pending'
}

function inState(state: ApiContainerState | undefined): string {
  if (state?.waiting !== undefined) return words(state.waiting.reason, state.waiting.message)
  if (state?.terminated !== undefined) return `${state.terminated.reason ?? 'ended'}, exit code ${state.terminated.exitCode}`
  return state?.running === undefined ? 'not started' : 'runs, is not ready yet'
}

function words(reason = 'waiting', message = ''): string {
  return message === '' ? reason : `${reason} (${message})`
}

function condition(pod: ApiPod, type: string) {
  return pod.status?.conditions?.find((candidate) => candidate.type === type)
}
