import type { Away } from '../../../disturbance.ts'
import type { Hold } from '../../../runtime.ts'
import type { Cluster, Script } from '../../cluster.ts'
import type { Disturber } from '../../disturb/disturber.ts'
import { holdTimer } from '../../names.ts'
import { startOf } from './started.ts'

/**
 * A unit in the node ends every other start of the container as soon as it is there, so that the kubelet takes it for one that crashes
 * again and again. It ends by its own time; the kubelet's back-off may keep the container away for longer.
 */
export function away(cluster: Cluster, lab: string): Disturber<Away> {
  const { nodes } = cluster
  return {
    async begin(disturbance, hold) {
      const { node, uid } = await startOf(cluster, lab, disturbance)
      const seconds = Math.max(0.1, (hold.until - Date.now()) / 1000).toFixed(3)
      const { container, id } = disturbance
      await nodes.run(node, { text: BEGIN, args: [unitOf(hold), seconds, KEEP_AWAY, uid, container.container, id] })
    },
    async end(_disturbance, hold) {
      await nodes.everywhere(ending(hold))
    },
    async look({ container: { pod, container } }, hold) {
      const states = await nodes.everywhere({ text: 'systemctl is-active "$1" || true', args: [unitOf(hold)] })
      const proven = Object.values(states).some((state) => state.trim() === 'active')
      const detail = `every new start of ${container} of ${pod} is ${proven ? '' : 'not '}ended at once`
      return { proven, detail }
    },
  }
}

const BEGIN = `unit="$1" seconds="$2" text="$3"; shift 3
systemd-run -q --collect --unit="$unit" -p RuntimeMaxSec="$seconds" /bin/sh -c "$text" thanos-lab "$@"`

/**
 * $1 the pod's uid, $2 the container's name, $3 the start that is left alone. containerd keeps a folder of each task with what the
 * kubelet asked for: to read these costs next to nothing, where asking ctr five times a second would take a fifth of a core.
 */
const KEEP_AWAY = `cd /run/containerd/io.containerd.runtime.v2.task/k8s.io || exit 1
pod='"io.kubernetes.cri.sandbox-uid":"'"$1"'"' container='"io.kubernetes.cri.container-name":"'"$2"'"'
while :; do
  for file in $(grep -Fl "$pod" */config.json | xargs -r grep -Fl "$container"); do
    id=$(dirname "$file")
    [ "$id" = "$3" ] || ctr -n k8s.io tasks kill -s SIGKILL "$id"
  done
  sleep 0.2
done 2> /dev/null`

function unitOf(hold: Hold): string {
  return `${holdTimer(hold.id)}-away`
}

function ending(hold: Hold): Script {
  return { text: 'systemctl is-active -q "$1" || exit 0; systemctl stop "$1"', args: [unitOf(hold)] }
}
