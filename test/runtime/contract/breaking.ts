import type { Test } from 'tap'
import { rawSamples } from '../../../src/observe/prometheus.ts'
import type { KeepDown } from '../../../src/runtime/injection.ts'
import type { Lab } from '../../../src/runtime/runtime.ts'
import { until } from '../../helpers/until.ts'
import type { Contract } from '../contract.ts'
import { identity, podThere, successor, whole, WITNESS } from './pods.ts'

/** A container killed, a pod deleted: what goes, what stays, and how it is verified. */
export async function breaking(t: Test, contract: Contract): Promise<void> {
  await t.test('a container is killed', (test) => killed(test, contract))
  await t.test('a pod is deleted', (test) => deleted(test, contract))
  await t.test('what is not there is refused', (test) => refused(test, contract))
}

async function killed(t: Test, { lab }: Contract): Promise<void> {
  await hasSamples(lab, 'prometheus-0')
  const [before, at] = [await podThere(lab, 'prometheus-0'), Date.now()]
  const prometheus = before?.containers.find(({ name }) => name === 'prometheus')
  await lab.kill({ pod: 'prometheus-0', container: 'prometheus' }, 'SIGKILL')
  const after = await until(
    'it is restarted',
    async () => {
      const pod = await podThere(lab, 'prometheus-0')
      return pod?.ready && pod.containers.some(({ name, restarts }) => name === 'prometheus' && restarts === 1) ? pod : undefined
    },
    90_000,
  )
  t.equal(after.uid, before?.uid, 'the pod is the same')
  const [sidecar, killedOne] = after.containers
  t.match(killedOne, { name: 'prometheus', running: true, restarts: 1, lastExit: { code: 137 } })
  t.not(killedOne?.id, prometheus?.id, 'another start has another id')
  t.equal(sidecar?.id, before?.containers[0]?.id, 'its neighbour runs on')
  t.ok(await samplesBefore(lab, 'prometheus-0', at), 'its data is kept')
}

async function deleted(t: Test, { lab, mark, marked }: Contract): Promise<void> {
  await whole(lab)
  const before = (await podThere(lab, 'prometheus-1'))!
  await hasSamples(lab, before.name)
  const at = Date.now()
  t.match(await lab.gone(before), { verified: false, detail: /./ }, 'it runs')
  await mark(before)
  t.ok(await marked(before))
  await lab.deletePod(before)
  await until('it is gone', async () => (await lab.gone(before)).verified)
  const after = await successor(lab, before.name, before.uid)
  t.match(await lab.gone(before), { verified: true, detail: /./ })
  t.match(await lab.gone(after), { verified: false })
  t.ok(after.containers.every(({ restarts }) => restarts === 0))
  t.ok(await samplesBefore(lab, before.name, at), 'its claim is kept')
  t.notOk(await marked(after), 'its emptyDir is wiped')
  await whole(lab)
}

async function refused(t: Test, { lab }: Contract): Promise<void> {
  const before = await lab.pods()
  await t.rejects(lab.deletePod({ name: 'prometheus-0', uid: 'f3f7b1a0-0000-4000-8000-000000000000' }), {
    code: 'no-target',
    message: /prometheus-0/,
  })
  const stale: KeepDown = { kind: 'keep-down', pod: { name: 'prometheus-0', uid: 'f3f7b1a0-0000-4000-8000-000000000000' } }
  await t.rejects(lab.inject(stale, { id: 'stale', until: Date.now() + 60_000 }), { code: 'no-target', message: /prometheus-0/ })
  await t.rejects(lab.kill({ pod: 'prometheus-0', container: 'nobody' }, 'SIGKILL'), { code: 'no-target' })
  await t.rejects(lab.kill({ pod: 'prometheus-9', container: 'prometheus' }, 'SIGKILL'), { code: 'no-target' })
  t.same(identity(await lab.pods()), identity(before), 'nothing was touched')
}

async function samplesBefore(lab: Lab, replica: string, at: number): Promise<number> {
  const answer = await rawSamples(lab.address(replica), WITNESS, { from: at - 60_000, to: at })
  return 'series' in answer ? (answer.series[0]?.samples.length ?? 0) : 0
}

function hasSamples(lab: Lab, replica: string): Promise<unknown> {
  return until(`${replica} has samples`, async () => (await samplesBefore(lab, replica, Date.now())) >= 3)
}
