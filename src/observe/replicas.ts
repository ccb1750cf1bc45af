import type { Pod } from '../model.ts'
import type { Lab } from '../runtime/runtime.ts'

/** The names of the lab's replicas, whether their pods are there now or not. */
export function replicaNames(lab: Pick<Lab, 'settings'>): string[] {
  return Array.from({ length: lab.settings.replicas }, (_, ordinal) => `prometheus-${ordinal}`)
}

/** A replica's pod as it stands now; undefined while it is away. */
export async function replicaPod(lab: Lab, name: string): Promise<Pod | undefined> {
  return (await lab.pods()).find((pod) => pod.name === name)
}
