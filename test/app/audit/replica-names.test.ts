import t from 'tap'
import { replicaNamer } from '../../../src/app/audit/replica-names.ts'

const series = ['eu1', 'us1'].flatMap((cluster) => ['a', 'b'].map((replica) => ({ job: 'x', cluster, replica })))
const store = (type: string, ...labelSets: Record<string, string>[]) => ({ type, labelSets })
const named = (replicaLabels: string[], stores: ReturnType<typeof store>[], all = series) => {
  const name = replicaNamer(all, replicaLabels, stores)
  return [...new Set(all.map(name))]
}

t.test('replicas of several Prometheus servers with one name are told apart by external labels', async (t) => {
  const sidecars = series.map(({ cluster, replica }) => store('sidecar', { cluster, replica }))
  t.same(named(['replica'], sidecars), ['a (cluster=eu1)', 'b (cluster=eu1)', 'a (cluster=us1)', 'b (cluster=us1)'])
  t.same(named(['cluster', 'replica'], sidecars), [
    'cluster=eu1,replica=a',
    'cluster=eu1,replica=b',
    'cluster=us1,replica=a',
    'cluster=us1,replica=b',
  ])
  t.same(named(['replica'], sidecars.slice(0, 2), series.slice(0, 2)), ['a', 'b'], 'a label that tells nothing apart is not shown')
})

t.test('a label that targets were given is none of the replica', async (t) => {
  t.same(named(['replica'], [store('sidecar', { replica: 'a' }), store('sidecar', { replica: 'b' })]), ['a', 'b'])
})

t.test("a receiver's series have the external labels of what sends them", async (t) => {
  t.same(named(['replica'], [store('receive', { tenant_id: 'x' })]), [
    'a (cluster=eu1)',
    'b (cluster=eu1)',
    'a (cluster=us1)',
    'b (cluster=us1)',
  ])
})

t.test('what has no replica label', async (t) => {
  const sidecars = series.map(({ cluster, replica }) => store('sidecar', { cluster, replica }))
  t.same(named([], sidecars)[0], 'cluster=eu1,replica=a')
  t.same(named(['replica'], [], series.map(({ job }) => ({ job })) as typeof series), ['(no replica label)'])
})
