import { columns } from '../lib/columns.ts'
import type { LabStatus } from '../model/answers.ts'
import type { Pod } from '../model/lab.ts'
import { seesAll, storesOf } from '../observe/thanos-api.ts'
import { replicaNames } from '../runtime/replicas.ts'
import type { Lab } from '../runtime/runtime.ts'
import { openFaults } from '../storage/ledger.ts'

/** What `status` and `up` answer. A lab that does not answer is down or partial, not an error. */
export async function statusOf(lab: Lab, begun: number): Promise<LabStatus> {
  const [pods, seen, faults] = await Promise.all([lab.pods().catch(() => []), storesOf(lab.address('query')), openFaults(lab.name)])
  const urls = lab.urls()
  const stores = 'stores' in seen ? seen.stores : []
  const whole =
    pods.length > 0 && pods.every((pod) => pod.ready) && seesAll(stores, replicaNames(lab.settings.replicas)) && replicasThere(lab, pods)
  return {
    schemaVersion: 1,
    lab: {
      name: lab.name,
      runtime: lab.runtime,
      state: whole ? 'up' : pods.length === 0 ? 'down' : 'partial',
      replicas: replicaNames(lab.settings.replicas).map((name) => replica(name, pods, urls.replicas)),
      query: { url: urls.query },
      ...(urls.service === undefined ? {} : { service: { url: urls.service } }),
      stores,
      faults: faults.map(({ id, fault, target, plannedAt }) => ({ id, fault, target, since: plannedAt })),
      ...(urls.kubeconfig === undefined ? {} : { kubeconfig: urls.kubeconfig }),
    },
    elapsedMs: Date.now() - begun,
  }
}

function replicasThere(lab: Lab, pods: Pod[]): boolean {
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

/** What a name without a lab answers. */
export function noLab(name: string, begun: number): LabStatus {
  const lab = { name, runtime: null, state: 'down' as const, replicas: [], query: null, stores: [], faults: [] }
  return { schemaVersion: 1, lab, elapsedMs: Date.now() - begun }
}

/** The same for a person. */
export function statusText({ lab }: LabStatus): string {
  if (lab.runtime === null) return `There is no lab "${lab.name}".`
  const rows = [
    `Lab ${lab.name} (${lab.runtime}) is ${lab.state}`,
    '',
    ...columns(parts(lab)).map((line) => `  ${line}`),
    '',
    `Query    ${lab.query?.url ?? '-'}`,
    ...(lab.service === undefined ? [] : [`Service  ${lab.service.url}  (a random replica)`]),
    ...(lab.kubeconfig === undefined ? [] : [`kubectl  --kubeconfig ${lab.kubeconfig} -n thanos get pods`]),
  ]
  return rows.join('\n')
}

function parts({ replicas, stores, faults }: LabStatus['lab']): string[][] {
  return [
    ...replicas.map(({ name, ready, restarts, prometheusUrl = '' }) => [
      name,
      ready ? 'ready' : 'not ready',
      `${restarts} restart${restarts === 1 ? '' : 's'}`,
      prometheusUrl,
    ]),
    ...stores.map(({ name, replica: label, healthy, lastError }) => [
      `store ${name}`,
      healthy ? 'healthy' : 'unhealthy',
      label ?? '',
      lastError ?? '',
    ]),
    ...faults.map(({ id, fault, target, since }) => [`fault ${id}`, fault, target, `since ${since}`]),
  ]
}
