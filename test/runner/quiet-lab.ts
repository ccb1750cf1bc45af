import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import type { Fault } from '../../src/faults/define.ts'
import { silent } from '../../src/lib/progress.ts'
import type { RunRecord } from '../../src/model/run.ts'
import type { Scenario } from '../../src/model/scenario.ts'
import { runScenario } from '../../src/runner/runner.ts'
import type { FaultRecord } from '../../src/storage/ledger.ts'
import type { Lab } from '../../src/runtime/runtime.ts'

/* Runs on a lab that has nothing to say, with faults that do nothing. */

const replicas = ['prometheus-0', 'prometheus-1']
const stores = replicas.map((replica) => ({ name: replica, lastError: null, labelSets: [{ replica }] }))

/** A lab that is steady and has no sample. */
export async function quietLab(): Promise<Lab> {
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
export function fault(name: string, heal: () => void, ms?: number, more: Partial<Fault> = {}): Fault {
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
    // From now on: to write it into the ledger takes long where the disk is busy.
    inject: async (_lab: Lab, record: FaultRecord) => void (record.endsBy = ms === 0 ? record.endsBy : Date.now() + (ms ?? 60_000)),
    verify: async () => ({ verified: true, detail: 'it lasts' }),
    heal: async () => heal(),
    ...more,
  } as unknown as Fault
}

export async function recordOf(faults: Fault[], steps: Scenario['steps']): Promise<RunRecord> {
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
