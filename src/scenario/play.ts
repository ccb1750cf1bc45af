import type { Fault } from '../faults/fault.ts'
import type { Before, Journal, Outage, Prediction, Scenario } from '../journal.ts'
import type { Progress } from '../progress.ts'
import type { Lab } from '../runtime/runtime.ts'

/** What is played, on what. */
export interface Play {
  lab: Lab
  scenario: Scenario
  faults: Fault[]
  versions: Record<string, string>
  /** What a fault is to leave in each merged series, said before it is injected; handed in, as this room does not think. */
  foresee: (outages: readonly Outage[], before: Before) => Record<string, Prediction>
  progress: Progress
  signal: AbortSignal
}

export interface Played {
  journal: Journal
  /** Faults that could not be healed, with why: they stay in the ledger. */
  unhealed: string[]
}
