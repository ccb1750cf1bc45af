import type { OwnSamples, ProbeResult, Snapshot } from './run.ts'
import type { QuerySpec, SeriesSpec } from './scenario.ts'

/* What every reader of a run asks of its parts. Without the schemas: a page in a browser has no use for them. */

/** Whether an entry under `observe` reads raw samples; else it evaluates a query. */
export function isSeriesSpec(spec: SeriesSpec | QuerySpec): spec is SeriesSpec {
  return 'samples' in spec
}

/** Whether a replica gave exactly one series of a selector. */
export function hasSamples(own: OwnSamples | { error: string } | undefined): own is OwnSamples {
  return own !== undefined && 'samples' in own
}

/** What each replica has of a selector, by pod; those without samples of it are left out. */
export function replicasWith(replicas: Snapshot['replicas'], selector: string): Record<string, OwnSamples> {
  const own = Object.entries(replicas).flatMap(([replica, selectors]) => {
    const samples = selectors[selector]
    return hasSamples(samples) ? [[replica, samples] as const] : []
  })
  return Object.fromEntries(own)
}

/** Whether a request of a probe was answered. */
export function isAnswered({ error }: ProbeResult): boolean {
  return error === undefined
}
