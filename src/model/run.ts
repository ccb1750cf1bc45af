import type { RuntimeName, Settings, StoreView } from './lab.ts'
import type { Outcome, Scenario } from './scenario.ts'

export type * from './scenario.ts'

/**
 * The nouns of a run, data only: what is written down while a scenario is played, and what follows from it.
 * Unix milliseconds unless a name says otherwise; samples keep Prometheus's own shape.
 */

/** What proves, or fails to prove, that a fault happened. */
export interface Evidence {
  verified: boolean
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
  passed: boolean
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
  inconclusiveReasons: string[]
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
  probes: Record<string, ProbeResult[]>
  /** The run was stopped before its last step. */
  interrupted?: boolean
  /** What kept the run from going as written, each a sentence; any makes it inconclusive. */
  troubles?: string[]
  timing?: Timing
}

/** `chaos --json`, `report --format json`. */
export type Run = Journal & Verdict

/** The nouns of what is seen while a scenario is played, data only. Samples keep Prometheus's own shape. */

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
  phase: 'before' | 'during' | 'after'
  from: number
  to: number
  /** What the place that the series is read from answered; of a Service's answers, the one with the longest gap. */
  samples: Sample[]
  gaps: Gap[]
  /** Each replica's own samples of the same question, from its Prometheus. A replica that did not answer is left out. */
  replicas: Record<string, Sample[]>
  /** The series' labels, as a replica has them. */
  labels?: Record<string, string>
  /**
   * Each replica's own `up` of the same target, from two intervals before the look on: it tells where a scrape failed, which a range
   * vector does not. Left out for `up` itself, and for series that no target has.
   */
  ups?: Record<string, Sample[]>
  /** When the chunks begin in which each replica gives the samples to its sidecar, Unix seconds. Query merges chunks, not replicas. */
  chunks?: Record<string, number[]>
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

/** One series of an answer to a question: its labels, and a value for each step that has one. */
export interface Answered {
  labels: Record<string, string>
  values: Sample[]
}

/** What one place said to a question: series, or in words why not. */
export interface QuestionAnswer {
  /** `query`, `service`, or a replica's pod. */
  place: string
  series: Answered[]
  warnings?: string[]
  trouble?: string
}

/** A question that is `rate` or `increase` of one counter, over so many milliseconds. */
export interface Counted {
  call: 'rate' | 'increase'
  selector: string
  rangeMs: number
}

/** The counter's raw samples, each replica's own, that such an answer was made from: from a range before the first step on. Unix seconds. */
export interface Counters {
  from: number
  to: number
  replicas: Record<string, Sample[]>
  chunks?: Record<string, number[]>
}

/**
 * A question asked once: a graph over the look's window, from where its ranges, if short, reach back to the left edge. Times in Unix
 * seconds.
 */
export interface Asking {
  phase: Look['phase']
  at: string
  from: number
  to: number
  stepSeconds: number
  /** Of the place where it is asked (the Service: 20, in the order asked), and of each replica's own Prometheus. */
  answers: QuestionAnswer[]
  /** Where the question is `counted`. */
  counters?: Counters
}

/** A question of what people really ask: any expression, as a graph. Look-back and functions work on it, so it is never raw. */
export interface Question {
  expr: string
  via: Via
  /** `via: replica`: the pod whose answer counts. */
  replica?: string
  /** Query was asked to show each replica's series. */
  dedup?: false
  /** Its answer is held against the model's. */
  counted?: Counted
  /** Before the first fault (once), during the outage, after the return. */
  asked: Asking[]
}

/** What Query knew of the replicas at one moment. */
export interface Sight {
  phase: 'before' | 'during' | 'after'
  at: string
  stores: StoreView[]
  /** Replica label → number of samples of the first merged series, asked with `dedup=false`. */
  replicas: Record<string, number>
  /** Different rules that Query's `/api/v1/rules` gives, and the alerts of them that fire; left out where it did not say. */
  rules?: number
  alerts?: number
  trouble?: string
}

/** One beat of a steady probe. */
export interface ProbeResult {
  at: string
  ok: boolean
  /** How long it took; of a stalled one, how long the oldest in flight had been under way. */
  ms: number
  detail?: string
  /** Warnings that came with the answer. */
  warnings?: string[]
  /** The probe `stores`: the replicas that Query has a healthy store of. */
  replicas?: string[]
}

/** The nouns of what is said of a fault before it happens, data only. Milliseconds. */

/** What a fault is to do to what one replica, or Query by it, has of the series. */
export interface Outage {
  replica: string
  /**
   * `away`: it scrapes nothing, and writes nothing. `failing`: its scrapes of one target fail, which marks what they had as stale.
   * `unread`: it scrapes on, but Query cannot read it. `lost`: it is away, and comes back without its history.
   */
  how: 'away' | 'failing' | 'unread' | 'lost'
  /** `failing`: the pod or workload that is scraped. */
  target?: string
  /** How long at least; left out where it is not known before, as what was ended has to start again first. */
  ms?: number
  /** `failing`: of every `of` scrapes the last `fails`; left out, all. */
  some?: { fails: number; of: number }
}

/** What was known right before a fault: each observed series that is read through Query, and which replica Query followed for it. */
export interface Before {
  looks: Record<string, Look>
  preferred: Record<string, string | null>
  intervalMs: number
}

/** The longest distance that a fault is to leave between two merged samples, once every replica is back. */
export interface Prediction {
  /** The replica that Query followed, and the one that it would go over to. */
  preferred: string
  survivor: string
  intervalMs: number
  /** By how much the survivor scrapes after the followed one; more than 0, at most an interval. */
  offsetMs: number
  /** One figure where both are the same; else it depends on how many scrapes are missed. */
  gapMs: { least: number; most: number }
  /** `2I + d`, with I for the interval and d for the lag; `I` is an ordinary distance, and no hole. */
  formula: string
}
