import type { Freeze, KeepDown, Lease } from '../../injection.ts'
import type { Cluster, Script } from '../../kubernetes/api.ts'
import type { Injector } from '../../kubernetes/inject/injector.ts'
import { leaseTimer } from '../../kubernetes/names.ts'
import { keepPodDown } from '../../kubernetes/inject/keep-down.ts'
import { listPods } from '../../kubernetes/objects.ts'
import { toPod } from '../../kubernetes/pods.ts'
import { startNotRunning } from '../../no-target.ts'
import type { ContainerRef } from '../../refs.ts'
import { stopUnit } from '../nodes.ts'

/** The container's cgroup is frozen by containerd; the kubelet goes on taking it for a running one. */
export function containerFreezer(cluster: Cluster, lab: string): Injector<Freeze> {
  const { nodes } = cluster
  return {
    async begin({ container, id }, lease) {
      const { node } = await startOf(cluster, lab, { ...container, id }, 'freeze')
      await nodes.startTimer(leaseTimer(lease.id), lease.until, resume(id), node)
      await nodes.run(node, { text: 'ctr -n k8s.io tasks pause "$1"', args: [id] })
    },
    async end({ id }, lease) {
      await nodes.stopTimer(leaseTimer(lease.id), resume(id))
    },
    async evidence({ container, id }) {
      const state = Object.values(await nodes.everywhere({ text: STATE, args: [id] })).find((word) => word !== '') ?? 'gone'
      const name = `${container.container} of ${container.pod}`
      const verified = state === 'PAUSED'
      const detail = verified
        ? `every process of ${name} stands still (containerd: PAUSED)`
        : `${name} is not frozen (containerd: ${state})`
      return { verified, detail, facts: { task: id, state } }
    },
  }
}

const STATE = `ctr -n k8s.io tasks ls | awk -v id="$1" '$1 == id { print $3 }'`

function resume(id: string): Script {
  return { text: `[ "$(${STATE})" = PAUSED ] || exit 0; ctr -n k8s.io tasks resume "$1"`, args: [id] }
}

/** A pod by its name in the API, a container by what ends its starts. */
export function containerKeepDown(cluster: Cluster, lab: string): Injector<KeepDown> {
  const fitting = ({ container }: KeepDown) => (container === undefined ? keepPodDown(cluster) : keepContainerDown(cluster, lab, container))
  return {
    begin: (injection, lease) => fitting(injection).begin(injection, lease),
    end: (injection, lease) => fitting(injection).end(injection, lease),
    evidence: (injection, lease) => fitting(injection).evidence(injection, lease),
  }
}

/**
 * A unit in the node ends every other start of the container as soon as it is there, so that the kubelet takes it for one that crashes
 * again and again. It ends by its own time; the kubelet's back-off may keep the container down for longer.
 */
function keepContainerDown(cluster: Cluster, lab: string, { name, id }: NonNullable<KeepDown['container']>): Injector<KeepDown> {
  const { nodes } = cluster
  return {
    async begin({ pod }, lease) {
      const { node, uid } = await startOf(cluster, lab, { pod: pod.name, container: name, id }, 'keep down')
      const seconds = Math.max(0.1, (lease.until - Date.now()) / 1000).toFixed(3)
      await nodes.run(node, { text: BEGIN, args: [unitOf(lease), seconds, KEEP_DOWN, uid, name, id] })
    },
    async end(_injection, lease) {
      await nodes.everywhere(ending(lease))
    },
    async evidence({ pod }, lease) {
      const states = await nodes.everywhere({ text: 'systemctl is-active "$1" || true', args: [unitOf(lease)] })
      const verified = Object.values(states).some((state) => state.trim() === 'active')
      return { verified, detail: `every new start of ${name} of ${pod.name} is ${verified ? '' : 'not '}ended at once` }
    },
  }
}

const BEGIN = `unit="$1" seconds="$2" text="$3"; shift 3
systemd-run -q --collect --unit="$unit" -p RuntimeMaxSec="$seconds" /bin/sh -c "$text" thanos-lab "$@"`

/**
 * $1 the pod's uid, $2 the container's name, $3 the start that is left alone. containerd keeps a folder of each task with what the
 * kubelet asked for: to read these costs next to nothing, where asking ctr five times a second would take a fifth of a core.
 */
const KEEP_DOWN = `cd /run/containerd/io.containerd.runtime.v2.task/k8s.io || exit 1
pod='"io.kubernetes.cri.sandbox-uid":"'"$1"'"' container='"io.kubernetes.cri.container-name":"'"$2"'"'
while :; do
  for file in $(grep -Fl "$pod" */config.json | xargs -r grep -Fl "$container"); do
    id=$(dirname "$file")
    [ "$id" = "$3" ] || ctr -n k8s.io tasks kill -s SIGKILL "$id"
  done
  sleep 0.2
done 2> /dev/null`

function unitOf(lease: Lease): string {
  return `${leaseTimer(lease.id)}-keep-down`
}

function ending(lease: Lease): Script {
  return { text: stopUnit('"$1"'), args: [unitOf(lease)] }
}

/** Where that very start of a container runs: its node, and its pod's uid. Throws `no-target` where it does not. */
export async function startOf(
  cluster: Cluster,
  lab: string,
  { pod: name, container, id }: ContainerRef & { id: string },
  what: string,
): Promise<{ node: string; uid: string }> {
  const pod = (await listPods(cluster, lab)).find(({ metadata }) => metadata.name === name)
  const found = pod && toPod(pod).containers.find((candidate) => candidate.name === container)
  if (found === undefined || found.id !== id || !found.running || pod?.spec.nodeName === undefined)
    throw startNotRunning({ pod: name, container }, what)
  return { node: pod.spec.nodeName, uid: pod.metadata.uid }
}
