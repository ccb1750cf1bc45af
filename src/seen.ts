import type { StoreView } from './model.ts'

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
  when: 'before' | 'outage' | 'after'
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
  when: Look['when']
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
  when: 'before' | 'outage' | 'after'
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
export interface Beat {
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
