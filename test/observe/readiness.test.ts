import t from 'tap'
import type { Pod } from '../../src/model/lab.ts'
import { patienceWith } from '../../src/observe/readiness.ts'

const pod = (name: string, ready: boolean): Pod => ({ name, uid: name, app: 'prometheus', ready, deleting: false, containers: [] })

t.test('who is away is not waited for as long as who is Ready', async (t) => {
  const patience = await patienceWith({ pods: async () => [pod('prometheus-0', true), pod('prometheus-1', false)] })
  const [ready = 0, unready = 0, gone = 0] = ['prometheus-0', 'prometheus-1', 'prometheus-2'].map(patience)
  t.ok(ready > unready)
  t.equal(gone, unready)
  const unknown = await patienceWith({ pods: async () => Promise.reject(new Error('the API server is away')) })
  t.equal(unknown('prometheus-1'), ready, 'where that is not known, every replica is')
})
