import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import type { Fault } from '../../src/faults/define.ts'
import { silent } from '../../src/lib/progress.ts'
import type { RunRecord } from '../../src/model/run.ts'
import type { Scenario } from '../../src/model/scenario.ts'
import { runScenario } from '../../src/runner/runner.ts'
import type { Lab } from '../../src/runtime/runtime.ts'
import { ownHome } from '../storage/home.ts'

const replicas = ['prometheus-0', 'prometheus-1']
const stores = replicas.map((replica) => ({ name: replica, lastError: null, labelSets: [{ replica }] }))

/** A lab that is steady and has no sample. */
async function quietLab(): Promise<Lab> {
  const server = createServer((request, response) => {
    const data = request.url?.startsWith('/api/v1/stores') === true ? { sidecar: stores } : { result: [] }
    response.end(JSON.stringify({ status: 'success', data }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const pods = replicas.map((name) => ({ name, uid: name, app: 'prometheus', ready: true, deleting: false, containers: [] }))
  const settings = { replicas: 2, scrapeIntervalMs: 1000, timing: 'fast', workers: 0 }
  return {
    name: 'quiet',
    runtime: 'native',
    settings,
    prepare: async () => {},
    identify: async () => {},
    pods: async () => pods,
    address: () => ({ url }),
  } as unknown as Lab
}

/** A fault that does nothing, and is over by itself after `ms`; without it, when it is healed. */
function fault(name: string, heal: () => void, ms?: number): Fault {
  return {
    name,
    plan: async (lab: Lab, _args: unknown, id: string) => {
      const now = Date.now()
      const plannedAt = new Date(now).toISOString()
      return {
        id,
        fault: name,
        lab: lab.name,
        target: 'it',
        plannedAt,
        endsBy: now + (ms ?? 60_000),
        endsItself: ms !== undefined,
        undo: {},
      }
    },
    inject: async () => {},
    verify: async () => ({ verified: true, detail: 'it lasts' }),
    heal: async () => heal(),
  } as unknown as Fault
}

async function recordOf(faults: Fault[], steps: Scenario['steps']): Promise<RunRecord> {
  const scenario: Scenario = {
    name: 'due',
    title: 't',
    teaches: 't',
    needs: [],
    outcome: 'pass',
    observe: { merged: { samples: 'up' } },
    steps,
    expect: [],
  }
  const { record } = await runScenario({
    lab: await quietLab(),
    scenario,
    faults,
    placeOf: (step) => `due.yaml, step ${step}`,
    versions: {},
    predict: () => ({}),
    keepCounters: new Set(),
    progress: silent,
    signal: new AbortController().signal,
  })
  return record
}

/** When the snapshots during the outage were taken, Unix ms. */
function timesDuring({ snapshots }: RunRecord): number[] {
  return snapshots.flatMap(({ phase, at }) => (phase === 'during' ? [Date.parse(at)] : []))
}

t.test('the snapshot of a fault that lasts until it is healed is taken right before that, not at another wait for the lab', async (t) => {
  ownHome(t)
  let healed = 0
  const lasting = fault('lasting', () => (healed = Date.now()))
  const steps = [{ fault: 'lasting', args: {} }, { until: { is: 'steady' as const, within: 5000 } }, { wait: 300 }, { heal: 'lasting' }]
  const record = await recordOf([lasting], steps)
  const injected = Date.parse(record.faults[0]?.injectedAt ?? '')
  const times = timesDuring(record)
  t.equal(times.length, 1)
  t.ok((times[0] ?? 0) - injected >= 300, 'after the wait')
  t.ok((times[0] ?? Infinity) <= healed, 'before it was healed')
})

t.test('so it is where another fault has its own snapshot due, which is taken all the same', async (t) => {
  ownHome(t)
  let healed = 0
  const faults = [fault('lasting', () => (healed = Date.now())), fault('passing', () => {}, 1500)]
  const record = await recordOf(faults, [
    { fault: 'lasting', args: {} },
    { fault: 'passing', args: {} },
    { wait: 100 },
    { heal: 'lasting' },
    { wait: 600 },
  ])
  const times = timesDuring(record)
  t.equal(times.length, 2)
  t.ok((times[0] ?? Infinity) <= healed && (times[1] ?? 0) > healed, 'one before the healing, one when it is due')
})
