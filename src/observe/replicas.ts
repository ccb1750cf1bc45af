import type { Pod } from '../model.ts'
import type { Lab } from '../runtime/runtime.ts'

/** A replica's pod as it stands now; undefined while it is away. */
export async function replicaPod(lab: Lab, name: string): Promise<Pod | undefined> {
  return (await lab.pods()).find((pod) => pod.name === name)
}
