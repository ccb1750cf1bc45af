import type { Test } from 'tap'
import { rawSamples } from '../../../src/observe/prometheus.ts'
import { until } from '../../helpers/until.ts'
import type { Contract } from '../contract.ts'
import { leaseFor } from './during.ts'
import { podThere, successor, whole, WITNESS } from './pods.ts'

/** A pod that ends in its own time; and one that comes back without its data. */
export async function parting(t: Test, contract: Contract): Promise<void> {
  await t.test('a pod is retired', (test) => retired(test, contract))
  await t.test('a pod that is kept down is wiped', (test) => wiped(test, contract))
}

async function retired(t: Test, { lab }: Contract): Promise<void> {
  const before = (await podThere(lab, 'prometheus-1'))!
  await lab.retire(before)
  await until('it has ended', async () => (await lab.gone(before)).verified, 90_000)
  await successor(lab, before.name, before.uid)
  await t.rejects(lab.retire(before), { code: 'no-target', message: /prometheus-1/ }, 'it is not there any more')
  await whole(lab)
}

async function wiped(t: Test, { lab }: Contract): Promise<void> {
  const before = (await podThere(lab, 'prometheus-0'))!
  const samples = async () => {
    const to = Date.now()
    const answer = await rawSamples(lab.address(before.name), WITNESS, { from: to - 3_600_000, to })
    return 'series' in answer ? (answer.series[0]?.samples ?? []) : []
  }
  t.ok((await samples()).length > 0, 'it has samples')
  await t.rejects(lab.wipe(before), { code: 'no-target' }, 'it runs')
  const keepDown = { kind: 'keep-down' as const, pod: { name: before.name, uid: before.uid } }
  const lease = leaseFor(10 * 60_000)
  await lab.inject(keepDown, lease)
  await lab.deletePod(before)
  await until('it is gone', async () => (await lab.gone(before)).verified)
  const at = Date.now()
  await lab.wipe(before)
  await lab.endInjection(keepDown, lease)
  await successor(lab, before.name, before.uid)
  await whole(lab)
  const after = await until('it scrapes', async () => {
    const found = await samples()
    return found.length > 0 && found
  })
  t.ok(Number(after[0]?.[0]) * 1000 >= at, 'its history begins after the wipe')
}
