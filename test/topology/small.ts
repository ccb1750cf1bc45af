import type { Test } from 'tap'
import { loadManifests, type Manifest } from '../../src/topology/load.ts'
import { readTopology } from '../../src/topology/read.ts'
import type { Topology } from '../../src/topology/topology.ts'

/** A StatefulSet with a field more in one of its places, as `field: value`. */
export function statefulSet(more: { spec?: string; pod?: string; container?: string } = {}): string {
  const { spec = 'minReadySeconds: 0', pod = 'restartPolicy: Always', container = 'imagePullPolicy: Always' } = more
  return `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, namespace: n }
spec:
  serviceName: db
  podManagementPolicy: Parallel
  selector: { matchLabels: { app: db } }
  ${spec}
  template:
    metadata: { labels: { app: db } }
    spec:
      ${pod}
      containers:
        - name: db
          image: registry/db:v1
          ${container}
`
}

/** The manifests of a folder with this one file. */
export function manifests(t: Test, text: string): Manifest[] {
  return loadManifests(t.testdir({ 'a.yaml': text }))
}

export function topologyOf(t: Test, text: string): Topology {
  return readTopology(manifests(t, text))
}
