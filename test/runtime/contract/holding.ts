import type { Test } from 'tap'
import type { KeepDown } from '../../../src/runtime/injection.ts'
import type { Lab, PodRef } from '../../../src/runtime/runtime.ts'
import { until } from '../../helpers/until.ts'
import type { Contract } from '../contract.ts'
import { askedByTheDead, holdFor, ITS_END, SHORT_HOLD } from './during.ts'
import { podThere, steady, successor } from './pods.ts'
import { answering } from './reaching.ts'

/** A pod, or one container of it, that is kept away: until its time whatever becomes of who asked for it, or until it is released. */
export async function holding(t: Test, contract: Contract): Promise<void> {
  await t.test('a hold ends by itself, though who asked for it is dead', (test) => endsItself(test, contract))
  await t.test('a hold is released', (test) => released(test, contract))
  await t.test('a container is kept away, though who asked for it is dead', (test) => keptAway(test, contract))
}

async function endsItself(t: Test, contract: Contract): Promise<void> {
  const { lab } = contract
  await steady(lab)
  const before = (await podThere(lab, 'prometheus-0'))!
  const hold = holdFor(SHORT_HOLD)
  await askedByTheDead(t, contract, { deletePod: { name: before.name, uid: before.uid } }, hold)
  await until('it is gone', async () => (await lab.gone(before)).verified)
  t.ok(Date.now() < hold.until, 'well before the hold ends')
  t.equal(await podThere(lab, before.name), undefined, 'it is away')
  await until('the Service asks the other one alone', async () => (await answering(lab, 5)).join() === 'prometheus-1')
  await until('it returns', () => podThere(lab, before.name), ITS_END)
  t.ok(Date.now() >= hold.until - 20, `${Date.now() - hold.until} ms after the hold's end`)
  const after = await successor(lab, before.name, before.uid)
  await lab.release(before, hold)
  t.equal((await podThere(lab, before.name))?.uid, after.uid, 'to release what has ended changes nothing')
}

async function released(t: Test, { lab }: Contract): Promise<void> {
  await steady(lab)
  const before = (await podThere(lab, 'prometheus-0'))!
  const hold = holdFor(300_000)
  await lab.deletePod(before, hold)
  await until('it is gone', async () => (await lab.gone(before)).verified)
  await staysAway(t, lab, before)
  await lab.release(before, { id: 'another', until: hold.until })
  await staysAway(t, lab, before)
  await lab.release(before, hold)
  await successor(lab, before.name, before.uid)
  await lab.release(before, hold)
  await steady(lab)
  t.ok(Date.now() < hold.until, 'long before its time')
}

async function keptAway(t: Test, contract: Contract): Promise<void> {
  const { lab } = contract
  await steady(lab)
  const sidecar = async () => (await podThere(lab, 'prometheus-1'))?.containers.find(({ name }) => name === 'thanos-sidecar')
  const id = (await sidecar())?.id ?? ''
  const away: KeepDown = { kind: 'keep-down', container: { pod: 'prometheus-1', container: 'thanos-sidecar' }, id }
  const hold = holdFor(SHORT_HOLD)
  await askedByTheDead(t, contract, { disturb: away }, hold)
  t.match(await sidecar(), { id, running: true }, 'the start that runs is left alone')
  await lab.kill(away.container, 'SIGKILL')
  await until('it has ended', async () => (await sidecar())?.running === false)
  t.match(await lab.injectionEvidence(away, hold), { verified: true })
  await until('it runs again', async () => ((await sidecar())?.ready ?? false) && Date.now() >= hold.until, 90_000)
  t.ok((await sidecar())?.id !== id && Date.now() >= hold.until - 20)
  await lab.endInjection(away, hold)
  t.match(await lab.injectionEvidence(away, hold), { verified: false })
  await steady(lab)
}

async function staysAway(t: Test, lab: Lab, { name }: PodRef): Promise<void> {
  const end = Date.now() + 1000
  let seen = false
  while (Date.now() < end) seen ||= (await podThere(lab, name)) !== undefined
  t.notOk(seen, `${name} stays away`)
}
