/*
 * What `manifests/` calls the parts of a lab, as far as the code has to name one. The manifests are the source, and
 * test/model/workloads.test.ts compares each name with them. What can be read from a lab or from the topology is not here.
 */

export const NAMESPACE = 'thanos'

/** The external label that distinguishes replicas: `--query.replica-label` of Query, and the configuration of Prometheus. */
export const REPLICA_LABEL = 'replica'

/** The replicas: a pod each, with a Prometheus and its sidecar. */
export const PROMETHEUS = {
  kind: 'StatefulSet',
  name: 'prometheus',
  /** The container that scrapes; without the other one it is only not read. */
  container: 'prometheus',
  /** Where that container answers HTTP, in its pod. */
  port: 9090,
  /** The plain Service: any replica, at random. */
  service: { name: 'prometheus', port: 'http' },
  /** The ConfigMap of its configuration, and the file in it. */
  config: { kind: 'ConfigMap', name: 'prometheus-config', file: 'prometheus.yaml.tmpl' },
} as const

/** Query, which reads all replicas. */
export const QUERY = {
  kind: 'Deployment',
  name: 'thanos-query',
  service: { name: 'thanos-query', port: 'http' },
} as const

/** A replica's pod: Kubernetes names the pods of a StatefulSet by their number. */
export function replicaName(ordinal: number): string {
  return `${PROMETHEUS.name}-${ordinal}`
}

/** The names of a lab's replicas, whether their pods are there now or not. */
export function replicaNames(replicas: number): string[] {
  return Array.from({ length: replicas }, (_, ordinal) => replicaName(ordinal))
}

/** The number of a replica's pod; undefined for any other name. */
export function replicaNumber(name: string): number | undefined {
  const ordinal = Number(/-(\d+)$/.exec(name)?.[1])
  return Number.isInteger(ordinal) && name === replicaName(ordinal) ? ordinal : undefined
}
