import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import type { Fault } from '../../src/faults/fault.ts'
import type { Scenario } from '../../src/journal.ts'
import { silent } from '../../src/progress.ts'
import type { Lab } from '../../src/runtime/runtime.ts'
import { play } from '../../src/scenario/player.ts'
import { ownHome } from '../state/home.ts'

const replicas = ['prometheus-0', 'prometheus-1']
const stores = replicas.map((replica) => ({ name: replica, lastError: null, labelSets: [{ replica }] }))

/** A lab that is steady and has nothing to tell. */
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
  return { name: 'quiet', runtime: 'native', settings, pods: async () => pods, address: () => ({ url }) } as unknown as Lab
}

t.test('a fault that lasts until it is healed is looked at right before that, not at another wait for the lab', async (t) => {
  ownHome(t)
  let healed = 0
  const lasting = {
    name: 'lasting',
    plan: async (lab: Lab, _args: unknown, id: string) => {
      const now = Date.now()
      const plannedAt = new Date(now).toISOString()
      return { id, fault: 'lasting', lab: lab.name, target: 'it', plannedAt, endsBy: now + 60_000, endsItself: false, undo: {} }
    },
    inject: async () => {},
    prove: async () => ({ proven: true, detail: 'it lasts' }),
    heal: async () => void (healed = Date.now()),
  } as unknown as Fault
  const scenario: Scenario = {
    name: 'due',
    title: 't',
    teaches: 't',
    needs: [],
    outcome: 'pass',
    observe: { merged: { samples: 'up' } },
    steps: [{ fault: 'lasting', args: {} }, { until: { is: 'steady', within: 5000 } }, { wait: 300 }, { heal: 'lasting' }],
    expect: [],
  }
  const { journal } = await play({
    lab: await quietLab(),
    scenario,
    faults: [lasting],
    versions: {},
    progress: silent,
    signal: new AbortController().signal,
  })
  const injected = Date.parse(journal.faults[0]?.injectedAt ?? '')
  const looks = journal.sights.filter(({ when }) => when === 'outage').map(({ at }) => Date.parse(at))
  t.equal(looks.length, 1)
  t.ok((looks[0] ?? 0) - injected >= 300, 'after the wait')
  t.ok((looks[0] ?? Infinity) <= healed, 'before it was healed')
})
