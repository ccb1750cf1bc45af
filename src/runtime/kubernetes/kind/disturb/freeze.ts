import type { Freeze } from '../../../disturbance.ts'
import type { Cluster, Script } from '../../cluster.ts'
import type { Disturber } from '../../disturb/disturber.ts'
import { holdTimer } from '../../names.ts'
import { startOf } from './started.ts'

/** The container's cgroup is frozen by containerd; the kubelet goes on taking it for a running one. */
export function freeze(cluster: Cluster, lab: string): Disturber<Freeze> {
  const { nodes } = cluster
  return {
    async begin({ container, id }, hold) {
      const { node } = await startOf(cluster, lab, { container, id, kind: 'freeze' })
      await nodes.startTimer(holdTimer(hold.id), hold.until, resume(id), node)
      await nodes.run(node, { text: 'ctr -n k8s.io tasks pause "$1"', args: [id] })
    },
    async end({ id }, hold) {
      await nodes.stopTimer(holdTimer(hold.id), resume(id))
    },
    async look({ container, id }) {
      const state = Object.values(await nodes.everywhere({ text: STATE, args: [id] })).find((word) => word !== '') ?? 'gone'
      const name = `${container.container} of ${container.pod}`
      const proven = state === 'PAUSED'
      const detail = proven ? `every process of ${name} stands still (containerd: PAUSED)` : `${name} is not frozen (containerd: ${state})`
      return { proven, detail, facts: { task: id, state } }
    },
  }
}

const STATE = `ctr -n k8s.io tasks ls | awk -v id="$1" '$1 == id { print $3 }'`

function resume(id: string): Script {
  return { text: `[ "$(${STATE})" = PAUSED ] || exit 0; ctr -n k8s.io tasks resume "$1"`, args: [id] }
}
