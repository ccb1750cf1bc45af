import t from 'tap'
import { changeInterval } from '../../src/faults/change-interval.ts'
import { kill } from '../../src/faults/kill.ts'
import type { Pod } from '../../src/model/lab.ts'
import type { KeepDown } from '../../src/runtime/injection.ts'
import type { Hold, Lab } from '../../src/runtime/runtime.ts'
import { valueTypes } from '../../src/scenario/value-types.ts'
import { loadManifests } from '../../src/topology/load.ts'

/* What faults plan, and refuse to plan, of a lab that only says what it has. */

const sidecar = { name: 'thanos-sidecar', id: 's-1', running: true, ready: true, restarts: 0 }
const pod: Pod = { name: 'prometheus-0', uid: 'u-1', app: 'prometheus', ready: true, deleting: false, containers: [sidecar] }

/** What it is told to do, in order. */
const told: unknown[] = []
const lab = {
  name: 'l',
  settings: { replicas: 2, scrapeIntervalMs: 1000, timing: 'fast', workers: 0 },
  pods: async () => [pod],
  object: async ({ kind, name }: { kind: string; name: string }) =>
    loadManifests().find(({ object }) => object.kind === kind && object.metadata.name === name)?.object,
  admit: async () => {},
  disturb: async (away: KeepDown, hold: Hold) => void told.push(['disturb', away, hold.id]),
  undisturb: async (away: KeepDown, hold: Hold) => void told.push(['undisturb', away, hold.id]),
  disturbed: async () => ({ verified: false, detail: 'it runs' }),
  kill: async (container: object, signal: string) => void told.push(['kill', container, signal]),
} as unknown as Lab

t.test('a job that there is not is refused before anything is done, with those that there are', async (t) => {
  await t.rejects(changeInterval.plan(lab, { replica: 'prometheus-0', job: 'thanos-qeury', interval: 3000 }, '1'), {
    code: 'scenario',
    message: 'Prometheus has no job thanos-qeury; it has prometheus, thanos-sidecar, thanos-query',
  })
  t.match(await changeInterval.plan(lab, { replica: 'prometheus-0', job: 'thanos-query', interval: 3000 }, '1'), {
    replica: 'prometheus-0',
  })
})

t.test('a container is kept away from before it is killed until it is healed, and that is part of the proof', async (t) => {
  const record = await kill.plan(lab, { replica: 'prometheus-0', container: 'thanos-sidecar', hold: 5000 }, '1')
  await kill.inject(lab, record, new AbortController().signal)
  const ended = { ...sidecar, running: false, restarts: 1, lastExit: { code: 137, at: 1 } }
  const proof = await kill.verify({ ...lab, pods: async () => [{ ...pod, containers: [ended] }] }, record)
  t.match(proof, { verified: false, detail: /exited 137.*; it runs/ })
  await kill.heal(lab, record)
  const away: KeepDown = { kind: 'keep-down', container: { pod: 'prometheus-0', container: 'thanos-sidecar' }, id: 's-1' }
  t.same(told, [
    ['disturb', away, '1'],
    ['kill', away.container, 'SIGKILL'],
    ['undisturb', away, '1'],
  ])
})

t.test('a container keeps its data', async (t) => {
  const args = kill.args(valueTypes(1000))
  const container = { replica: 'prometheus-0', container: 'prometheus', hold: '5 scrapes' }
  t.match(args.safeParse(container), { success: true, data: { hold: 5000 } })
  t.equal(args.safeParse({ ...container, data: 'lost' }).success, false)
})
