import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { exec } from '../../../src/lib/exec.ts'
import { Injections } from '../../../src/runtime/native/inject/injections.ts'
import { until } from '../../helpers/until.ts'
import { exists, running, sh, STAY } from './scripts.ts'

/* The kubelet's rules, shown with shell scripts in the place of Prometheus. */

/** The processes of a group that still run; one that has ended and is not yet reaped does not. */
async function groupOf(pid: number): Promise<string[]> {
  const { stdout } = await exec('ps', ['-A', '-o', 'pgid=,stat=,command='])
  return stdout.split('\n').filter((line) => new RegExp(`^\\s*${pid}\\s+[^Z]`).test(line))
}

t.test('a main container starts once its sidecar has started, and a pod is ready once all are', async (t) => {
  const { folder, pod, state, file } = await running(t, (home) => [
    sh('first', `echo init >> ${home}/order`, { role: 'init' }),
    sh('sidecar', `echo sidecar >> ${home}/order; ${STAY}`, { role: 'sidecar', startup: exists(join(home, 'configured')) }),
    sh('main', `echo main >> ${home}/order; ${STAY}`, { readiness: exists(join(home, 'warm')) }),
  ])
  await until('the sidecar runs', () => file('order') === 'init\nsidecar\n')
  await sleep(300)
  t.equal(file('order'), 'init\nsidecar\n', 'the main one waits')
  t.equal(state('main')?.running, false)
  writeFileSync(join(folder, 'configured'), '')
  await until('the main one runs', () => state('main')?.running)
  t.match(pod(), { ready: false, reason: 'not ready: main' })
  writeFileSync(join(folder, 'warm'), '')
  await until('the pod is ready', () => pod()?.ready)
  t.same(
    pod()?.containers.map(({ name }) => name),
    ['sidecar', 'main'],
    'an init container is none of those that stay',
  )
})

t.test('its environment is what the manifest says, and nothing of this machine', async (t) => {
  const env = [
    { name: 'POD_NAME', value: { field: 'metadata.name' } },
    { name: 'GREETING', value: 'hi' },
  ]
  process.env['LAB_SECRET'] = 'leaked'
  t.teardown(() => delete process.env['LAB_SECRET'])
  const { file } = await running(t, (home) => [
    { ...sh('main', `env > ${home}/env; echo "$(POD_NAME) $(GREETING) $(NOBODY)" > ${home}/args; ${STAY}`), env },
  ])
  await until('it has told its arguments', () => file('args').endsWith('\n'))
  t.match(file('args'), /^p-0 hi /)
  t.match(file('env'), /^POD_NAME=p-0$/m)
  t.notMatch(file('env'), /leaked/)
})

t.test('one that ends is restarted: at once, then after ten seconds', async (t) => {
  const { state, file } = await running(t, (home) => [sh('main', `echo start >> ${home}/starts; exit 3`)])
  await until('two ends', () => state('main')?.restarts === 2)
  t.equal(file('starts'), 'start\nstart\n')
  t.match(state('main'), { running: false, lastExit: { code: 3 } })
  await sleep(500)
  t.equal(file('starts'), 'start\nstart\n', 'the third start is held back')
})

t.test("the lab's own kills do not count towards the back-off", async (t) => {
  const { kubelet, pod, state, file } = await running(t, (home) => [sh('main', `echo start >> ${home}/starts; ${STAY}`)])
  const ids = new Set<string>()
  for (let kills = 1; kills <= 4; kills += 1) {
    await until('it runs', () => file('starts') === 'start\n'.repeat(kills))
    ids.add(state('main')?.id ?? '')
    t.equal(kubelet.kill('p-0', 'main', 'SIGKILL'), true)
    await until('its end is seen', () => state('main')?.restarts === kills)
    t.equal(state('main')?.lastExit?.code, 137)
  }
  await until('it runs again', () => file('starts') === 'start\n'.repeat(5))
  t.equal(ids.size, 4, 'each start has an id of its own')
  t.equal(kubelet.kill('p-0', 'nobody', 'SIGKILL'), false)
  t.equal(kubelet.kill('nobody', 'main', 'SIGKILL'), false)
  t.equal(pod()?.name, 'p-0')
})

t.test('a container that is kept down starts when that is ended, and its pod can be ended meanwhile', async (t) => {
  const { kubelet, state, file } = await running(t, (home) => [sh('main', `echo start >> ${home}/starts; ${STAY}`)])
  const main = () => kubelet.container('p-0', 'main')
  await until('it runs', () => file('starts') === 'start\n')
  t.equal(main()?.keepDown('another-start'), false)
  t.equal(main()?.keepDown(state('main')?.id ?? ''), true)
  t.equal(state('main')?.running, true, 'the one that runs is left alone')
  kubelet.kill('p-0', 'main', 'SIGKILL')
  await until('it has ended', () => state('main')?.running === false)
  await sleep(200)
  t.equal(file('starts'), 'start\n', 'its next start waits')
  main()?.letStart()
  await until('it runs again', () => file('starts') === 'start\n'.repeat(2))
  t.equal(main()?.keepDown(state('main')?.id ?? ''), true)
  kubelet.kill('p-0', 'main', 'SIGKILL')
  await until('it has ended', () => state('main')?.running === false)
  await kubelet.stop()
  t.equal(file('starts'), 'start\n'.repeat(2), 'what is stopped does not start')
})

t.test('a liveness probe that fails restarts it', async (t) => {
  const { folder, state } = await running(t, (home) => [sh('main', STAY, { liveness: exists(join(home, 'alive'), { failures: 1 }) })])
  await until('a restart', () => (state('main')?.restarts ?? 0) >= 1)
  t.equal(state('main')?.lastExit?.code, 143)
  writeFileSync(join(folder, 'alive'), '')
})

t.test('a deleted pod: another uid, claims kept, the rest wiped, every process ended', async (t) => {
  const script = `echo $$ > $HOME/../../../pid; echo x >> $HOME/../../../claim/kept; echo x >> $HOME/../../../empty/lost; sleep 1000 & ${STAY}`
  const { kubelet, pod, file } = await running(t, () => [sh('main', script)])
  await until('its data', () => file('claim/kept') === 'x\n' && file('empty/lost') === 'x\n')
  const before = pod()?.uid ?? ''
  t.match(kubelet.gone('p-0', before), { verified: false })
  const pid = Number(file('pid'))
  t.ok((await groupOf(pid)).length >= 2, 'a shell and its child')
  t.equal(kubelet.deletePod('another-uid'), false)
  t.equal(kubelet.deletePod(before), true)
  t.equal(kubelet.deletePod(before), false, 'it is on its way')
  await until("the next pod's data", () => file('claim/kept') === 'x\nx\n' && file('empty/lost') === 'x\n')
  t.not(pod()?.uid, before)
  t.match(kubelet.gone('p-0', before), { verified: true, facts: { uid: before, main: 137, successor: pod()?.uid } })
  t.same(await groupOf(pid), [], 'its children have ended, too')
})

t.test('the next pod is kept down until its time, or until that is ended', async (t) => {
  const { kubelet, pod } = await running(t, () => [sh('main', STAY)])
  const injections = new Injections(kubelet)
  const keepDown = () => ({ kind: 'keep-down', pod: { name: 'p-0', uid: pod()?.uid ?? '' } }) as const
  await until('the pod is ready', () => pod()?.ready)
  const first = Date.now() + 700
  await injections.begin(keepDown(), { id: 'one', until: first })
  t.match(await injections.evidence('one'), { verified: true })
  kubelet.deletePod(pod()?.uid ?? '')
  await until('it is away', () => pod() === undefined)
  await injections.end('another')
  t.match(await injections.evidence('one'), { verified: true })
  await until('it is there', () => pod() !== undefined)
  t.ok(Date.now() >= first - 2, `${first - Date.now()} ms too early`)
  t.match(await injections.evidence('one'), { verified: false })
  await until('the pod is ready', () => pod()?.ready)
  await injections.begin(keepDown(), { id: 'two', until: Date.now() + 600_000 })
  kubelet.deletePod(pod()?.uid ?? '')
  await until('it is away', () => pod() === undefined)
  await injections.end('two')
  await injections.end('two')
  await until('the pod is ready', () => pod()?.ready)
  await t.rejects(injections.begin({ kind: 'keep-down', pod: { name: 'p-0', uid: 'another-uid' } }, { id: 'three', until: first }), {
    code: 'no-target',
  })
})

t.test('stop: SIGTERM first, SIGKILL after the grace', async (t) => {
  const polite = `trap 'echo bye > $HOME/../../../bye; exit 0' TERM; echo up > $HOME/../../../polite; ${STAY}`
  const { kubelet, pod, file } = await running(
    t,
    () => [sh('polite', polite), sh('deaf', `trap '' TERM; echo $$ > $HOME/../../../deaf; ${STAY}`)],
    {
      graceSeconds: 1,
    },
  )
  await until('they listen for signals', () => file('deaf') && file('polite'))
  const begun = Date.now()
  await kubelet.stop()
  const tookMs = Date.now() - begun
  t.equal(file('bye'), 'bye\n')
  t.same(
    pod()?.containers.map(({ lastExit }) => lastExit?.code),
    [0, 137],
  )
  t.ok(tookMs >= 1000, `${tookMs} ms`)
  t.same(await groupOf(Number(file('deaf'))), [])
})

t.test('logs are appended to, one file a container', async (t) => {
  const { kubelet, state, file } = await running(t, () => [sh('main', `echo out; echo err >&2; ${STAY}`)])
  await until('its log', () => file('logs/p-0.main.log') === 'out\nerr\n')
  kubelet.kill('p-0', 'main', 'SIGKILL')
  await until('its end is seen', () => state('main')?.restarts === 1)
  await until("the second start's log", () => file('logs/p-0.main.log') === 'out\nerr\nout\nerr\n')
  t.pass('both starts')
})
