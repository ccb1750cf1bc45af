import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import type { KeepDown } from '../../../src/runtime/injection.ts'
import type { PodRef } from '../../../src/runtime/refs.ts'
import type { Lab } from '../../../src/runtime/runtime.ts'
import { until } from '../../helpers/until.ts'
import type { Contract } from '../contract.ts'
import { injectByDeadProcess, ITS_END, leaseFor } from './during.ts'
import { podThere, steady, successor, whole } from './pods.ts'
import { answering } from './reaching.ts'

/** A pod, or one container of it, is kept down: until its time whatever becomes of who asked for it, or until that is ended. */
export async function keepingDown(t: Test, contract: Contract): Promise<void> {
  await t.test('a pod, until its time, though who asked for it is dead', (test) => endsItself(test, contract))
  await t.test('a pod, until it is ended', (test) => ended(test, contract))
  await t.test('a container, though who asked for it is dead', (test) => containerDown(test, contract))
}

function keepDown({ name, uid }: PodRef): KeepDown {
  return { kind: 'keep-down', pod: { name, uid } }
}

async function endsItself(t: Test, contract: Contract): Promise<void> {
  const { lab } = contract
  await whole(lab)
  const before = (await podThere(lab, 'prometheus-0'))!
  const lease = await injectByDeadProcess(t, contract, keepDown(before))
  t.equal((await podThere(lab, before.name))?.uid, before.uid, 'the pod itself is left as it is')
  t.match(await lab.injectionEvidence(keepDown(before), lease), { verified: true, detail: /./ })
  await lab.deletePod(before)
  await until('it is gone', async () => (await lab.gone(before)).verified)
  t.ok(Date.now() < lease.until, 'well before its time')
  t.match(await lab.injectionEvidence(keepDown(before), lease), { verified: true, detail: /./ })
  t.equal(await podThere(lab, before.name), undefined, 'it is away')
  await until('the Service asks the other one alone', async () => (await answering(lab, 5)).join() === 'prometheus-1')
  await until('it returns', () => podThere(lab, before.name), ITS_END)
  t.ok(Date.now() >= lease.until - 20, `${Date.now() - lease.until} ms after its time`)
  const after = await successor(lab, before.name, before.uid)
  t.match(await lab.injectionEvidence(keepDown(before), lease), { verified: false, detail: /./ })
  await lab.endInjection(keepDown(before), lease)
  t.equal((await podThere(lab, before.name))?.uid, after.uid, 'to end what has ended changes nothing')
}

async function ended(t: Test, { lab }: Contract): Promise<void> {
  await whole(lab)
  const before = (await podThere(lab, 'prometheus-0'))!
  const lease = leaseFor(300_000)
  await lab.inject(keepDown(before), lease)
  await lab.deletePod(before)
  await until('it is gone', async () => (await lab.gone(before)).verified)
  await staysAway(t, lab, before)
  await lab.endInjection(keepDown(before), { id: 'another', until: lease.until })
  await staysAway(t, lab, before)
  await lab.endInjection(keepDown(before), lease)
  await successor(lab, before.name, before.uid)
  await lab.endInjection(keepDown(before), lease)
  await whole(lab)
  t.ok(Date.now() < lease.until, 'long before its time')
}

async function containerDown(t: Test, contract: Contract): Promise<void> {
  const { lab } = contract
  await whole(lab)
  const sidecar = async () => (await podThere(lab, 'prometheus-1'))?.containers.find(({ name }) => name === 'thanos-sidecar')
  const id = (await sidecar())?.id ?? ''
  const pod = (await podThere(lab, 'prometheus-1'))!
  const down: KeepDown = { ...keepDown(pod), container: { name: 'thanos-sidecar', id } }
  const lease = await injectByDeadProcess(t, contract, down)
  t.match(await sidecar(), { id, running: true }, 'the start that runs is left alone')
  await lab.kill({ pod: pod.name, container: 'thanos-sidecar' }, 'SIGKILL')
  await until('it has ended', async () => (await sidecar())?.running === false)
  t.match(await lab.injectionEvidence(down, lease), { verified: true })
  await until('it runs again', async () => ((await sidecar())?.ready ?? false) && Date.now() >= lease.until, 90_000)
  t.ok((await sidecar())?.id !== id && Date.now() >= lease.until - 20)
  await lab.endInjection(down, lease)
  t.match(await lab.injectionEvidence(down, lease), { verified: false })
  await steady(lab)
}

async function staysAway(t: Test, lab: Lab, { name }: PodRef): Promise<void> {
  const end = Date.now() + 1000
  let seen = false
  while (Date.now() < end) {
    seen ||= (await podThere(lab, name)) !== undefined
    await sleep(20)
  }
  t.notOk(seen, `${name} stays away`)
}
