import { nameByLabels } from '../../explain/inputs/stores.ts'
import type { StoreInfo } from '../../model/query-info.ts'

/** The name of a replica by the labels of one of its series, or by its external labels. */
export type NameReplica = (labels: Readonly<Record<string, string>>) => string

/** The name of what has none of the replica labels, and no external label that is known. */
export const NO_REPLICA = '(no replica label)'

/** Labels that tell one Prometheus from another also where no store says so: a receiver's series have them from their sender. */
const OF_A_PROMETHEUS = ['cluster', 'prometheus']

/**
 * How replicas are named: `a`, as `explain` does. Replicas of two clusters may have the same name, and one of them may be away: they are told
 * apart by the external labels that differ, `a (cluster=eu1)`. What has no replica label is named by all of its external labels.
 */
export function replicaNamer(
  series: readonly Readonly<Record<string, string>>[],
  replicaLabels: readonly string[],
  stores: readonly Pick<StoreInfo, 'labelSets' | 'type'>[],
): NameReplica {
  const said = stores.flatMap(({ labelSets }) => labelSets.flatMap((set) => Object.keys(set)))
  // A sidecar says all of its Prometheus's external labels: there such a label is one that targets were given, and tells no replicas apart.
  const isSent = said.length === 0 || stores.some(({ type }) => type === 'receive')
  const common = isSent ? OF_A_PROMETHEUS.filter((label) => series.every((labels) => labels[label] !== undefined)) : []
  const external = [...new Set([...said, ...common])].filter((label) => !replicaLabels.includes(label)).sort()
  const values = new Map<string, Set<string | undefined>>()
  for (const labels of series) {
    const name = nameByLabels(labels, replicaLabels)
    if (name === undefined) continue
    for (const label of external) {
      const key = JSON.stringify([name, label])
      values.set(key, (values.get(key) ?? new Set()).add(labels[label]))
    }
  }
  const differing = external.filter((label) =>
    [...values].some(([key, some]) => some.size > 1 && (JSON.parse(key) as string[])[1] === label),
  )
  return (labels) => {
    const name = nameByLabels(labels, replicaLabels)
    if (name === undefined) return pairs(labels, external) || NO_REPLICA
    const more = pairs(labels, differing)
    return more === '' ? name : `${name} (${more})`
  }
}

function pairs(labels: Readonly<Record<string, string>>, names: readonly string[]): string {
  return names.flatMap((label) => (labels[label] === undefined ? [] : [`${label}=${labels[label]}`])).join(',')
}
