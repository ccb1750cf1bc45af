import { LabError } from '../../errors.ts'
import type { Ability } from '../../model.ts'
import type { LabRecord } from '../../state/labs.ts'
import type { ContainerRef, Lab } from '../runtime.ts'
import { proxyAddresses } from './address.ts'
import { type Cluster, call } from './cluster.ts'
import { evidenceGone } from './gone.ts'
import { deletePod, release } from './hold.ts'
import { LAB_LABEL, podsPath } from './names.ts'
import { type ApiPod, statuses, toPod } from './pods.ts'

export const abilities: ReadonlySet<Ability> = new Set<Ability>(['hold'])

/** A lab on a Kubernetes cluster, whoever made that: what a runtime adds is how a person reaches it, and its end. */
export function kubernetesLab(record: LabRecord, cluster: Cluster, own: Pick<Lab, 'urls' | 'down'>): Lab {
  return {
    name: record.name,
    runtime: record.runtime,
    settings: record.settings,
    abilities,
    pods: async () => (await listPods(cluster, record.name)).map(toPod),
    address: proxyAddresses(cluster.api),
    kill: (target, signal) => kill(cluster, target, signal),
    deletePod: (pod, hold) => deletePod(cluster, pod, hold),
    release: (pod, hold) => release(cluster, pod, hold),
    gone: (pod) => evidenceGone(cluster, pod),
    logs: (target, lines) => logs(cluster, target, lines),
    ...own,
  }
}

/** The lab's pods, in the order of their names. */
export async function listPods(cluster: Cluster, lab: string): Promise<ApiPod[]> {
  const reply = await call(cluster, podsPath, { params: { labelSelector: `${LAB_LABEL}=${lab}` } })
  const pods = (reply.body as { items: ApiPod[] }).items
  return pods.sort((a, b) => a.metadata.name.localeCompare(b.metadata.name))
}

async function kill(cluster: Cluster, { pod, container }: ContainerRef, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  const reply = await call(cluster, `${podsPath}/${pod}`, { allow: [404] })
  const found = reply.status === 404 ? undefined : (reply.body as ApiPod)
  const status = found === undefined ? undefined : statuses(found).find(({ name }) => name === container)
  if (found?.spec.nodeName === undefined || status?.state?.running === undefined || status.containerID === undefined)
    throw new LabError('lab-broken', `Container ${container} of ${pod} does not run: there is nothing to kill`)
  await cluster.nodes.signal(found.spec.nodeName, status.containerID.replace(/^\w+:\/\//, ''), signal)
}

async function logs(cluster: Cluster, { pod, container }: ContainerRef, lines: number): Promise<string> {
  const read = async (previous: boolean) => {
    const params = { container, tailLines: String(lines), ...(previous ? { previous: 'true' } : {}) }
    // 400: no such start, or none yet.
    const reply = await call(cluster, `${podsPath}/${pod}/log`, { params, allow: [400, 404] })
    return reply.status === 200 ? String(reply.body).trimEnd() : ''
  }
  const texts = await Promise.all([read(true), read(false)])
  const text = texts.filter((part) => part !== '').join('\n')
  return text.split('\n').slice(-lines).join('\n')
}
