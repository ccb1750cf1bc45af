import type { AuditGap } from '../../model/audit.ts'
import type { QueryInfo } from '../../model/query-info.ts'
import { partialOf } from '../../explain/inputs/stores.ts'
import { count } from '../../lib/format.ts'
import type { Window } from '../../lib/time.ts'
import type { AccessOptions } from '../../observe/access.ts'
import type { ScrapeTarget } from './counts.ts'
import type { SeriesPart } from './narrow.ts'
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
  /** What was counted where all series are too many. `needed`: what `--max-samples` must be for all. */
  part: (Omit<SeriesPart, 'selector'> & { series: number; all: number; needed: number; maxSamples: number }) | undefined
  /** Suspicions that their counts do not prove and whose raw samples were not read; 0 where there are gaps. */
  unverified: number
}

/** Why what was read does not show where the gaps are, each a sentence; empty where it does. */
export function inconclusiveReasons({
  query,
  replicaLabels,
  given,
  targets,
  warnings,
  window,
  stopped,
  audited,
  part,
  unverified,
}: Judged): string[] {
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
    ...(part === undefined
      ? []
      : [
          `Only ${part.series} of ${part.all} series were counted, those of ${part.values} of ${part.of} values of the label ${part.label}: more do not fit into --max-samples ${part.maxSamples}. All take --max-samples ${part.needed} and more memory, or name some by --match.`,
        ]),
    ...(stopped === undefined ? [] : [`Not all was read: ${stopped}.`]),
    ...(unverified > 0 ? [unverifiedText(unverified)] : []),
  ]
}

function unverifiedText(places: number): string {
  return `At ${count(places, 'place')} a target has one sample fewer than is due: a gap, a scrape on the edge of a step, or a change of replica. The raw samples were not read; a higher --worst or --max-samples reads them.`
}

/**
 * The replicas with a series that a store may have which did not answer, with that store: what they have is not known. A store may have any series
 * with its labels; what Query does not name may have any.
 */
export function silentReplicas({ query, source, targets }: Silence): Map<string, string> {
  const everything = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
  const silent = partialOf([...source.warnings], query.stores, { labels: {}, window: everything })
  const known = silent.flatMap(({ store }) => {
    const sets = query.stores.find(({ name }) => name === store)?.labelSets ?? []
    return (sets.length === 0 ? [{}] : sets).map((set) => ({ set: Object.entries(set), store: store ?? 'a store' }))
  })
  const found = new Map<string, string>()
  if (known.length === 0) return found
  for (const { copies } of targets)
    for (const { replica, labels } of copies) {
      const one = known.find(({ set }) => set.every(([name, value]) => labels[name] === value))
      if (one !== undefined) found.set(replica, one.store)
    }
  return found
}

/** The replicas whose samples come from a receiver, by the labels of the stores. What a store gateway has of one is not told apart. */
export function receivedReplicas({ stores }: Pick<QueryInfo, 'stores'>, targets: readonly ScrapeTarget[]): Set<string> {
  const sets = stores.flatMap(({ type, labelSets }) => labelSets.map((set) => ({ type, set: Object.entries(set) })))
  const receivers = sets.filter(({ type, set }) => type === 'receive' && set.length > 0)
  const found = new Set<string>()
  if (receivers.length === 0) return found
  const has = (labels: Record<string, string>) => receivers.some(({ set }) => set.every(([name, value]) => labels[name] === value))
  for (const { copies } of targets) for (const { replica, labels } of copies) if (!found.has(replica) && has(labels)) found.add(replica)
  return found
}

interface Silence {
  query: QueryInfo
  source: Pick<AuditSource, 'warnings'>
  targets: readonly ScrapeTarget[]
}

interface Noted {
  query: QueryInfo
  worst: number
  /** How many groups there are. */
  groups: number
  /** Why the raw samples of some could not be read. */
  unread: readonly string[]
  /** Suspicions that their counts do not prove and whose raw samples were not read. */
  unverified: number
  /** Of rules and dashboards, how many were given. */
  expressions: number
  ranges: { unknown: number } | undefined
  access: AccessOptions
  /** The counts are whole, and of something. */
  counted: boolean
}

/** What to know before believing the gaps. */
export function auditNotes(
  gaps: readonly AuditGap[],
  { query, worst, groups, unread, unverified, expressions, ranges, access, counted }: Noted,
): string[] {
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
    ...(unverified > 0 && gaps.length > 0 ? [unverifiedText(unverified)] : []),
    ...(expressions > 0 && ranges === undefined ? ['The ranges of --rules were not checked: not all was read.'] : []),
    ...((ranges?.unknown ?? 0) > 0
      ? [
          `${count(ranges!.unknown, 'range')} of --rules could not be compared: no series of ${ranges!.unknown === 1 ? 'it' : 'them'} was found, or how often it has a sample is not known.`,
        ]
      : []),
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
