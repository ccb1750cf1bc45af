import type { Evidence } from '../../model/run.ts'
import type { NativePod } from './pod.ts'

/** How each pod of the lab ended. */
export interface PodEnds {
  note(pod: NativePod): void
  /** The slot of a pod that has ended. */
  slotOf(uid: string): string | undefined
  /** Whether that very pod has ended, with the exit code of each of its containers. */
  evidence(name: string, uid: string, successor: string | undefined): Evidence
}

export function podEnds(): PodEnds {
  const ends = new Map<string, { slot: string; exits: Record<string, number> }>()
  return {
    note({ uid, slot, state }) {
      const exits = state.containers.map(({ name, lastExit }) => [name, lastExit?.code ?? -1] as const)
      ends.set(uid, { slot: slot.id, exits: Object.fromEntries(exits) })
    },
    slotOf: (uid) => ends.get(uid)?.slot,
    evidence(name, uid, successor) {
      const exits = ends.get(uid)?.exits
      if (exits === undefined) return { verified: false, detail: `${name} (uid ${uid}) has not ended` }
      const codes = Object.entries(exits).map(([container, code]) => `${container} exited ${code}`)
      return {
        verified: true,
        detail: `every process of ${name} ended: ${codes.join(', ')}`,
        facts: { uid, ...exits, ...(successor === undefined ? {} : { successor }) },
      }
    },
  }
}
