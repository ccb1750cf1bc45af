import type { Fault } from '../faults/fault.ts'
import type { Journal, Scenario } from '../journal.ts'
import type { Progress } from '../progress.ts'
import type { Lab } from '../runtime/runtime.ts'

/** What is played, on what. */
export interface Play {
  lab: Lab
  scenario: Scenario
  faults: Fault[]
  versions: Record<string, string>
  progress: Progress
  signal: AbortSignal
}

export interface Played {
  journal: Journal
  /** Faults that could not be healed, with why: they stay in the ledger. */
  unhealed: string[]
}
