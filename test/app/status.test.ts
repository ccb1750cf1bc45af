import t, { type Test } from 'tap'
import { statusOfWhole } from '../../src/app/status.ts'
import type { Pod } from '../../src/model/lab.ts'
import { impostorLab } from '../helpers/impostors.ts'

/* The status that `up` prints of a lab that it saw to be whole. Seen on a busy machine (kind, seed 91002; native, seed 20004): one store not healthy, once. */

const pod = (name: string): Pod => ({ name, uid: name, app: 'prometheus', ready: true, deleting: false, containers: [] })
const store = (replica: string, lastError: string | null) => ({ name: replica, lastError, labelSets: [{ replica }] })

/** The state that `up` tells, of a lab one of whose stores fails its first so many health checks; and the looks that it took. */
async function told(t: Test, failures: number, withinMs?: number) {
  let looks = 0
  const lab = await impostorLab(t, () => {
    looks += 1
    const stores = [store('prometheus-0', null), store('prometheus-1', looks <= failures ? 'context deadline exceeded' : null)]
    return { status: 200, body: { data: { sidecar: stores } } }
  })
  const whole = {
    ...lab,
    name: 'a-lab',
    runtime: 'native' as const,
    pods: async () => ['prometheus-0', 'prometheus-1'].map(pod),
    urls: () => ({ query: lab.address('query').url, replicas: {} }),
  }
  const signal = new AbortController().signal
  const { lab: seen } = await statusOfWhole(whole, Date.now(), { signal, ...(withinMs === undefined ? {} : { withinMs }) })
  return { state: seen.state, unhealthy: seen.stores.filter(({ healthy }) => !healthy).map(({ replica }) => replica), looks }
}

t.test('one look is enough where all is well', async (t) => {
  t.same(await told(t, 0), { state: 'up', unhealthy: [], looks: 1 })
})

t.test('a store that was not healthy for a moment is looked at again', async (t) => {
  t.same(await told(t, 3), { state: 'up', unhealthy: [], looks: 4 })
})

t.test('what stays away is told', async (t) => {
  t.match(await told(t, Infinity, 100), { state: 'partial', unhealthy: ['prometheus-1'] })
})
