import type { Test } from 'tap'
import { type Address, sendRequest } from '../../../src/lib/http.ts'
import { instant } from '../../../src/observe/prometheus.ts'
import { storesOf } from '../../../src/observe/thanos-api.ts'
import { replicaNames } from '../../../src/model/workloads.ts'
import type { Lab } from '../../../src/runtime/runtime.ts'
import { until } from '../../helpers/until.ts'
import type { Contract } from '../contract.ts'
import { steady } from './pods.ts'

/** Everything answers where the runtime says, and is what it says it is. */
export async function reaching(t: Test, { lab }: Contract): Promise<void> {
  await steady(lab)
  const { query, service, replicas } = lab.urls()
  t.match(query, /^http:\/\/127\.0\.0\.1:\d+$/)
  for (const url of [query, service ?? query, ...Object.values(replicas)])
    t.match(
      await sendRequest({ url }, '/api/v1/query', { params: { query: '1' }, timeoutMs: 5000 }),
      { status: 200, body: { status: 'success' } },
      url,
    )
  for (const name of replicaNames(lab.settings.replicas))
    t.equal(await replicaAt(lab.address(name)), name, `the address of ${name} is its own`)

  // On a busy machine a store does not tell about itself within a second, or a replica is not Ready, now and then.
  const names = replicaNames(lab.settings.replicas)
  const healthy = names.map((name) => `${name} true`).join()
  await until('Query has a healthy store of each replica, and no other', async () => (await stores(lab)).join() === healthy, 60_000)
  await until('the Service picks any of them', async () => (await answering(lab, 40)).join() === names.join(), 60_000)
  await sameTargets(t, lab)
}

/** Every store that Query has: its replica, and whether it is healthy. */
async function stores(lab: Lab): Promise<string[]> {
  const seen = await storesOf(lab.address('query'))
  return 'stores' in seen ? seen.stores.map(({ replica, healthy }) => `${replica} ${healthy}`).sort() : [seen.error]
}

/** A Prometheus says in its configuration which replica it is. */
export async function replicaAt(address: Address): Promise<string | undefined> {
  const { body } = await sendRequest(address, '/api/v1/status/config', { timeoutMs: 5000 })
  return /replica: (\S+)/.exec(JSON.stringify(body).replaceAll(String.raw`\n`, ' '))?.[1]
}

/** Who answers for the Service, asked so often. */
export async function answering(lab: Lab, times: number): Promise<string[]> {
  const seen = new Set<string>()
  for (let asked = 0; asked < times; asked += 1) seen.add((await replicaAt(lab.address('service')).catch(() => 'nobody')) ?? 'nobody')
  return [...seen].sort()
}

/** The same series on each, so that every one has a twin to be merged with; all of them up. */
async function sameTargets(t: Test, lab: Lab): Promise<void> {
  const ups = async (name: string) => {
    const answer = await instant(lab.address(name), 'up')
    return 'series' in answer ? answer.series.map(({ labels, samples }) => `${JSON.stringify(labels)} ${samples[0]?.[1]}`).sort() : []
  }
  const targets = 2 * lab.settings.replicas + 1
  const all = await until('both replicas scrape every target', async () => {
    const each = await Promise.all(replicaNames(lab.settings.replicas).map(ups))
    return each.every((series) => series.length === targets && series.every((one) => one.endsWith(' 1'))) && each
  })
  for (const series of all) t.same(series, all[0])
}
