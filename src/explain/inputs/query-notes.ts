import { versionWarning } from '../../dedup/merge.ts'
import type { How } from '../../dedup/recorder.ts'
import type { QueryInfo } from '../../model/query-info.ts'
import type { Copies } from './stores.ts'

/** What was asked for, and of whom. */
interface Asked {
  selector: string
  /** The selector's own matchers, by their labels. */
  matchers: { label: string; matcher: string }[]
  /** The replica labels that the user named. */
  replicaLabels?: string[]
  query: QueryInfo
}

/** What follows from what Query says of itself, and from what it does not say; each a sentence or two. */
export function queryNotes(
  asked: Asked,
  { found, how, copies, isKnown }: { found: readonly string[]; how: How; copies: readonly Copies[]; isKnown: boolean },
): string[] {
  const version = versionWarning(asked.query.version)
  return [
    ...(version === undefined ? [] : [version]),
    ...kindNotes(asked.query),
    ...labelNotes(asked, found),
    ...algorithmNotes(asked.query, how),
    ...copyNotes(copies, isKnown),
  ]
}

const COPIES = 'Query merges copies whose chunks differ as if they were replicas.'
const KNOWN =
  'The chunks of each store are computed. Query takes as many chunks and samples from each, in the window and around each border.'
const UNKNOWN = 'Whether their chunks are those of the model could not be verified: the switches and causes told here are not certain.'

/** One for all replicas. `isKnown`: what Query says of the chunks that it takes fits the model's. */
function copyNotes(copies: readonly Copies[], isKnown: boolean): string[] {
  const each = copies.map(({ replica, stores }) => `${stores.join(' and ')} of ${replica}`)
  if (each.length === 0) return []
  return [`Several stores have samples of the same time: ${each.join('; ')}. ${COPIES} ${isKnown ? KNOWN : UNKNOWN}`]
}

function kindNotes({ kind, distributed, stores }: QueryInfo): string[] {
  const leaves = stores.filter(({ type }) => type === 'query').map(({ name }) => name)
  return [
    ...(kind === 'query-frontend'
      ? ['The URL is that of a query-frontend. It passes all on to its Query, and that one is explained.']
      : []),
    ...(kind === 'unknown'
      ? ['The URL does not tell what it is: neither /api/v1/status/flags nor /api/v1/stores says so. It is taken for a Thanos Query.']
      : []),
    ...(distributed
      ? [
          `Query runs with --query.mode=distributed: other Queries${leaves.length === 0 ? '' : ` (${leaves.join(', ')})`} merge, each what its own stores have. Which replicas each had does not show here; explain one of them: --query-url with its HTTP address.`,
        ]
      : []),
  ]
}

function labelNotes({ query, replicaLabels: named, matchers, selector }: Asked, found: readonly string[]): string[] {
  const { replicaLabels: said } = query
  const pinned = matchers.filter(({ label }) => found.includes(label))
  const differs = named !== undefined && said !== undefined && named.toSorted().join() !== said.join()
  return [
    ...(differs
      ? [
          `Query merges by ${listed(said)}, as its flags say; here it was told to merge by ${listed(named)}. A graph without that shows what it merges.`,
        ]
      : []),
    ...(named === undefined && said === undefined
      ? [`Query does not show its flags. That it merges by ${listed(found)} is read off its answer.`]
      : []),
    ...(named === undefined && found.length === 0 && said !== undefined
      ? [`${selector} has no label that Query merges by (${listed(said)}): there is nothing to merge.`]
      : []),
    ...pinned.map(
      ({ label, matcher }) =>
        `The selector has ${matcher}, and ${label} is a replica label: Query merges only the replicas that are selected.`,
    ),
  ]
}

function listed(labels: readonly string[]): string {
  return labels.length === 0 ? 'no label' : labels.join(', ')
}

function algorithmNotes({ algorithm: said }: QueryInfo, { algorithm: named }: How): string[] {
  if (said === undefined)
    return named === undefined
      ? ['Query does not say its --deduplication.func. Its default is taken, penalty; --chain is for the other one.']
      : []
  return named === undefined || named === said
    ? []
    : [`Query runs with --deduplication.func=${said}, and the model with ${named}: they will not agree.`]
}
