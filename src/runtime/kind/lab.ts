import { LabError } from '../../lib/errors.ts'
import type { Settings } from '../../model/lab.ts'
import type { Capability } from '../../model/lab-defaults.ts'
import type { LabRecord } from '../../storage/labs.ts'
import type { Cluster } from '../kubernetes/api.ts'
import { mustBeOurs } from '../kubernetes/identity.ts'
import type { Injectors } from '../kubernetes/inject/injector.ts'
import { kubernetesLab } from '../kubernetes/lab.ts'
import type { Lab } from '../runtime.ts'
import { kindCluster, urlsOf, whySilent } from './access.ts'
import { removeCluster } from './lifecycle.ts'
import { kindNodes } from './nodes.ts'
import { factsOf, labFiles, markOfLab } from './record.ts'
import { readTextFile } from '../../lib/text-file.ts'

/** The lab of a record as it is, whole or not. */
export async function openKind(record: LabRecord): Promise<Lab> {
  const { kubeconfig } = labFiles(record.name)
  const cluster = await openCluster(record)
  return kubernetesLab(record, cluster, {
    capabilities: capabilitiesWith(record.settings),
    injectors: kindInjectors(record, cluster),
    wipe: async (pod) => (await import('./pod-volumes.ts')).wipe(record, cluster, pod),
    urls: () => ({ ...urlsOf(record), replicas: {}, kubeconfig }),
    identify: () => mustBeOurs(cluster, markOfLab(record)),
    down: (progress) => removeCluster(record, progress),
  })
}

/** One that was never made to its end has no API server to ask, and says so when it is asked. */
export async function openCluster(record: LabRecord): Promise<Cluster> {
  const { kubeconfig } = labFiles(record.name)
  const text = await readTextFile(kubeconfig).catch(() => undefined)
  if (text !== undefined) return kindCluster(record, kubeconfig, text)
  const halfMade = new LabError('lab-broken', `The lab "${record.name}" was not made to its end`)
  const why = async () => (await whySilent(record)) ?? halfMade
  return {
    api: { url: 'http://127.0.0.1:9' },
    client: async () => Promise.reject(await why()),
    nodes: kindNodes(factsOf(record).nodes),
    whySilent: why,
  }
}

/** What every lab on kind can do. */
export const kindCapabilities: ReadonlySet<Capability> = new Set<Capability>([
  'keep-down',
  'freeze',
  'partition',
  'shape-traffic',
  'reconfigure',
  'fill-disk',
  'memory-limit',
])

/** A lab with one node has none that could be lost: what breaks it would be gone, too. */
export function capabilitiesWith({ workers }: Settings): ReadonlySet<Capability> {
  return workers === 0 ? kindCapabilities : new Set([...kindCapabilities, 'nodes' as const])
}

/** What takes the reach into the nodes, or to their containers. */
export function kindInjectors(record: LabRecord, cluster: Cluster): Injectors {
  return {
    freeze: async () => (await import('./inject/container.ts')).containerFreezer(cluster, record.name),
    'keep-down': async () => (await import('./inject/container.ts')).containerKeepDown(cluster, record.name),
    partition: async () => (await import('./inject/partition.ts')).cut(cluster, record.name),
    delay: async () => (await import('./inject/traffic.ts')).shape(cluster, record.name),
    'fail-scrapes': async () => (await import('./inject/traffic.ts')).shape(cluster, record.name),
    'fill-disk': async () => (await import('./inject/fill-disk.ts')).diskFiller(cluster, record),
    reschedule: async () => (await import('./inject/reschedule.ts')).move(cluster, record),
    node: async () => (await import('./inject/node.ts')).nodeDown(record),
  }
}
