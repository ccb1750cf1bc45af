import type { Test } from 'tap'
import type { Freeze } from '../../../src/runtime/injection.ts'
import { until } from '../../helpers/until.ts'
import type { Contract } from '../contract.ts'
import { injectByDeadProcess, during, leaseFor, ITS_END, verified } from './during.ts'
import { identity, podThere, steady, successor, whole } from './pods.ts'

const container = { pod: 'prometheus-1', container: 'thanos-sidecar' }

/** A container that stands still: it thaws by itself, and it can be ended meanwhile. */
export async function freezing(t: Test, contract: Contract): Promise<void> {
  await t.test('it thaws by itself, though who asked for it is dead', (test) => thaws(test, contract))
  await t.test('a frozen pod is deleted', (test) => deleted(test, contract))
  await t.test('a start that is over is not frozen', (test) => missed(test, contract))
}

async function freezeNow({ lab }: Contract): Promise<Freeze> {
  const pod = await podThere(lab, container.pod)
  return { kind: 'freeze', container, id: pod?.containers.find(({ name }) => name === container.container)?.id ?? '' }
}

async function thaws(t: Test, contract: Contract): Promise<void> {
  const { lab } = contract
  await whole(lab)
  const before = identity(await lab.pods())
  const freeze = await freezeNow(contract)
  const lease = await injectByDeadProcess(t, contract, freeze)
  t.match(await verified(lab, freeze, lease), { verified: true, detail: /./ })
  t.ok(Date.now() < lease.until, 'well before its end')
  await until('it goes on', async () => !(await lab.injectionEvidence(freeze, lease)).verified, ITS_END)
  t.ok(Date.now() >= lease.until - 20, `${Date.now() - lease.until} ms after its time`)
  await lab.endInjection(freeze, lease)
  await steady(lab)
  t.same(identity(await lab.pods()), before, 'nothing was started again')
}

async function deleted(t: Test, contract: Contract): Promise<void> {
  const { lab } = contract
  const before = (await podThere(lab, container.pod))!
  await during(t, lab, await freezeNow(contract), async () => {
    await lab.deletePod(before)
    await until('it has ended', async () => (await lab.gone(before)).verified)
  })
  await successor(lab, before.name, before.uid)
  await whole(lab)
}

async function missed(t: Test, { lab }: Contract): Promise<void> {
  const before = identity(await lab.pods())
  await t.rejects(lab.inject({ kind: 'freeze', container, id: 'another-start' }, leaseFor(60_000)), {
    code: 'no-target',
    message: /freeze/,
  })
  t.same(identity(await lab.pods()), before)
}
