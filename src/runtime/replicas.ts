import { replicaNames } from '../model/workloads.ts'
import type { Lab } from './runtime.ts'

/** What keeps a lab's pods from being whole: a replica that is away, a pod that is not Ready. Undefined: all are there. */
export async function podsMissing(lab: Pick<Lab, 'pods' | 'settings'>): Promise<string | undefined> {
  const pods = await lab.pods()
  const away = replicaNames(lab.settings.replicas).filter((name) => !pods.some((pod) => pod.name === name))
  if (away.length > 0) return `${away.join(', ')} is away`
  const unready = pods.filter(({ ready }) => !ready)
  return unready.length === 0 ? undefined : unready.map(({ name, reason }) => `${name}: ${reason ?? 'not Ready'}`).join('; ')
}
