import type { Capability } from './lab.ts'

/** The nouns of a scenario, data only: what is observed, what is done, what is expected. Durations are milliseconds. */

export type Outcome = 'pass' | 'fail' | 'inconclusive'

/** The limits of a check: scrapes and milliseconds are resolved when the run begins. Some checks have words of their own. */
export interface Limits {
  'at-most'?: number
  'at-least'?: number
  [word: string]: number | string
}

export interface Expectation {
  /** An observed series, a question, or a steady probe. */
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

export interface QuestionSpec {
  /** Any PromQL expression. */
  query: string
  via?: 'service'
  replica?: ReplicaChoice
  /** Through Query: show each replica's series. */
  dedup?: false
}

/** One step: exactly one key. Durations are milliseconds, `N scrapes` resolved. */
export type Step =
  | { wait: number }
  | { until: { replica?: ReplicaChoice; is: 'back' | 'gone' | 'steady'; within: number } }
  | { heal: string }
  | { fault: string; args: Record<string, unknown> }

/** A scenario, read and resolved for a lab's scrape interval. */
export interface Scenario {
  name: string
  title: string
  teaches: string
  /** Where it comes from: an issue, a page, a measurement. */
  source?: string
  needs: Capability[]
  outcome: Outcome
  observe: Record<string, ObservedSpec>
  questions?: Record<string, QuestionSpec>
  steps: Step[]
  expect: Expectation[]
}
