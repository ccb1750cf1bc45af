import type { RuntimeName } from '../model.ts'
import type { Machine } from './machine.ts'

/** `missing`: the runtimes that the check names cannot run until it is mended. `warn`: they can, with what the detail says. */
export type Status = 'ok' | 'warn' | 'missing'

/** What a look at the machine found. */
export interface Found {
  status: Status
  /** What is there, with its figure. */
  detail: string
  /** The command to type that mends it. */
  fix?: string
}

export interface Result extends Found {
  id: string
  title: string
}

/** One look at the machine. It changes nothing, and answers in a second or so. */
export interface MachineCheck {
  /** Never changes its meaning: documented in docs/doctor.md. */
  id: string
  title: string
  /** The runtimes that cannot run where it is `missing`. */
  blocks: readonly RuntimeName[]
  look(machine: Machine): Promise<Found>
}
