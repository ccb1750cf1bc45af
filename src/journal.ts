import type { Ability, RuntimeName, Settings, StoreView } from './model.ts'

/**
 * The nouns of a scenario and of its run, data only: what is written down while it is played, and what follows from it.
 * Unix milliseconds unless a name says otherwise; samples keep Prometheus's own shape.
 */

/** A raw sample, as Prometheus's API gives it: time in Unix seconds, value as text. */
export type Sample = [unixSeconds: number, value: string]

/** A distance between neighbouring samples (or to an edge of the look) of 1.5 intervals or more; Unix seconds. */
export interface Gap {
  from: number
  to: number
  seconds: number
}

/** Where a series is read: Query (deduplicated), the plain Service (any replica), or one replica's own Prometheus. */
export type Via = 'query' | 'service' | 'replica'

/** What was seen of one observed series at one moment of a run. Edges in Unix seconds, left-open as in PromQL. */
export interface Look {
  when: 'before' | 'outage' | 'after'
  from: number
  to: number
  /** What the place that the series is read from answered; of a Service's answers, the one with the longest gap. */
  samples: Sample[]
  gaps: Gap[]
  /** Each replica's own samples of the same question, from its Prometheus. A replica that did not answer is left out. */
  replicas: Record<string, Sample[]>
  /** `via: service`: every answer, in the order asked. */
  answers?: Sample[][]
  /** What kept the question, or a replica's, from a single series: place → what it said. */
  troubles?: Record<string, string>
  /** Warnings that came with the answer. */
  warnings?: string[]
}

export interface ObservedSeries {
  query: string
  via: Via
  /** `via: replica`: the pod that was read. */
  replica?: string
  /** Those of the last look. */
  samples: Sample[]
  gaps: Gap[]
  /** The question before the first fault; it has the same left edge as every look. */
  before?: Look
  looks: Look[]
}

/** What Query knew of the replicas at one moment. */
export interface Sight {
  when: 'before' | 'outage' | 'after'
  at: string
  stores: StoreView[]
  /** Replica label → number of samples of the first merged series, asked with `dedup=false`. */
  replicas: Record<string, number>
  trouble?: string
}

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
}

/** One beat of a steady probe. */
export interface Beat {
  at: string
  ok: boolean
  ms: number
  detail?: string
}

export type Outcome = 'pass' | 'fail' | 'inconclusive'

/** A limit of a check: scrapes and milliseconds are resolved when the run begins. */
export type Limits = Record<string, number>

export interface Expectation {
  /** An observed series or a steady probe. */
  of: string
  check: string
  limits: Limits
}

export type ReplicaChoice = string

export interface ObservedSpec {
  samples: string
  /** `service`: through the plain Service. */
  via?: 'service'
  /** A pod, or `preferred`, `other`, `struck`, `survivor`: that Prometheus alone. */
  replica?: ReplicaChoice
}

/** One step: exactly one key. Durations are milliseconds, `N scrapes` resolved. */
export type Step =
  | { wait: number }
  | { until: { replica: ReplicaChoice; is: 'back' | 'gone'; within: number } }
  | { heal: string }
  | { fault: string; args: Record<string, unknown> }

/** A scenario, read and resolved for a lab's scrape interval. */
export interface Scenario {
  name: string
  title: string
  teaches: string
  needs: Ability[]
  outcome: Outcome
  observe: Record<string, ObservedSpec>
  steps: Step[]
  expect: Expectation[]
}

export interface Finding {
  check: string
  series: string
  held: boolean
  /** In the check's unit: seconds for gaps, a share of 1 for `answers`. Null: there was nothing to measure, so the run is inconclusive. */
  measured: number | null
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

/** The journal of a run, all that crosses to the thinking half: `run.json`. */
export interface Journal {
  schemaVersion: 1
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
  probes: Record<string, Beat[]>
  /** The run was stopped before its last step. */
  interrupted?: boolean
  /** What kept the run from going as written, each a sentence; any makes it inconclusive. */
  troubles?: string[]
}

/** `chaos --json`, `report --format json`. */
export type Run = Journal & Verdict
