import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Evidence } from '../../../model/run.ts'
import { NAMESPACE } from '../../../model/workloads.ts'
import { type Change, type Edit, fieldOf, type Lease } from '../../injection.ts'
import type { ObjectRef } from '../../refs.ts'
import { allowing, type Cluster, type Script, send } from '../api.ts'
import type { Client } from '../client.ts'
import { leaseTimer, selectorOf } from '../names.ts'
import { listPods, objectOf } from '../objects.ts'
import type { Injector } from './injector.ts'
import { brokenPods, removePods, rolledOut, untilObserved } from './rollout.ts'

/** Fields of objects are patched; Kubernetes itself rolls out what that asks for, at its own pace. */
export function change(cluster: Cluster, lab: string): Injector<Change> {
  const set = async (edits: Edit[], which: 'value' | 'before') => {
    for (const [ref, own] of byObject(edits)) {
      const object = await objectOf(cluster, lab, ref)
      const wanted = own.map((edit) => ({ path: edit.path, value: edit[which] }))
      const body = missingOperations(object, wanted)
      if (body.length > 0) await send(cluster, `patch ${ref.kind} ${ref.name}`, (client) => patchObject(client, ref, body))
    }
    const maps = edits.flatMap(({ object }) => (object.kind === 'ConfigMap' ? [object.name] : []))
    if (maps.length > 0) await refresh(cluster, lab, maps)
  }
  return {
    async begin({ edits }, lease) {
      await cluster.nodes.startTimer(leaseTimer(lease.id), lease.until, backAgain(lab, edits))
      await set(edits, 'value')
    },
    async end({ edits }: Change, lease: Lease) {
      const stuck = await brokenPods(cluster, lab, edits)
      await set(edits.toReversed(), 'before')
      if (stuck.length > 0) await untilObserved(cluster, lab, edits)
      await removePods(cluster, stuck)
      await cluster.nodes.stopTimer(leaseTimer(lease.id))
    },
    evidence: ({ edits }) => changed(cluster, lab, edits),
  }
}

function patchObject({ core, apps, patch: { json } }: Client, { kind, name }: ObjectRef, body: Operation[]): Promise<unknown> {
  const request = { name, namespace: NAMESPACE, body }
  if (kind === 'ConfigMap') return core.patchNamespacedConfigMap(request, json)
  if (kind === 'Service') return core.patchNamespacedService(request, json)
  if (kind === 'StatefulSet') return apps.patchNamespacedStatefulSet(request, json)
  return apps.patchNamespacedDeployment(request, json)
}

async function changed(cluster: Cluster, lab: string, edits: Edit[]): Promise<Evidence> {
  const looks: Evidence[] = []
  for (const [ref, own] of byObject(edits)) {
    const object = await objectOf(cluster, lab, ref)
    const name = `${ref.kind} ${ref.name}`
    const missing = missingOperations(object, own)
    if (missing.length > 0) return { verified: false, detail: `${name} does not have the value at ${missing[0]?.path}` }
    looks.push({ verified: true, detail: `${name} is changed` })
    if (ref.kind === 'StatefulSet' || ref.kind === 'Deployment') looks.push(await rolledOut(cluster, lab, object))
  }
  return {
    verified: looks.every(({ verified }) => verified),
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

/** One patch an edit: what has been taken back already is skipped, and does not keep the others from it. */
function backAgain(lab: string, edits: Edit[]): Script {
  const args = edits
    .toReversed()
    .flatMap(({ object, path, before }) => [`${object.kind.toLowerCase()}/${object.name}`, JSON.stringify([operation(path, before)])])
  return { text: BACK, args: [NAMESPACE, selectorOf(lab), LOOK, ...args] }
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

/** One operation of a JSON Patch (RFC 6902). */
export interface Operation {
  op: 'add' | 'replace' | 'remove'
  path: string
  value?: unknown
}

/** What sets an edit's field to a value, or takes it away (null); `add` in a list would put one more into it. */
export function operation(path: Edit['path'], value: unknown): Operation {
  const pointer = path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
  if (value === null || value === undefined) return { op: 'remove', path: pointer }
  return { op: typeof path.at(-1) === 'number' ? 'replace' : 'add', path: pointer, value }
}

/** What is still to do so that the fields have those values: nothing where they have them. */
export function missingOperations(object: unknown, wanted: { path: Edit['path']; value: unknown }[]): Operation[] {
  return wanted
    .filter(({ path, value }) => !isDeepStrictEqual(fieldOf(object, path), value ?? null))
    .map(({ path, value }) => operation(path, value))
}

/** A pod that is changed in any way is looked at by its kubelet at once. */
export const LOOK = 'thanos-lab.dev/look'

/** Between two looks: the kubelet may hear of the pod before it hears of the ConfigMap. */
const PAUSE_MS = 500

/**
 * Has the kubelets bring changed ConfigMaps into the pods that mount them now: 0.6 s, where they take up to a minute by themselves
 * (measured, Kubernetes 1.34). The annotation is gone afterwards.
 */
export async function refresh(cluster: Cluster, lab: string, configMaps: string[]): Promise<void> {
  const pods = (await listPods(cluster, lab)).filter(({ spec }) =>
    (spec.volumes ?? []).some(({ configMap }) => configMap !== undefined && configMaps.includes(configMap.name)),
  )
  const annotate = (value: string | null) => {
    const body = { metadata: { annotations: { [LOOK]: value } } }
    return Promise.all(
      pods.map(({ metadata: { name } }) =>
        send(cluster, `annotate pod ${name}`, ({ core, patch: { merge } }) =>
          core.patchNamespacedPod({ name, namespace: NAMESPACE, body }, merge),
        ).catch(allowing(404)),
      ),
    )
  }
  await annotate('1')
  await sleep(PAUSE_MS)
  await annotate(null)
}
