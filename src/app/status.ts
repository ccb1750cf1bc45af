import { eager, poll } from '../lib/poll.ts'
import type { LabStatus } from '../model/answers.ts'
import type { Pod } from '../model/lab.ts'
import { seesAll, storesOf } from '../observe/thanos-api.ts'
import { replicaNames } from '../model/workloads.ts'
import type { Lab } from '../runtime/runtime.ts'
import { type FaultRecord, openFaults } from '../storage/ledger.ts'

/** What a status looks at. */
type Seen = Pick<Lab, 'name' | 'runtime' | 'settings' | 'address' | 'pods' | 'urls'>

/** The status of a lab. One that does not answer is down or partial, not an error. `begun`: Unix ms, for the elapsed time. */
export async function statusOf(lab: Seen, begun: number): Promise<LabStatus> {
  const [pods, view, faults] = await Promise.all([lab.pods().catch(() => []), storesOf(lab.address('query')), openFaults(lab.name)])
  const urls = lab.urls()
  const stores = 'stores' in view ? view.stores : []
  const isWhole =
    pods.length > 0 && pods.every((pod) => pod.ready) && seesAll(stores, replicaNames(lab.settings.replicas)) && allExist(lab, pods)
  return {
    schemaVersion: 1,
    lab: {
      name: lab.name,
      runtime: lab.runtime,
      state: isWhole ? 'up' : pods.length === 0 ? 'down' : 'partial',
      replicas: replicaNames(lab.settings.replicas).map((name) => replica(name, pods, urls.replicas)),
      query: { url: urls.query },
      ...(urls.service === undefined ? {} : { service: { url: urls.service } }),
      stores,
      faults: faults.map(openFaultOf),
      ...(urls.kubeconfig === undefined ? {} : { kubeconfig: urls.kubeconfig }),
    },
    elapsedMs: Date.now() - begun,
  }
}

/** How long a part of a lab that was whole may seem to be missing, ms: one health check that came too late, then the one after it. */
const PATIENCE_MS = 15_000

/**
 * The status of a lab that was seen to be whole: on a busy machine one health check of a store may come too late, and a single look would call the lab
 * partial. It is looked at again, 15 s at most, and what is then still missing is told.
 */
export async function statusOfWhole(lab: Seen, begun: number, { signal, withinMs = PATIENCE_MS }: Patience): Promise<LabStatus> {
  return poll(() => statusOf(lab, begun), {
    everyMs: eager(500),
    until: (status) => status.lab.state === 'up',
    deadline: Date.now() + withinMs,
    signal,
  })
}

interface Patience {
  signal: AbortSignal
  /** Left out: 15 s. */
  withinMs?: number
}

/** How a status lists an open fault. */
export function openFaultOf({ id, fault, target, plannedAt, endsBy, endsItself }: FaultRecord): LabStatus['lab']['faults'][number] {
  const until = endsItself === false ? undefined : new Date(endsBy).toISOString()
  return { id, fault, target, since: plannedAt, ...(until === undefined ? {} : { until }) }
}

function allExist(lab: Seen, pods: Pod[]): boolean {
  return replicaNames(lab.settings.replicas).every((name) => pods.some((pod) => pod.name === name))
}

function replica(name: string, pods: Pod[], urls: Record<string, string>): LabStatus['lab']['replicas'][number] {
  const pod = pods.find((candidate) => candidate.name === name)
  const url = urls[name]
  return {
    name,
    ready: pod?.ready ?? false,
    ...(url === undefined ? {} : { prometheusUrl: url }),
    restarts: (pod?.containers ?? []).reduce((sum, { restarts }) => sum + restarts, 0),
  }
}

/** The status of a lab that does not exist. */
export function statusWithoutLab(name: string, begun: number): LabStatus {
  const lab = { name, runtime: null, state: 'down' as const, replicas: [], query: null, stores: [], faults: [] }
  return { schemaVersion: 1, lab, elapsedMs: Date.now() - begun }
}
