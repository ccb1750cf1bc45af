import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { LabPlan, Slot } from '../../../src/runtime/native/plan.ts'
import { until } from '../../helpers/until.ts'
import { exists, running, sh, STAY } from './scripts.ts'

/* A kubelet that goes from plan to plan, shown with shell scripts. */

t.test('a file is rewritten under a running pod; a pod that has changed is replaced, the last one first', async (t) => {
  const { kubelet, folder } = await running(t, (home) => [sh('main', STAY, { readiness: exists(join(home, 'warm')) })])
  const [slot] = kubelet.plan.slots as [Slot]
  const pair = (more: Partial<Slot>): LabPlan => {
    const slots = ['p-0', 'p-1'].map((id): Slot => ({ ...slot, ...more, id }))
    return { ...kubelet.plan, slots }
  }
  const file = (text: string) => [{ kind: 'config' as const, folder: join(folder, 'config'), files: { 'a.txt': text } }]
  const uids = () => kubelet.pods().map(({ name, uid, containers }) => [name, uid, containers[0]?.id])
  writeFileSync(join(folder, 'warm'), '')
  await kubelet.follow(pair({ volumes: file('one') }))
  await until('both are ready', () => kubelet.pods().length === 2 && kubelet.pods().every(({ ready }) => ready))
  const before = uids()
  await kubelet.follow(pair({ volumes: file('two, which is longer') }))
  await kubelet.follow(pair({ volumes: file('3') }))
  t.equal(readFileSync(join(folder, 'config', 'a.txt'), 'utf8'), '3')
  t.same(uids(), before, 'nothing was started again')

  rmSync(join(folder, 'warm'))
  const others = [sh('main', `: other; ${STAY}`, { readiness: exists(join(folder, 'warm')) })]
  await kubelet.follow(pair({ volumes: file('3'), containers: others }))
  await until('the last one is replaced', () => uids()[1]?.[1] !== before[1]?.[1] && kubelet.pods()[1]?.containers[0]?.running)
  t.same(uids()[0], before[0], 'the first one waits until it is ready')
  writeFileSync(join(folder, 'warm'), '')
  await until('the first one follows', () => uids()[0]?.[1] !== before[0]?.[1] && kubelet.pods().every(({ ready }) => ready))
  await kubelet.follow({ ...kubelet.plan, slots: [] })
  await until('none is left', () => kubelet.pods().length === 0)
})

t.test('a frozen container is ended gently all the same', async (t) => {
  const { kubelet, folder, state, file } = await running(
    t,
    (home) => [sh('main', `trap 'echo bye > ${home}/bye; exit 0' TERM; echo up > ${home}/up; ${STAY}`)],
    { graceSeconds: 20 },
  )
  await until('it listens for signals', () => file('up'))
  const container = kubelet.container('p-0', 'main')
  t.equal(container?.freeze('another start'), undefined)
  t.type(container?.freeze(state('main')?.id ?? ''), 'number')
  const begun = Date.now()
  await kubelet.stop()
  t.ok(existsSync(join(folder, 'bye')))
  t.ok(Date.now() - begun < 20_000, `${Date.now() - begun} ms, less than the grace`)
})
