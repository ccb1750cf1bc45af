import type { Evidence } from '../../../journal.ts'
import type { Change, Edit } from '../../disturbance.ts'
import type { Hold, ObjectRef } from '../../runtime.ts'
import { type Cluster, type Script, call } from '../cluster.ts'
import { LAB_LABEL, NAMESPACE, holdTimer } from '../names.ts'
import { objectOf, objectPath } from '../object.ts'
import type { Disturber } from './disturber.ts'
import { missingOperations, operation } from './patch.ts'
import { LOOK, refresh } from './refresh.ts'
import { rolledOut } from './rolled-out.ts'
import { brokenPods, removePods, untilObserved } from './stuck.ts'

/** Fields of objects are patched; Kubernetes itself rolls out what that asks for, at its own pace. */
export function change(cluster: Cluster, lab: string): Disturber<Change> {
  const set = async (edits: Edit[], which: 'value' | 'before') => {
    for (const [ref, own] of byObject(edits)) {
      const object = await objectOf(cluster, lab, ref)
      const wanted = own.map((edit) => ({ path: edit.path, value: edit[which] }))
      const body = missingOperations(object, wanted)
      if (body.length > 0) await call(cluster, objectPath(ref), { method: 'PATCH', type: 'application/json-patch+json', body })
    }
    const maps = edits.flatMap(({ object }) => (object.kind === 'ConfigMap' ? [object.name] : []))
    if (maps.length > 0) await refresh(cluster, lab, maps)
  }
  return {
    async begin({ edits }, hold) {
      await cluster.nodes.startTimer(holdTimer(hold.id), hold.until, backAgain(lab, edits))
      await set(edits, 'value')
    },
    async end({ edits }: Change, hold: Hold) {
      const stuck = await brokenPods(cluster, lab, edits)
      await set(edits.toReversed(), 'before')
      if (stuck.length > 0) await untilObserved(cluster, lab, edits)
      await removePods(cluster, stuck)
      await cluster.nodes.stopTimer(holdTimer(hold.id))
    },
    look: ({ edits }) => changed(cluster, lab, edits),
  }
}

async function changed(cluster: Cluster, lab: string, edits: Edit[]): Promise<Evidence> {
  const looks: Evidence[] = []
  for (const [ref, own] of byObject(edits)) {
    const object = await objectOf(cluster, lab, ref)
    const name = `${ref.kind} ${ref.name}`
    const missing = missingOperations(object, own)
    if (missing.length > 0) return { proven: false, detail: `${name} does not have the value at ${missing[0]?.path}` }
    looks.push({ proven: true, detail: `${name} is changed` })
    if (ref.kind === 'StatefulSet' || ref.kind === 'Deployment') looks.push(await rolledOut(cluster, lab, object))
  }
  return {
    proven: looks.every(({ proven }) => proven),
    detail: looks.map(({ detail }) => detail).join('; '),
    facts: added(looks.map(({ facts }) => facts ?? {})),
  }
}

/** Of several workloads: their pods together. */
function added(all: Record<string, unknown>[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const [name, value] of all.flatMap((facts) => Object.entries(facts))) sums[name] = (sums[name] ?? 0) + Number(value)
  return sums
}

const keyOf = ({ object }: Edit) => `${object.kind}/${object.name}`

function byObject(edits: Edit[]): [ObjectRef, Edit[]][] {
  return [...new Set(edits.map(keyOf))].map((key) => {
    const own = edits.filter((edit) => keyOf(edit) === key)
    return [(own[0] as Edit).object, own]
  })
}

/** One patch an edit: what has been taken back already is passed over, and does not keep the others from it. */
export function backAgain(lab: string, edits: Edit[]): Script {
  const args = edits
    .toReversed()
    .flatMap(({ object, path, before }) => [`${object.kind.toLowerCase()}/${object.name}`, JSON.stringify([operation(path, before)])])
  return { text: BACK, args: [NAMESPACE, `${LAB_LABEL}=${lab}`, LOOK, ...args] }
}

const BACK = `export KUBECONFIG=/etc/kubernetes/admin.conf namespace="$1" ours="$2" look="$3"; shift 3
while [ $# -gt 1 ]; do
  for i in $(seq 60); do
    said=$(kubectl -n "$namespace" patch "$1" --type json -p "$2" 2>&1) && break
    case "$said" in *NotFound*|*nonexistent*|*"does not apply"*|*"missing value"*) break;; esac
    sleep 1
  done
  shift 2
done
kubectl -n "$namespace" annotate pods -l "$ours" --overwrite "$look=1"; sleep 1
kubectl -n "$namespace" annotate pods -l "$ours" "$look-"
for i in $(seq 20); do
  kubectl -n "$namespace" get pods -l "$ours" -o jsonpath='{range .items[*]}{.metadata.name} {.metadata.labels.controller-revision-hash} {.status.conditions[?(@.type=="Ready")].status}{"\\n"}{end}' |
  while read -r pod revision ready; do
    [ "$ready" = False ] || continue
    wanted=$(kubectl -n "$namespace" get statefulset "$(echo "$pod" | sed "s/-[0-9]*$//")" -o jsonpath='{.status.updateRevision}') || continue
    [ "$wanted" = "$revision" ] || kubectl -n "$namespace" delete pod "$pod" --wait=false
  done
  sleep 1
done`
