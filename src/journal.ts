import type { RuntimeName, Settings } from './model.ts'
import type { Prediction } from './outage.ts'
import type { Outcome, Scenario } from './plan.ts'
import type { Beat, ObservedSeries, Question, Sight } from './seen.ts'

export type * from './outage.ts'
export type * from './plan.ts'
export type * from './seen.ts'

/**
 * The nouns of a run, data only: what is written down while a scenario is played, and what follows from it.
 * Unix milliseconds unless a name says otherwise; samples keep Prometheus's own shape.
 */

/** What proves, or fails to prove, that a fault happened. */
export interface Evidence {
  proven: boolean
  detail: string
  /** Facts behind the detail: exit codes, uids, times. */
  facts?: Record<string, string | number | boolean>
}

export interface FaultEntry {
  id: string
  fault: string
  /** The pod, or `pod/container`. */
  target: string
  injectedAt: string
  healedAt: string | null
  evidence: Evidence
  /** Observed series read through Query → the replica that Query answered from right before the fault; null where it could not be told. */
  preferred?: Record<string, string | null>
  /** The replica that was hit, where the fault hits one. */
  replica?: string
  /** Every pod that it takes away, where they are more than its target says. */
  hits?: string[]
  /** Observed series read through Query → the hole that was foretold right before. */
  predictions?: Record<string, Prediction>
}

/** What a figure counts: seconds, a share of 1, how many, or how many times as much. */
export type Unit = 'seconds' | 'share' | 'number' | 'times'

export interface Finding {
  check: string
  series: string
  held: boolean
  /** In `unit`. Null: there was nothing to measure, so the run is inconclusive. */
  measured: number | null
  /** Left out: seconds, but for `answers`, which is a share of 1. */
  unit?: Unit
  expected: string
  detail: string
  /** It is the control: unmet, the run is inconclusive, not failed. */
  control?: boolean
}

/** What follows from a run's observations. */
export interface Verdict {
  verdict: Outcome
  findings: Finding[]
  /** Why the run is inconclusive; empty otherwise. */
  doubts: string[]
}

/** Where the time of a run went, milliseconds. What is named nowhere here is the lab's own overhead. */
export interface Timing {
  /** From the start until the lab was steady; before `startedAt`. */
  steadyMs?: number
  /** The steps that have to take their time: waits, faults with their proofs, healing with what it rolls out. */
  steps: { step: string; ms: number }[]
}

/** The journal of a run, all that crosses to the thinking half: `run.json`. */
export interface Journal {
  schemaVersion: 1
  /** Of the file; left out in the first one. See docs/run-format.md. */
  format?: number
  id: string
  scenario: string
  /** The scenario as it was played. */
  plan: Scenario
  lab: string
  runtime: RuntimeName
  settings: Settings
  versions: Record<string, string>
  startedAt: string
  endedAt: string
  faults: FaultEntry[]
  sights: Sight[]
  series: Record<string, ObservedSeries>
  questions?: Record<string, Question>
  probes: Record<string, Beat[]>
  /** The run was stopped before its last step. */
  interrupted?: boolean
  /** What kept the run from going as written, each a sentence; any makes it inconclusive. */
  troubles?: string[]
  timing?: Timing
}

/** `chaos --json`, `report --format json`. */
export type Run = Journal & Verdict
