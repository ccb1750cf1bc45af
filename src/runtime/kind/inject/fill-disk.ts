import { LabError } from '../../../lib/errors.ts'
import type { Evidence } from '../../../model/run.ts'
import { NAMESPACE, PROMETHEUS } from '../../../model/workloads.ts'
import type { LabRecord } from '../../../storage/labs.ts'
import type { FillDisk, Lease } from '../../injection.ts'
import { allowing, ApiRefused, type Cluster, type Script, send } from '../../kubernetes/api.ts'
import type { Injector } from '../../kubernetes/inject/injector.ts'
import { leaseTimer } from '../../kubernetes/names.ts'
import { listPods } from '../../kubernetes/objects.ts'
import { claimsOfPod } from '../pod-volumes.ts'
import type { VolumeClaim } from '../volumes.ts'
import { stopUnit } from '../nodes.ts'

/**
 * A small file system of its own is laid over the claim's folder, with a copy of what is in it; Prometheus is started again on it,
 * and when it is ready the rest is filled. At the end what it has written is copied back, and it is started again once more.
 */
export function diskFiller(cluster: Cluster, record: LabRecord): Injector<FillDisk> {
  const { nodes } = cluster
  return {
    async begin({ pod }, lease) {
      const found = (await listPods(cluster, record.name)).find(({ metadata }) => metadata.name === pod.name && metadata.uid === pod.uid)
      const { node, path } = claimOf(record, pod.name)
      if (found?.status?.podIP === undefined)
        throw new LabError('no-target', `Pod ${pod.name} (uid ${pod.uid}) does not run: there is nothing to fill`)
      await nodes.startTimer(leaseTimer(lease.id), lease.until, ending(path, pod.name, lease), node)
      const args = [path, folderOf(lease), pod.name, PROMETHEUS.container, leaseTimer(lease.id), `${found.status.podIP}/${PROMETHEUS.port}`]
      await nodes.run(node, { text: BEGIN_FILL, args })
    },
    async end({ pod }, lease) {
      const { node, path } = claimOf(record, pod.name)
      await nodes.run(node, ending(path, pod.name, lease))
      await nodes.stopTimer(leaseTimer(lease.id))
    },
    async evidence({ pod }) {
      const { node, path } = claimOf(record, pod.name)
      const [usage, log] = await Promise.all([nodes.run(node, { text: USAGE, args: [path] }), logOf(cluster, pod.name)])
      return judgeFill(pod.name, usage, log)
    },
  }
}

/** Pure: the volume is one of the lab's own, has nothing left, and Prometheus says so. */
export function judgeFill(pod: string, usage: string, log: string): Evidence {
  const [type = '', used = ''] = usage.trim().split(/\s+/)
  const full = type === 'tmpfs' && used === '100%'
  const refused = log.split('\n').findLast((line) => line.includes('no space left on device'))
  const words = refused === undefined ? 'Prometheus has not met its end yet' : 'Prometheus: no space left on device'
  return {
    verified: full && refused !== undefined,
    detail: `the volume of ${pod} (${type}) is ${used} full; ${words}`,
    facts: { used, type },
  }
}

const USAGE = `df --output=fstype,pcent "$1" | tail -n 1`

async function logOf(cluster: Cluster, pod: string): Promise<string> {
  const request = { name: pod, namespace: NAMESPACE, container: PROMETHEUS.container, tailLines: 50 }
  const log = await send(cluster, `read the log of ${pod}`, ({ core }) => core.readNamespacedPodLog(request)).catch(allowing(400, 404))
  return log instanceof ApiRefused ? '' : log
}

function claimOf(record: LabRecord, pod: string): VolumeClaim {
  const claim = claimsOfPod(record, pod)[0]
  if (claim === undefined) throw new LabError('scenario', `Pod ${pod} has no volume that could be filled`)
  return claim
}

/** In the node: what was there before stays reachable here. */
function folderOf(lease: Lease): string {
  return `/run/${leaseTimer(lease.id)}`
}

function ending(path: string, pod: string, lease: Lease): Script {
  return { text: END_FILL, args: [path, folderOf(lease), pod, PROMETHEUS.container, leaseTimer(lease.id)] }
}

/*
 * What `fill` does in the node. Both scripts: $1 the claim's folder, $2 a folder of the fault's own, $3 pod, $4 container, $5 the
 * fault's unit. No braces after a dollar: systemd, which runs the second one at the fault's time, would take them for its own.
 */

/** The id of the container's running task. */
const TASK = `task() {
  ctr -n k8s.io containers ls -q "labels.\\"io.kubernetes.pod.name\\"==$1,labels.\\"io.kubernetes.container.name\\"==$2" > /run/thanos-lab-ids.$$
  ctr -n k8s.io tasks ls | awk '$3 == "RUNNING" || $3 == "PAUSED" { print $1 }' | grep -F -f /run/thanos-lab-ids.$$ | head -n 1
  rm -f /run/thanos-lab-ids.$$
}
restart() {
  ctr -n k8s.io tasks kill -s SIGKILL "$1"
  ctr -n k8s.io tasks resume "$1" 2> /dev/null || true
}`

/** Free for Prometheus to start with, KiB: a WAL segment, its lock, the list of active queries. */
const SPARE_KIB = 4096

/** $6: IP/PORT at which Prometheus is asked whether it is ready: one that meets a full volume as it starts does not start. */
export const BEGIN_FILL = `set -e
${TASK}
running=$(task "$3" "$4"); [ -n "$running" ] || { echo "$4 of $3 does not run" >&2; exit 1; }
mkdir -p "$2"; mount --bind "$1" "$2"; mount --make-private "$2"
ctr -n k8s.io tasks pause "$running"
used=$(du -sk "$1" | cut -f 1)
mount -t tmpfs -o size=$((used + ${SPARE_KIB}))k thanos-lab "$1"
cp -a "$2/." "$1/"
restart "$running"
systemd-run -q --collect --unit="$5-filler" /bin/bash -c 'until exec 3<> "/dev/tcp/$1" && printf "GET /-/ready HTTP/1.0\\r\\n\\r\\n" >&3 && grep -q "^HTTP/1.. 200" <&3; do sleep 0.2; done 2> /dev/null
dd if=/dev/zero of="$2/filler" bs=64k; dd if=/dev/zero bs=4k >> "$2/filler"; true' filler "$6" "$1"`

export const END_FILL = `[ -d "$2" ] || exit 0
set -e
${TASK}
${stopUnit('"$5-filler"')}
running=$(task "$3" "$4")
[ -z "$running" ] || ctr -n k8s.io tasks pause "$running"
if mountpoint -q "$1"; then
  rm -f "$1/filler"
  find "$2" -mindepth 1 -delete
  cp -a "$1/." "$2/"
  umount "$1" || umount -l "$1"
fi
umount "$2"; rmdir "$2"
[ -z "$running" ] || restart "$running"`
