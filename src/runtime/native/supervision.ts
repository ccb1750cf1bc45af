import { command } from '../../lib/command.ts'
import { LabError } from '../../lib/errors.ts'
import type { Supervision } from '../runtime.ts'
import { comingSupervisor, revived } from './revive.ts'
import type { Orders } from './supervisor-api.ts'
import { findSupervisor, NoSupervisor, type Supervisor } from './supervisor-client.ts'

/** Whoever supervises an opened lab: one may die, and another one takes its place. */
export interface Supervised extends Supervision {
  /** Gives an order to the one that runs now. Throws `lab-broken` where it has died: the next order goes to its successor. */
  order<K extends keyof Orders, T>(name: K, order: Orders[K]): Promise<T>
  /** Ends an injection. Where the supervisor has died, it is started again without any. */
  end(id: string): Promise<void>
  /** The one that runs; undefined where none does. */
  now(): Promise<Supervisor | undefined>
}

class SupervisorDied extends LabError {
  constructor(message: string, hint: string, cause?: unknown) {
    super('lab-broken', message, { hint, cause })
  }
}

const DIED = "The lab's supervisor died, and every fault ended with it"

/** `first`: the one that answered when the lab was opened. */
export function supervised(name: string, first: Supervisor | undefined): Supervised {
  let current = first
  let died: string | undefined

  const order = async <K extends keyof Orders, T>(what: K, given: Orders[K]): Promise<T> => {
    const asked = await now()
    if (asked === undefined) throw new SupervisorDied(`The supervisor of the lab "${name}" does not run`, command('heal', name))
    try {
      return await asked.order(what, given)
    } catch (error) {
      if (!(error instanceof NoSupervisor)) throw error
      const next = await comingSupervisor(name)
      // It was busy for a moment.
      if (next?.pid === asked.pid) throw error
      follow(next)
      throw new SupervisorDied(DIED, command(next === undefined ? 'heal' : 'status', name), error)
    }
  }

  const now = async () => (current ??= await findSupervisor(name))

  const follow = (next: Supervisor | undefined) => {
    if (current !== undefined && current.pid !== next?.pid) died = DIED
    current = next
  }

  const revive = async () => {
    if (current !== undefined && died === undefined) return false
    const before = current
    follow(await revived(name))
    return before === undefined || before.pid !== current?.pid
  }

  return {
    order,
    now,
    revive,
    died: () => died,
    runs: () => current !== undefined,
    async end(id) {
      try {
        await order('end-injection', { id })
      } catch (error) {
        // The one that has died ends no injection any more, and the next one begins without any.
        if (!(error instanceof SupervisorDied)) throw error
        await revive()
      }
    },
  }
}
