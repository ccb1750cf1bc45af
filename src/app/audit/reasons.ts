import type { AuditGap } from '../../model/audit.ts'
import type { QueryInfo } from '../../model/query-info.ts'
import { partialOf } from '../../explain/inputs/stores.ts'
import type { Window } from '../../lib/time.ts'
import type { AccessOptions } from '../../observe/access.ts'
import { nameOfReplica, type ScrapeTarget } from './counts.ts'
import type { AuditSource } from './reads.ts'

export interface Judged {
  query: QueryInfo
  replicaLabels: readonly string[]
  /** Given on the command line. */
  given: readonly string[] | undefined
  targets: readonly ScrapeTarget[]
  warnings: readonly string[]
  window: Window
  /** What ended the counting early. */
  stopped: string | undefined
  audited: { selector: string }
}

/** Why what was read does not show where the gaps are, each a sentence; empty where it does. */
export function inconclusiveReasons({ query, replicaLabels, given, targets, warnings, window, stopped, audited }: Judged): string[] {
  const partial = partialOf(warnings, query.stores, { labels: {}, window, replicaLabels })
  return [
    ...partial.map(
      ({ store, replica, said }) =>
        `The answers are partial: ${store === undefined ? '' : `the store ${store}${replica === undefined ? '' : ` (${replica})`} did not answer. `}Query says: “${said.trim()}”.`,
    ),
    ...(targets.length === 0 && stopped === undefined ? [`No series of ${audited.selector} has a sample in that time.`] : []),
    ...(query.replicaLabels === undefined && given === undefined
      ? ['Query does not say its replica labels; name them: --replica-label LABEL']
      : replicaLabels.length === 0
        ? ['Query has no --query.replica-label, so it merges nothing.']
        : targets.length > 0 && targets.every(({ copies }) => copies.length < 2)
          ? [`No target has more than one replica (by the label ${replicaLabels.join(', ')}), so there is nothing to compare.`]
          : []),
    ...(stopped === undefined ? [] : [`Not all was read: ${stopped}.`]),
  ]
}

/** The replicas of stores that did not answer, with the store: what these have is not known. */
export function silentReplicas({ query, source, replicaLabels }: Silence): Map<string, string> {
  const everything = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
  const silent = partialOf([...source.warnings], query.stores, { labels: {}, window: everything })
  const stores = query.stores.filter(({ name }) => silent.some(({ store }) => store === name))
  return new Map(
    stores.flatMap(({ name, labelSets }) => labelSets.map((labels): [string, string] => [nameOfReplica(labels, replicaLabels), name])),
  )
}

interface Silence {
  query: QueryInfo
  source: Pick<AuditSource, 'warnings'>
  replicaLabels: readonly string[]
}

interface Noted {
  query: QueryInfo
  worst: number
  /** How many groups there are. */
  groups: number
  /** Why the raw samples of some could not be read. */
  unread: readonly string[]
  access: AccessOptions
  /** The counts are whole, and of something. */
  counted: boolean
}

/** What to know before believing the gaps. */
export function auditNotes(gaps: readonly AuditGap[], { query, worst, groups, unread, access, counted }: Noted): string[] {
  const isGiven = (access.headers ?? []).length > 0 || /^\s*https?:\/\/[^/?#]*@/.test(access.url)
  return [
    ...(query.kind === 'query-frontend'
      ? ['The URL is that of a query-frontend, which passes all on to its Query. Its cache may be older than what Query has.']
      : []),
    ...(query.distributed
      ? ['Query runs with --query.mode=distributed: other Queries merge, each what its own stores have. Audit each of them, too.']
      : []),
    ...(groups > worst
      ? [`The ${worst} worst of ${groups} are read from raw samples; the others are known to a step. --worst ${groups} reads all.`]
      : []),
    ...unread.map((why) => `Some gaps are known to a step only, as their raw samples could not be read: ${why}.`),
    ...(gaps.some(({ query: merged }) => merged === 'filled')
      ? [
          'Which replica Query prefers depends on where a query begins. A gap that is filled here may show in a graph with another left edge.',
        ]
      : []),
    ...(gaps.some(({ targets }) => targets > 1)
      ? ['Where several targets have a gap at the same time, its exact times are those of the example.']
      : []),
    ...(counted
      ? [
          "Query's merged answer is counted by steps: a gap of it that leaves out less than a whole scrape, as at a switch or the border of a block, does not show here. The explain command shows it.",
        ]
      : []),
    ...(gaps.length > 0 && isGiven ? ['The explain commands are shown without credentials: add those that this command was given.'] : []),
  ]
}
