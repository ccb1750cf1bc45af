import t from 'tap'
import { changeInterval } from '../../src/faults/change-interval.ts'
import { kill } from '../../src/faults/kill.ts'
import type { Pod } from '../../src/model/lab.ts'
import type { KeepDown } from '../../src/runtime/injection.ts'
import type { Lease } from '../../src/runtime/injection.ts'
import type { Lab } from '../../src/runtime/runtime.ts'
import { valueTypes } from '../../src/scenario/value-types.ts'
import { loadManifests } from '../../src/topology/load.ts'

/* What faults plan, and refuse to plan, for a lab that only lists what it has. */

const sidecar = { name: 'thanos-sidecar', id: 's-1', running: true, ready: true, restarts: 0 }
const pod: Pod = { name: 'prometheus-0', uid: 'u-1', app: 'prometheus', ready: true, deleting: false, containers: [sidecar] }

/** The calls to it, in order. */
const calls: unknown[] = []
const lab = {
  name: 'l',
  settings: { replicas: 2, scrapeIntervalMs: 1000, timing: 'fast', workers: 0 },
  pods: async () => [pod],
  object: async ({ kind, name }: { kind: string; name: string }) =>
    loadManifests().find(({ object }) => object.kind === kind && object.metadata.name === name)?.object,
  admit: async () => {},
  inject: async (injection: KeepDown, lease: Lease) => void calls.push(['inject', injection, lease.id]),
  deletePod: async ({ uid }: Pod) => void calls.push(['delete', uid]),
  gone: async ({ uid }: Pod) => ({ verified: true, detail: `${uid} is gone` }),
  endInjection: async (injection: KeepDown, lease: Lease) => void calls.push(['end', injection, lease.id]),
  injectionEvidence: async () => ({ verified: false, detail: 'it runs' }),
  kill: async (container: object, signal: string) => void calls.push(['kill', container, signal]),
} as unknown as Lab

t.test('an unknown job is refused before anything is done, with the known ones', async (t) => {
  await t.rejects(changeInterval.plan(lab, { replica: 'prometheus-0', job: 'thanos-qeury', interval: 3000 }, '1'), {
    code: 'scenario',
    message: 'Prometheus has no job thanos-qeury; it has prometheus, thanos-sidecar, thanos-query',
  })
  t.match(await changeInterval.plan(lab, { replica: 'prometheus-0', job: 'thanos-query', interval: 3000 }, '1'), {
    replica: 'prometheus-0',
  })
})

t.test('a container is kept down from before the kill until it is healed, and its evidence says so', async (t) => {
  calls.length = 0
  const record = await kill.plan(lab, { replica: 'prometheus-0', container: 'thanos-sidecar', for: 5000 }, '1')
  await kill.inject(lab, record, new AbortController().signal)
  const ended = { ...sidecar, running: false, restarts: 1, lastExit: { code: 137, at: 1 } }
  const evidence = await kill.verify({ ...lab, pods: async () => [{ ...pod, containers: [ended] }] }, record)
  t.match(evidence, { verified: false, detail: /exited 137.*; it runs/ })
  await kill.heal(lab, record)
  const kept: KeepDown = { kind: 'keep-down', pod: { name: 'prometheus-0', uid: 'u-1' }, container: { name: 'thanos-sidecar', id: 's-1' } }
  t.same(calls, [
    ['inject', kept, '1'],
    ['kill', { pod: 'prometheus-0', container: 'thanos-sidecar' }, 'SIGKILL'],
    ['end', kept, '1'],
  ])
})

t.test('a pod is kept down from before it is deleted until it is healed, from the record alone', async (t) => {
  calls.length = 0
  const record = await kill.plan(lab, { replica: 'prometheus-0', for: 5000 }, '1')
  await kill.inject(lab, record, new AbortController().signal)
  t.match(await kill.verify(lab, record), { verified: true, detail: 'u-1 is gone' })
  await kill.heal(lab, JSON.parse(JSON.stringify(record)))
  const kept: KeepDown = { kind: 'keep-down', pod: { name: 'prometheus-0', uid: 'u-1' } }
  t.same(calls, [
    ['inject', kept, '1'],
    ['delete', 'u-1'],
    ['end', kept, '1'],
  ])
})

t.test('a container keeps its data', async (t) => {
  const args = kill.args(valueTypes)
  const container = { replica: 'prometheus-0', container: 'prometheus', for: '5 scrapes' }
  t.match(args.safeParse(container), { success: true, data: { for: { span: { scrapes: 5 }, unit: 'ms' } } })
  t.equal(args.safeParse({ ...container, data: 'lost' }).success, false)
})
