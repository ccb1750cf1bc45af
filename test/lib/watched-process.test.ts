import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { together } from '../../src/lib/run-parallel.ts'
import { watched } from '../../src/lib/watched-process.ts'
import { endCreator, isCreating } from '../../src/runtime/kind/lifecycle.ts'
import { alive, script } from '../runtime/kind/programs.ts'

const calm = new AbortController().signal

t.test('a program is told line by line, and gives its exit code and output', async (t) => {
  const folder = t.testdir()
  script(join(folder, 'p'), 'echo one; echo two >&2; printf three; exit 3')
  const lines: string[] = []
  const ended = await watched(join(folder, 'p'), [], { log: join(folder, 'log'), signal: calm, onLine: (line) => lines.push(line) })
  t.same(ended, { code: 3, text: 'one\ntwo\nthree' })
  t.same(lines, ['one', 'two'])
})

t.test('one that is not there is an end like another', async (t) => {
  const folder = t.testdir()
  const ended = await watched(join(folder, 'none'), [], { log: join(folder, 'log'), signal: calm, onLine: () => {} })
  t.match(ended, { code: 127, text: /ENOENT/ })
})

t.test('the user’s kubeconfig and kind settings do not reach it', async (t) => {
  const folder = t.testdir()
  script(join(folder, 'p'), 'echo "$KUBECONFIG|$KIND_CLUSTER_NAME|$KIND_EXPERIMENTAL_PROVIDER|$STAYS"')
  Object.assign(process.env, { KUBECONFIG: '/mine', KIND_CLUSTER_NAME: 'mine', KIND_EXPERIMENTAL_PROVIDER: 'podman', STAYS: 'yes' })
  t.teardown(() => {
    for (const name of ['KUBECONFIG', 'KIND_CLUSTER_NAME', 'KIND_EXPERIMENTAL_PROVIDER', 'STAYS']) delete process.env[name]
  })
  const { text } = await watched(join(folder, 'p'), [], { log: join(folder, 'log'), signal: calm, onLine: () => {} })
  t.equal(text, '||docker|yes\n')
})

t.test('when it is stopped, what it started ends with it', async (t) => {
  const folder = t.testdir()
  script(join(folder, 'p'), 'trap "" TERM; sleep 60 & echo $!; wait')
  const stop = new AbortController()
  const log = join(folder, 'log')
  await t.rejects(watched(join(folder, 'p'), [], { log, signal: stop.signal, onLine: () => stop.abort() }), { name: 'AbortError' })
  const child = Number(readFileSync(log, 'utf8'))
  t.ok(child > 1)
  while (alive(child)) await sleep(10)
})

t.test('a kind that outlived its command is known by its kubeconfig, and only by that', async (t) => {
  const folder = t.testdir()
  script(join(folder, 'kind'), 'sleep 60 & wait')
  const mine = join(folder, 'kubeconfig')
  const stop = new AbortController()
  t.teardown(() => stop.abort())
  const pids: number[] = []
  const options = { log: join(folder, 'log'), signal: stop.signal, onLine: () => {}, onPid: async (noted: number) => void pids.push(noted) }
  const running = watched(join(folder, 'kind'), ['create', '--kubeconfig', mine], options)
  while (!(await isCreating(pids[0], mine))) await sleep(5)
  const pid = pids[0] as number
  t.notOk(await isCreating(pid, `${mine}2`))
  t.notOk(await isCreating(undefined, mine))
  await endCreator(pid, `${mine}2`)
  t.ok(alive(pid), 'another lab’s is left alone')
  await endCreator(pid, mine)
  t.match(await running, { code: 137 })
  t.notOk(await isCreating(pid, mine))
})

t.test('side by side: the first failure stops the others, and is told when all have ended', async (t) => {
  let ended = 0
  const waits = async (signal: AbortSignal) => {
    await sleep(60_000, undefined, { signal }).catch(() => {})
    ended += 1
    throw new Error('a consequence')
  }
  await t.rejects(together(calm, [waits, () => Promise.reject(new Error('the cause')), waits]), { message: 'the cause' })
  t.equal(ended, 2)
  await together(calm, [async () => {}, async () => 1])
})
