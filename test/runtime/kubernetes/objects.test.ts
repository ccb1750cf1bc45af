import t from 'tap'
import type { Settings } from '../../../src/model/lab.ts'
import { NAMESPACE } from '../../../src/model/workloads.ts'
import { freePorts, NODE_PORTS, planOf } from '../../../src/runtime/kind/config.ts'
import { volumeOf } from '../../../src/runtime/kind/volumes.ts'
import { ID_LABEL, LAB_LABEL } from '../../../src/runtime/kubernetes/names.ts'
import { imagesOf, labelled } from '../../../src/runtime/kubernetes/objects.ts'
import { type KubernetesObject, loadManifests } from '../../../src/topology/load.ts'

const MINE = { lab: 'mine', id: 'a1' }
const settings: Settings = { replicas: 2, scrapeIntervalMs: 1000, timing: 'fast', workers: 0 }
const manifests = loadManifests().map(({ object }) => object)
const named = (objects: KubernetesObject[], kind: string, name: string) =>
  objects.find((object) => object.kind === kind && object.metadata.name === name)

t.test('every object, pod and claim carries the label of its lab; the manifests stay as they are', async (t) => {
  const before = structuredClone(manifests)
  for (const object of labelled(manifests, MINE)) {
    const { spec } = object as { spec?: { template?: KubernetesObject; volumeClaimTemplates?: KubernetesObject[] } }
    const all = [object, ...(spec?.template === undefined ? [] : [spec.template]), ...(spec?.volumeClaimTemplates ?? [])]
    const labels = { [LAB_LABEL]: 'mine', [ID_LABEL]: 'a1' }
    for (const one of all) t.match(one.metadata.labels, labels, `${object.kind} ${object.metadata.name}`)
  }
  t.same(manifests, before)
})

t.test('a plan: Query and the Service at node ports, no other; images once each; the pods counted', async (t) => {
  const { objects, images, pods, nodes } = planOf({ ...settings, replicas: 3 }, MINE)
  const nodePorts = objects
    .filter(({ kind }) => kind === 'Service')
    .map(({ metadata, spec }: any) => [metadata.name, spec.ports[0].nodePort])
  t.same(Object.fromEntries(nodePorts.filter(([, port]) => port !== undefined)), {
    'thanos-query': NODE_PORTS.query,
    prometheus: NODE_PORTS.service,
  })
  t.equal(images.length, new Set(images).size)
  t.same(images, imagesOf(manifests))
  t.equal(images.length, 2)
  t.equal(pods, 4)
  t.same(nodes, ['mine-control-plane'])
})

t.test('each claim of a replica has a volume that is bound to it, on the nodes in turn', async (t) => {
  const { objects, claims, nodes } = planOf({ ...settings, replicas: 3, workers: 2 }, MINE)
  t.same(nodes, ['mine-control-plane', 'mine-worker', 'mine-worker2'])
  const where = claims.map(({ node }) => node)
  t.same(where, ['mine-worker', 'mine-worker2', 'mine-worker'], 'the control plane has none, where there are workers')
  const template = named(objects, 'StatefulSet', 'prometheus')?.['spec'].volumeClaimTemplates[0]
  for (const [ordinal, claim] of claims.entries()) {
    const name = `${template.metadata.name}-prometheus-${ordinal}`
    t.match(claim.object, {
      metadata: { name, namespace: NAMESPACE, labels: { [LAB_LABEL]: 'mine', [ID_LABEL]: 'a1' } },
      spec: template.spec,
    })
    t.same(volumeOf(claim, 'u1').metadata.labels, claim.object.metadata.labels)
    t.match(volumeOf(claim, 'u1')['spec'], {
      claimRef: { namespace: NAMESPACE, name, uid: 'u1' },
      storageClassName: template.spec.storageClassName,
      capacity: template.spec.resources.requests,
      local: { path: claim.path },
      nodeAffinity: {
        required: { nodeSelectorTerms: [{ matchExpressions: [{ key: `volume.thanos-lab.dev/${name}`, operator: 'Exists' }] }] },
      },
    })
  }
})

t.test('free ports differ', async (t) => {
  const { query, service } = await freePorts()
  t.not(query, service)
  t.ok(query > 0 && service > 0)
})
