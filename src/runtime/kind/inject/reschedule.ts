import { LabError } from '../../../lib/errors.ts'
import { NAMESPACE } from '../../../model/workloads.ts'
import type { LabRecord } from '../../../storage/labs.ts'
import type { Reschedule } from '../../injection.ts'
import type { Cluster, Script } from '../../kubernetes/api.ts'
import { retirePod } from '../../kubernetes/deletion.ts'
import type { Injector } from '../../kubernetes/inject/injector.ts'
import { leaseTimer } from '../../kubernetes/names.ts'
import { listPods, patchNode } from '../../kubernetes/objects.ts'
import { type ApiPod, toPod } from '../../kubernetes/pods.ts'
import { claimsOfPod } from '../pod-volumes.ts'
import { type VolumeClaim, holderLabel } from '../volumes.ts'

/** The pod's volumes are held by another node, where they are empty; made again, it can run there only. */
export function move(cluster: Cluster, record: LabRecord): Injector<Reschedule> {
  const podNow = async (name: string) => (await listPods(cluster, record.name)).find(({ metadata }) => metadata.name === name)
  return {
    async begin({ pod, node }, lease) {
      const claims = claimsOfPod(record, pod)
      const found = await podNow(pod)
      if (found === undefined || claims.length === 0) throw new LabError('no-target', `${pod} and its volume are not there to be moved`)
      if (claims.some((claim) => claim.node === node)) throw new LabError('no-target', `${pod} has its volume on ${node} already`)
      await cluster.nodes.startTimer(leaseTimer(lease.id), lease.until, movingBack(pod, claims, node))
      await cluster.nodes.run(node, { text: 'mkdir -p "$@" && find "$@" -mindepth 1 -delete', args: claims.map(({ path }) => path) })
      await holding(cluster, claims, (claim) => [claim.node, node])
      await retirePod(cluster, found.metadata)
    },
    async end({ pod, node }, lease) {
      await holding(cluster, claimsOfPod(record, pod), (claim) => [node, claim.node])
      const found = await podNow(pod)
      if (found !== undefined && !isHome(found, claimsOfPod(record, pod))) await retirePod(cluster, found.metadata)
      await cluster.nodes.stopTimer(leaseTimer(lease.id))
    },
    async evidence({ pod, node }) {
      const found = await podNow(pod)
      const [is, ready] = [found?.spec.nodeName, found !== undefined && toPod(found).ready]
      const detail = `${pod} is ${is === undefined ? 'on no node' : `on ${is}`}${ready ? ' and Ready' : ''}`
      return { verified: is === node && ready, detail, facts: { node: is ?? '' } }
    },
  }
}

/** One that no node has been found for, since its volumes are held elsewhere, finds its own by itself. */
function isHome({ spec, metadata }: ApiPod, claims: VolumeClaim[]): boolean {
  return metadata.deletionTimestamp !== undefined || spec.nodeName === undefined || claims.every(({ node }) => node === spec.nodeName)
}

/** Which node holds a volume: `[from, to]` for each. */
async function holding(cluster: Cluster, claims: VolumeClaim[], way: (claim: VolumeClaim) => [string, string]): Promise<void> {
  for (const claim of claims) {
    const [from, to] = way(claim)
    for (const [node, value] of [
      [to, ''],
      [from, null],
    ] as const) {
      await patchNode(cluster, node, { metadata: { labels: { [holderLabel(claim)]: value } } })
    }
  }
}

function movingBack(pod: string, claims: VolumeClaim[], node: string): Script {
  const args = claims.flatMap((claim) => [holderLabel(claim), claim.node])
  return { text: BACK, args: [NAMESPACE, pod, node, ...args] }
}

const BACK = `export KUBECONFIG=/etc/kubernetes/admin.conf namespace="$1" pod="$2" node="$3"; shift 3
while [ $# -gt 1 ]; do
  for i in $(seq 60); do kubectl label node "$2" "$1=" --overwrite && kubectl label node "$node" "$1-" && break; sleep 1; done
  shift 2
done
[ "$(kubectl -n "$namespace" get pod "$pod" -o jsonpath='{.spec.nodeName}')" = "$node" ] && kubectl -n "$namespace" delete pod "$pod" --wait=false`
