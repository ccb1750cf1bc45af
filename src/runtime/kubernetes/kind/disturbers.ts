import type { LabRecord } from '../../../state/labs.ts'
import type { Cluster } from '../cluster.ts'
import type { Disturbers } from '../disturb/disturber.ts'

/** What takes the reach into the nodes, or to their containers. */
export function kindDisturbers(record: LabRecord, cluster: Cluster): Disturbers {
  return {
    freeze: async () => (await import('./disturb/freeze.ts')).freeze(cluster, record.name),
    away: async () => (await import('./disturb/away.ts')).away(cluster, record.name),
    cut: async () => (await import('./disturb/cut.ts')).cut(cluster, record.name),
    slow: async () => (await import('./disturb/shape.ts')).shape(cluster, record.name),
    flap: async () => (await import('./disturb/shape.ts')).shape(cluster, record.name),
    fill: async () => (await import('./disturb/fill.ts')).fill(cluster, record),
    move: async () => (await import('./disturb/move.ts')).move(cluster, record),
    node: async () => (await import('./disturb/node.ts')).nodeDown(record),
  }
}
