/** The probes that run during every scenario: how often each asks, milliseconds. Contract: five requests a second, at most five in flight. */
export const PROBES = {
  query: { everyMs: 200, summary: 'Query, asked five times a second' },
  service: { everyMs: 200, summary: 'the plain Service, asked five times a second' },
  /** Query asks its stores how they are every 5 s, or 1 s with fast timing: more often would show no more. */
  stores: { everyMs: 1000, summary: "Query's stores, asked for once a second" },
} as const

export type ProbeName = keyof typeof PROBES

export const PROBE_NAMES = Object.keys(PROBES) as ProbeName[]

/** What the error of a probe result says that found no free place. */
export const STALLED = 'stalled'

/** What the error of a probe result says that was answered, with nothing in it. */
export const NO_SERIES = 'no series'
