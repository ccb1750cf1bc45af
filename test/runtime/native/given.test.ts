import t from 'tap'
import { givenBy, NOTHING_GIVEN, portsIn } from '../../../src/runtime/native/given-ports.ts'
import { makePlan } from '../../../src/runtime/native/make-plan.ts'
import { type LabPlan, revision } from '../../../src/runtime/native/plan.ts'
import { loadManifests } from '../../../src/topology/load.ts'
import { patchManifests } from '../../../src/topology/patch.ts'
import { readTopology } from '../../../src/topology/read.ts'
import type { Topology } from '../../../src/topology/topology.ts'

const settings = { replicas: 2, scrapeIntervalMs: 1000, timing: 'fast' as const, workers: 0 }
let port = 20_000
let given = NOTHING_GIVEN

/** The plan after a change, with the ports of all plans before it. */
async function next(change: (topology: Topology) => void = () => {}): Promise<LabPlan> {
  const topology = readTopology(patchManifests(loadManifests(), settings))
  change(topology)
  const programs = { prometheus: '/bin/prometheus', thanos: '/bin/thanos' }
  const plan = await makePlan({ lab: 'x', folder: '/lab', topology, programs, given, freePort: async () => (port += 1) })
  given = givenBy(plan, given)
  return plan
}

const scale =
  (workload: string, replicas: number) =>
  ({ workloads }: Topology): void => {
    workloads.find(({ name }) => name === workload)!.replicas = replicas
  }
const portsOf = ({ slots, relays }: LabPlan) => [
  ...slots.map(({ id, ports }) => [id, ports]),
  ...relays.map((relay) => [relay.from, relay.to, relay.port]),
]
const first = await next()

t.test('the same topology gets the same plan, byte for byte, whatever was planned in between', async (t) => {
  const between = [scale('prometheus', 0), scale('prometheus', 3), scale('thanos-query', 0), scale('thanos-query', 2)]
  for (const change of between) {
    await next(change)
    t.equal(JSON.stringify(await next()), JSON.stringify(first))
  }
})

t.test('what is new gets ports of its own, and the others keep theirs', async (t) => {
  const before = portsIn(given)
  const more = await next(scale('prometheus', 4))
  t.strictSame(
    portsOf(more)
      .filter(([id]) => id === 'prometheus-0' || id === 'prometheus-1')
      .slice(0, 2),
    portsOf(first).slice(0, 2),
  )
  const fresh = Object.values(more.slots.find(({ id }) => id === 'prometheus-3')?.ports ?? {})
  t.equal(fresh.length, 3)
  t.same(
    fresh.filter((one) => before.includes(one)),
    [],
  )
})

t.test('a name whose pods are away leads to nobody; one that never was still leads nowhere', async (t) => {
  const none = await next(scale('prometheus', 0))
  t.same(
    none.slots.map(({ id }) => id),
    ['thanos-query-0'],
  )
  t.same(
    none.slots[0]?.endpointFiles.map(({ endpoints }) => endpoints),
    [[]],
  )
  t.match(
    none.relays.find(({ from, to }) => from === 'lab' && to === 'prometheus'),
    { targets: [] },
  )
  const one = await next(scale('prometheus', 1))
  t.match(
    one.relays.find(({ from, to }) => from === 'prometheus-0' && to === 'prometheus-1'),
    { targets: [] },
  )
  const wrong = next(
    ({ configMaps }) => void (configMaps['prometheus-rules']!['x.yaml'] = 'prometheus-7.prometheus-replicas.thanos.svc:9090'),
  )
  await t.rejects(wrong, { code: 'manifest', message: /prometheus-7.*leads nowhere/ })
})

const slotOf = ({ slots }: LabPlan, id: string) => slots.find((slot) => slot.id === id)!
const revisions: [name: string, change: (topology: Topology) => void, slot: string, restarts: boolean][] = [
  ['nothing', () => {}, 'prometheus-0', false],
  ["a ConfigMap's text", ({ configMaps }) => void (configMaps['prometheus-rules']!['lab.yaml'] = 'groups: []'), 'prometheus-0', false],
  ['more stores to look up', scale('prometheus', 3), 'thanos-query-0', false],
  ['a flag', ({ workloads }) => void workloads[0]!.containers[1]!.args.push('--more'), 'prometheus-0', true],
  ['a flag of another workload', ({ workloads }) => void workloads[0]!.containers[1]!.args.push('--more'), 'thanos-query-0', false],
  ['its grace', ({ workloads }) => void (workloads[0]!.graceSeconds = 1), 'prometheus-0', true],
]

t.test('what makes a pod another one', async (t) => {
  for (const [name, change, id, restarts] of revisions) {
    const changed = revision(slotOf(await next(change), id)) !== revision(slotOf(first, id))
    t.equal(changed, restarts, name)
  }
})
