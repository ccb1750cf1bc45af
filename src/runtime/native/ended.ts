import type { Evidence } from '../../journal.ts'
import type { Pod } from './pod.ts'

interface End {
  slot: string
  /** Container → exit code. */
  exits: Record<string, number>
}

/** How each pod of the lab ended. */
export class Ended {
  #ends = new Map<string, End>()

  note({ uid, slot, state }: Pod): void {
    const exits = state.containers.map(({ name, lastExit }) => [name, lastExit?.code ?? -1] as const)
    this.#ends.set(uid, { slot: slot.id, exits: Object.fromEntries(exits) })
  }

  /** The slot of a pod that has ended. */
  slotOf(uid: string): string | undefined {
    return this.#ends.get(uid)?.slot
  }

  evidence(name: string, uid: string, successor: string | undefined): Evidence {
    const exits = this.#ends.get(uid)?.exits
    if (exits === undefined) return { proven: false, detail: `${name} (uid ${uid}) has not ended` }
    const codes = Object.entries(exits).map(([container, code]) => `${container} exited ${code}`)
    return {
      proven: true,
      detail: `every process of ${name} ended: ${codes.join(', ')}`,
      facts: { uid, ...exits, ...(successor === undefined ? {} : { successor }) },
    }
  }
}
