import type { LabRecord } from '../../storage/labs.ts'
import { containerNotRunning } from '../no-target.ts'
import type { ContainerRef } from '../refs.ts'
import type { Drain } from '../injection.ts'
import type { Lab } from '../runtime.ts'
import { type Cluster, proxyAddresses } from './api.ts'
import { deletePod, evidenceGone, retirePod } from './deletion.ts'
import { injecting, type Injector, type Injectors } from './inject/injector.ts'
import { listNodes, listPods, objectOf, readPod } from './objects.ts'
import { statuses, toPod } from './pods.ts'

/** What a runtime adds: how a person reaches the lab, its end, and what takes more than the API. */
export interface Own extends Pick<Lab, 'urls' | 'down' | 'wipe' | 'identify' | 'capabilities'> {
  injectors: Injectors
}

/** A lab on a Kubernetes cluster, whoever made that. */
export function kubernetesLab(record: LabRecord, cluster: Cluster, { injectors, ...own }: Own): Lab {
  let draining: Promise<Injector<Drain>> | undefined
  return {
    name: record.name,
    runtime: record.runtime,
    settings: record.settings,
    // A changed ConfigMap takes up to a minute to reach a pod.
    restMs: 120_000,
    pods: async () => (await listPods(cluster, record.name)).map(toPod),
    nodes: () => listNodes(cluster),
    address: proxyAddresses(cluster.api),
    kill: (target, signal) => kill(cluster, target, signal),
    deletePod: (pod) => deletePod(cluster, pod),
    retire: (pod) => retirePod(cluster, pod),
    object: (ref) => objectOf(cluster, record.name, ref),
    gone: (pod) => evidenceGone(cluster, pod),
    prepare: async () => void (await cluster.client()),
    // A container reaches what is mounted in it, and nothing else.
    admit: async () => {},
    ...injecting(record.runtime, own.capabilities, {
      change: async () => (await import('./inject/change.ts')).change(cluster, record.name),
      // One for the lab's whole life: it knows which evictions it tries again.
      drain: () => (draining ??= import('./inject/drain.ts').then(({ nodeDrain }) => nodeDrain(cluster, record.name))),
      ...injectors,
    }),
    ...own,
  }
}

async function kill(cluster: Cluster, { pod, container }: ContainerRef, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  const found = await readPod(cluster, pod)
  const status = found === undefined ? undefined : statuses(found).find(({ name }) => name === container)
  if (found?.spec.nodeName === undefined || status?.state?.running === undefined || status.containerID === undefined)
    throw containerNotRunning({ pod, container }, 'kill')
  await cluster.nodes.signal(found.spec.nodeName, status.containerID.replace(/^\w+:\/\//, ''), signal)
}
