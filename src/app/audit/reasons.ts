import type { AuditGap } from '../../model/audit.ts'
import type { QueryInfo } from '../../model/query-info.ts'
import { replicaName, type Target } from './counts.ts'
import type { Source } from './reads.ts'

export interface ToJudge {
  query: QueryInfo
  replicaLabels: readonly string[]
  /** Given on the command line. */
  given: readonly string[] | undefined
  targets: readonly Target[]
  warnings: readonly string[]
  /** What ended the counting early. */
  stopped: string | undefined
  audited: { selector: string }
}

/** Why what was read does not show where the gaps are, each a sentence; empty where it does. */
export function inconclusiveReasons({ query, replicaLabels, given, targets, warnings, stopped, audited }: ToJudge): string[] {
  const unhealthy = query.stores.filter(({ healthy }) => !healthy)
  return [
    ...(query.kind === 'prometheus' ? ['What answers is a Prometheus, not a Thanos Query: it has one replica, and merges nothing.'] : []),
    ...(warnings.length === 0 ? [] : [`The answers are partial, so what is missing in them may be in a store: ${warnings[0]}`]),
    ...unhealthy.map(({ name, lastError }) => `Query leaves out the store ${name}: ${lastError ?? 'it is not healthy'}`),
    ...(targets.length === 0 && stopped === undefined ? [`No series of ${audited.selector} has a sample in that time.`] : []),
    ...(query.replicaLabels === undefined && given === undefined && query.kind !== 'prometheus'
      ? ['Query does not say its replica labels; name them: --replica-label LABEL']
      : replicaLabels.length === 0 && query.kind !== 'prometheus'
        ? ['Query has no --query.replica-label, so it merges nothing.']
        : targets.length > 0 && targets.every(({ copies }) => copies.length < 2)
          ? [`No target has more than one replica (by the label ${replicaLabels.join(', ')}), so there is nothing to compare.`]
          : []),
    ...(stopped === undefined ? [] : [`Not all was read: ${stopped}.`]),
  ]
}

/** The replicas of stores that Query leaves out, or warned of, with the store: what these have is not known. */
export function silentReplicas({ query, source, replicaLabels }: { query: QueryInfo; source: Source; replicaLabels: readonly string[] }): Map<string, string> {
  const isSilent = ({ name, healthy }: QueryInfo['stores'][number]) => !healthy || [...source.warnings].some((warning) => warning.includes(name))
  return new Map(
    query.stores.filter(isSilent).flatMap(({ name, labelSets }) => labelSets.map((labels): [string, string] => [replicaName(labels, replicaLabels), name])),
  )
}

/** What to know before believing the gaps. */
export function notesOf(gaps: readonly AuditGap[], { worst, groups }: { worst: number; groups: number }): string[] {
  return [
    ...(groups > worst ? [`The ${worst} worst of ${groups} are read from raw samples; the others are known to a step. --worst ${groups} reads all.`] : []),
    ...(gaps.some(({ query }) => query === 'filled')
      ? ["Which replica Query prefers depends on where a query begins. A gap that is filled here may show in a graph with another left edge."]
      : []),
    ...(gaps.some(({ targets }) => targets > 1)
      ? ['Where several targets have a gap at the same time, its exact times are those of the example.']
      : []),
  ]
}
