import { LabError } from '../../../lib/errors.ts'
import type { Freeze, KeepDown } from '../../injection.ts'
import type { Cluster, Script } from '../../kubernetes/api.ts'
import type { Injector } from '../../kubernetes/inject/injector.ts'
import { holdTimer } from '../../kubernetes/names.ts'
import { listPods } from '../../kubernetes/objects.ts'
import { toPod } from '../../kubernetes/pods.ts'
import type { Hold } from '../../runtime.ts'

/** The container's cgroup is frozen by containerd; the kubelet goes on taking it for a running one. */
export function freeze(cluster: Cluster, lab: string): Injector<Freeze> {
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
      const verified = state === 'PAUSED'
      const detail = verified
        ? `every process of ${name} stands still (containerd: PAUSED)`
        : `${name} is not frozen (containerd: ${state})`
      return { verified: verified, detail, facts: { task: id, state } }
    },
  }
}

const STATE = `ctr -n k8s.io tasks ls | awk -v id="$1" '$1 == id { print $3 }'`

function resume(id: string): Script {
  return { text: `[ "$(${STATE})" = PAUSED ] || exit 0; ctr -n k8s.io tasks resume "$1"`, args: [id] }
}

/**
 * A unit in the node ends every other start of the container as soon as it is there, so that the kubelet takes it for one that crashes
 * again and again. It ends by its own time; the kubelet's back-off may keep the container away for longer.
 */
export function away(cluster: Cluster, lab: string): Injector<KeepDown> {
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
      const verified = Object.values(states).some((state) => state.trim() === 'active')
      const detail = `every new start of ${container} of ${pod} is ${verified ? '' : 'not '}ended at once`
      return { verified: verified, detail }
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

/** Where that very start of a container runs: its node, and its pod's uid. Throws `no-target` where it does not. */
export async function startOf(
  cluster: Cluster,
  lab: string,
  { container, id, kind }: Freeze | KeepDown,
): Promise<{ node: string; uid: string }> {
  const pod = (await listPods(cluster, lab)).find(({ metadata }) => metadata.name === container.pod)
  const found = pod && toPod(pod).containers.find((candidate) => candidate.name === container.container)
  if (found === undefined || found.id !== id || !found.running || pod?.spec.nodeName === undefined) {
    const what = kind === 'keep-down' ? 'keep away' : kind
    throw new LabError('no-target', `That start of ${container.container} of ${container.pod} does not run: there is nothing to ${what}`)
  }
  return { node: pod.spec.nodeName, uid: pod.metadata.uid }
}
