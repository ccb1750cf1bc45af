import type { Pod } from '../model.ts'
import type { Lab } from '../runtime/runtime.ts'

/** A replica's pod as it stands now; undefined while it is away. */
export async function replicaPod(lab: Lab, name: string): Promise<Pod | undefined> {
  return (await lab.pods()).find((pod) => pod.name === name)
}

/** How long a replica's answer is waited for, milliseconds. */
const PATIENCE_MS = { ready: 10_000, away: 2000 }

/**
 * How long to wait for each replica: one that is not Ready hardly answers, and where its address leads to nobody (kind) even that
 * takes as long as one waits.
 */
export async function patienceWith(lab: Pick<Lab, 'pods'>): Promise<(replica: string) => number> {
  const pods = await lab.pods().catch(() => undefined)
  return (replica) => PATIENCE_MS[pods === undefined || pods.some(({ name, ready }) => name === replica && ready) ? 'ready' : 'away']
}
