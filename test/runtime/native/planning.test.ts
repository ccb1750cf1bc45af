import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { givenBy, NOTHING_GIVEN } from '../../../src/runtime/native/given-ports.ts'
import { objectsApart, planApart } from '../../../src/runtime/native/planning.ts'
import { type KubernetesObject, loadManifests } from '../../../src/topology/load.ts'

const lab = { lab: 'x', folder: '/lab', programs: { prometheus: '/bin/prometheus', thanos: '/bin/thanos' } }
const objects = () => loadManifests().map(({ object }) => structuredClone(object))
const named = (all: KubernetesObject[], kind: string) => all.find((object) => object.kind === kind)!

t.test('a plan that another process makes keeps the ports that were given, whatever was planned in between', async (t) => {
  const plan = planApart()
  const first = await plan({ ...lab, given: NOTHING_GIVEN, objects: objects() })
  t.same(
    first.slots.map(({ id }) => id),
    ['prometheus-0', 'prometheus-1', 'thanos-query-0'],
  )
  const more = objects()
  named(more, 'StatefulSet')['spec'].replicas = 3
  const second = await plan({ ...lab, given: givenBy(first), objects: more })
  t.ok(second.slots.some(({ id }) => id === 'prometheus-2'))
  t.equal(JSON.stringify(await plan({ ...lab, given: givenBy(second, givenBy(first)), objects: objects() })), JSON.stringify(first))
})

t.test('the same is not planned twice: new ports would be others', async (t) => {
  const plan = planApart()
  const first = await plan({ ...lab, given: NOTHING_GIVEN, objects: objects() })
  t.equal(await plan({ ...lab, given: NOTHING_GIVEN, objects: objects() }), first)
})

t.test("the other process's errors are those of this one", async (t) => {
  const wrong = objects()
  named(wrong, 'Deployment')['spec'].nonsense = 1
  await t.rejects(planApart()({ ...lab, given: NOTHING_GIVEN, objects: wrong }), { code: 'manifest', message: /nonsense/ })
  const folder = t.testdir()
  await t.rejects(objectsApart(folder), { code: 'state', message: /objects\.json is missing/, hint: /^thanos-lab up/ })
  await writeFile(join(folder, 'objects.json'), JSON.stringify(objects()))
  t.same(await objectsApart(folder), objects())
})
