import { formatDuration } from '../../lib/duration.ts'
import { count } from '../../lib/format.ts'
import type { Advice } from '../../model/audit.ts'
import type { QueryInfo, StoreInfo } from '../../model/query-info.ts'
import { nameByLabels } from '../../explain/inputs/stores.ts'
import { type ScrapeTarget, without } from './counts.ts'
import type { ReplicaCounts } from './replica-counts.ts'
import { labelsKey } from '../../model/labels.ts'

/* What follows from what was seen, besides the gaps. */

export interface Seen {
  query: QueryInfo
  /** Those that the audit goes by. */
  replicaLabels: readonly string[]
  targets: readonly ScrapeTarget[]
  replicas: ReadonlyMap<string, ReplicaCounts>
}

export function adviceOf(seen: Seen): Advice[] {
  return [
    ...unhealthyStores(seen.query.stores),
    ...equalLabels(seen.query.stores),
    ...unlabelled(seen),
    ...unknownLabels(seen),
    ...oneReplicaOnly(seen),
    ...intervalsDiffer(seen.targets),
  ]
}

function unhealthyStores(stores: readonly StoreInfo[]): Advice[] {
  return stores
    .filter(({ healthy }) => !healthy)
    .map(({ name, type, lastError }) => ({
      kind: 'store-unhealthy',
      text: `The store ${name} (${type}) is not healthy: ${lastError ?? 'it does not say why'}. Query leaves it out, so what only it has is missing from every answer.`,
    }))
}

/** A sidecar and a store gateway have the same labels by design; two sidecars, or two receivers, do not. */
const ONE_EACH = new Set(['sidecar', 'receive', 'rule'])

function equalLabels(stores: readonly StoreInfo[]): Advice[] {
  const named = stores.flatMap(({ name, type, labelSets }) =>
    ONE_EACH.has(type) ? labelSets.map((labels) => ({ name, type, key: `${type} ${labelsKey(labels)}`, labels })) : [],
  )
  const keys = [...new Set(named.map(({ key }) => key))]
  return keys.flatMap((key): Advice[] => {
    const same = named.filter((one) => one.key === key)
    const names = [...new Set(same.map(({ name }) => name))]
    if (names.length < 2) return []
    return [
      {
        kind: 'equal-labels',
        text: `${names.join(' and ')} have the same labels ${labelText(same[0]!.labels)}: Query cannot tell them apart, and mixes their samples. Give each an external label of its own, and name it in --query.replica-label.`,
      },
    ]
  })
}

/** Some series have a replica label, and others have none. */
function unlabelled({ targets, replicaLabels, query }: Seen): Advice[] {
  if (replicaLabels.length === 0) return []
  const bare = targets.filter(({ copies }) => copies.some((copy) => nameByLabels(copy.labels, replicaLabels) === undefined))
  // Where none has one, the flag is wrong, and not the labels: there is another advice for that, or what is counted has one replica.
  if (bare.length === 0 || bare.length === targets.length) return []
  const names = replicaLabels.join(', ')
  const stores = query.stores.filter(
    ({ type, labelSets }) => ONE_EACH.has(type) && labelSets.some((labels) => replicaLabels.every((label) => labels[label] === undefined)),
  )
  const whose = stores.length === 0 ? '' : ` They come from ${stores.map(({ name }) => name).join(', ')}.`
  return [
    {
      kind: 'replica-label-missing',
      text: `${count(bare.length, 'target')} of ${targets.length} have series without any replica label (${names}).${whose} Give every replica an external label ${replicaLabels[0]} with a value of its own.`,
    },
  ]
}

/** The share of series that have a twin, from which on a label is taken for that of replicas. */
const NEARLY_ALL = 0.9
/** More replicas than anybody runs: such a label tells other things apart. */
const MOST_REPLICAS = 6

/** Labels that differ between stores, and tell series apart that are equal otherwise, and that Query does not merge by. */
function unknownLabels({ targets, query, replicaLabels }: Seen): Advice[] {
  const external = query.stores.flatMap(({ labelSets }) => labelSets)
  // Where Query does not tell its stores' labels, it may be any that does not name the target.
  const known = external.length > 0 ? external : targets.map(({ labels }) => without(labels, ['job', 'instance']))
  const names = [...new Set(known.flatMap((labels) => Object.keys(labels)))].filter((name) => !replicaLabels.includes(name))
  return names.flatMap((name): Advice[] => {
    const values = new Set(targets.flatMap(({ labels }) => (labels[name] === undefined ? [] : [labels[name]])))
    if (values.size < 2 || values.size > MOST_REPLICAS) return []
    const twins = new Map<string, number>()
    for (const { labels } of targets) {
      const key = labelsKey(without(labels, [name]))
      twins.set(key, (twins.get(key) ?? 0) + 1)
    }
    const paired = [...twins.values()].filter((times) => times > 1).reduce((sum, times) => sum + times, 0)
    if (paired < NEARLY_ALL * targets.length) return []
    return [
      {
        kind: 'replica-label-unknown-to-query',
        text: `${paired} of ${targets.length} series differ from another one only in the label ${name} (${[...values].sort().join(', ')}), which is not in --query.replica-label (${replicaLabels.join(', ') || 'none'}): Query does not merge them. If they are replicas of each other, add --query.replica-label=${name}.`,
      },
    ]
  })
}

/** Where most targets have several replicas, one that has a single one has no other to fill its gaps. */
function oneReplicaOnly({ targets, replicas }: Seen): Advice[] {
  const single = targets.filter(({ copies }) => copies.length === 1)
  if (replicas.size < 2 || single.length === 0 || single.length === targets.length) return []
  const jobs = [...new Set(single.map(({ labels }) => labels['job'] ?? '(no job)'))].sort()
  return [
    {
      kind: 'one-replica-only',
      text: `${count(single.length, 'target')} of ${targets.length} ${single.length === 1 ? 'is' : 'are'} scraped by one replica only (${jobs.slice(0, 5).join(', ')}): nothing can fill a gap there. If that is not meant, compare the replicas' scrape configurations.`,
    },
  ]
}

/** Intervals further apart than this are not the same one, estimated. */
const APART = 1.1

function intervalsDiffer(targets: readonly ScrapeTarget[]): Advice[] {
  const differing = targets.filter(({ copies }) => {
    const known = copies.flatMap(({ intervalMs }) => (intervalMs === undefined ? [] : [intervalMs]))
    return known.length > 1 && Math.max(...known) > APART * Math.min(...known)
  })
  const kinds = new Map<string, ScrapeTarget[]>()
  for (const target of differing) {
    const key = target.copies
      .map(({ replica, intervalMs }) => `${replica} ${intervalMs === undefined ? 'unknown' : formatDuration(intervalMs)}`)
      .join(', ')
    kinds.set(key, [...(kinds.get(key) ?? []), target])
  }
  return [...kinds].map(([key, some]) => ({
    kind: 'intervals-differ',
    text: `The replicas scrape ${count(some.length, 'target')} (${jobsOf(some)}) at different intervals: ${key}. Query's answer is as coarse as the replica that it prefers; give all replicas the same scrape_interval.`,
  }))
}

function jobsOf(targets: readonly ScrapeTarget[]): string {
  const jobs = [...new Set(targets.map(({ labels }) => labels['job'] ?? '(no job)'))].sort()
  return jobs.length > 3 ? `${jobs.slice(0, 3).join(', ')} and ${count(jobs.length - 3, 'more job')}` : jobs.join(', ')
}

function labelText(labels: Record<string, string>): string {
  return `{${Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(', ')}}`
}
