import t from 'tap'
import { STALLED } from '../../src/model/probes.ts'
import { startProbes } from '../../src/observe/probes.ts'
import { impostorLab, ok } from '../helpers/impostors.ts'
import { until } from '../helpers/until.ts'

const sidecar = (replica: string, lastError: string | null) => ({ name: replica, lastError, labelSets: [{ replica }] })

t.test('probes keep warnings and healthy stores; a request that finds no place waits as long as the oldest', async (t) => {
  const data = { sidecar: [sidecar('prometheus-1', null), sidecar('prometheus-0', 'connection refused')] }
  const lab = await impostorLab(t, ({ part, path }) => {
    if (part === 'service') return new Promise<never>(() => {})
    return path === '/api/v1/stores'
      ? { status: 200, body: { data } }
      : ok([{ metric: {}, values: [[1000.14, '1']] }], { warnings: ['w1', 'w2'] })
  })
  const probes = startProbes(lab, 'up')
  const stop = () => Promise.all(Object.values(probes).map((probe) => probe.stop()))
  t.teardown(stop)
  const stalled = () => probes.service.results.filter(({ error }) => error === STALLED)
  await until('three requests stalled', () => probes.stores.results.length > 0 && stalled().length >= 3)
  await stop()
  t.match(probes.query.results[0], { error: undefined, warnings: ['w1', 'w2'] })
  t.match(probes.stores.results[0], { error: undefined, replicas: ['prometheus-1'] })
  const [first, second] = stalled()
  t.ok((first?.ms ?? 0) >= 700 && (second?.ms ?? 0) > (first?.ms ?? 0), 'longer and longer', { first, second })
})
