import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { nextCommand } from '../../src/doctor/answer.ts'
import type { MachineCheck, Result, Status } from '../../src/doctor/check.ts'
import { examine, machineChecks } from '../../src/doctor/examine.ts'
import { canRun, isNeeded } from '../../src/doctor/runtimes.ts'
import type { RuntimeName, Settings } from '../../src/model/lab.ts'
import { loadAll, runtimes } from '../../src/registry.ts'
import { kind as kindRuntime } from '../../src/runtime/kind/kind.ts'
import { native as nativeRuntime } from '../../src/runtime/native/native.ts'
import type { Runtime } from '../../src/runtime/runtime.ts'
import { setEnv } from '../binaries/fakes.ts'
import { fakeDocker, fakeMachine } from './machine.ts'

const checkOf = (id: string, look: MachineCheck['look']): MachineCheck => ({ id, title: id, look })
const saying = (id: string, status: Status) => checkOf(id, async () => ({ status, detail: `${id} is ${status}` }))

const known = await loadAll(runtimes)

const never = async () => t.bailout('the doctor starts nothing')

/** A runtime that says what it needs and what it lacks, and keeps the settings that it was asked with. */
function runtimeOf(name: RuntimeName, needs: readonly string[], lacks: string[] = [], asked: Settings[] = []): Runtime {
  const missing = async (settings: Settings) => {
    asked.push(settings)
    return lacks
  }
  return { name, needs, capabilities: new Set(['freeze']), missing, up: never, open: never } as unknown as Runtime
}

t.test('what throws or hangs is not known, and stops what needs it; the others are reported in their order', async (t) => {
  const { machine } = await fakeMachine(t)
  const checks = [
    saying('a', 'ok'),
    checkOf('b', async () => Promise.reject(new Error('boom'))),
    { ...checkOf('c', () => new Promise(() => {})), byHand: 'docker info' },
    saying('d', 'missing'),
  ]
  const results = await examine(machine, checks, 50)
  t.same(results, [
    { id: 'a', title: 'a', status: 'ok', detail: 'a is ok' },
    { id: 'b', title: 'b', status: 'unknown', detail: 'not known: boom', fix: 'thanos-lab doctor' },
    { id: 'c', title: 'c', status: 'unknown', detail: 'not known: no answer within 0.05 s', fix: 'docker info' },
    { id: 'd', title: 'd', status: 'missing', detail: 'd is missing' },
  ])
  t.match(await canRun(runtimeOf('kind', ['a', 'c', 'd']), machine, checks, results), { ok: false, blockedBy: ['c', 'd'] })
  t.match(await canRun(runtimeOf('native', ['b']), machine, checks, results), { ok: false, missing: ['b: not known: boom'] })
})

t.test('programs that do not answer in time: every blocker is reported', async (t) => {
  const sleeps = 'exec /bin/sleep 5'
  const { machine, home } = await fakeMachine(t, { docker: sleeps, prometheus: sleeps, thanos: sleeps, kind: sleeps })
  setEnv(t, { THANOS_LAB_CACHE: join(home, 'cache'), THANOS_LAB_BINARIES: undefined })
  const checks = machineChecks.filter(({ id }) => ['prometheus', 'thanos', 'docker', 'docker-disk', 'kind', 'node-image'].includes(id))
  const results = await examine(machine, checks, 300)
  const detail = 'not known: no answer within 0.3 s'
  t.match(
    results,
    checks.map(({ id }) => ({ id, status: 'unknown', detail, fix: /^(prometheus|thanos|kind) (--)?version$|^docker / })),
  )
  const kind = await canRun(runtimeOf('kind', kindRuntime.needs), machine, checks, results)
  const native = await canRun(runtimeOf('native', nativeRuntime.needs), machine, checks, results)
  t.match(kind, { ok: false, blockedBy: ['docker', 'docker-disk', 'kind', 'node-image'] })
  t.match(native, { ok: false, missing: [`prometheus: ${detail}`, `thanos: ${detail}`], blockedBy: ['prometheus', 'thanos'] })
  t.equal(nextCommand([kind, native], results), 'prometheus --version')
})

t.test('what is missing stops the runtimes that need it, and no other', async (t) => {
  const { machine } = await fakeMachine(t)
  const checks = [saying('a', 'missing'), saying('b', 'warn'), saying('c', 'ok')]
  const results = await examine(machine, checks)
  const asked: Settings[] = []
  t.match(await canRun(runtimeOf('kind', ['a', 'b'], [], asked), machine, checks, results), {
    ok: false,
    missing: ['a: a is missing'],
    blockedBy: ['a'],
  })
  t.equal(asked.length, 0, 'its own word could begin a pull, and is not needed')
  t.same(await canRun(runtimeOf('native', ['b', 'c']), machine, checks, results), {
    name: 'native',
    ok: true,
    missing: [],
    blockedBy: [],
    capabilities: ['freeze'],
    command: 'thanos-lab up --runtime native',
  })
})

t.test("a runtime's own word is the last", async (t) => {
  const { machine } = await fakeMachine(t)
  t.match(await canRun(runtimeOf('native', [], ['it needs Linux']), machine, [], []), {
    ok: false,
    missing: ['it needs Linux'],
    blockedBy: [],
  })
  const broken = { ...runtimeOf('native', []), missing: async () => Promise.reject(new Error('boom')) }
  t.match(await canRun(broken, machine, [], []), { ok: false, missing: ['boom'] })
})

t.test('a runtime that needs a node image is asked with the one that fits', async (t) => {
  const image = 'localhost/kind-node:v1.34.4'
  const { machine } = await fakeMachine(t, { docker: fakeDocker({ CgroupVersion: '1' }, [image]) })
  const asked: Settings[] = []
  const answer = await canRun(runtimeOf('kind', ['node-image'], [], asked), machine, [], [])
  t.match(answer, { ok: true, command: `thanos-lab up --runtime kind --node-image ${image}` })
  t.match(asked, [{ nodeImage: image }])
  t.equal((await canRun(runtimeOf('native', []), machine, [], [])).nodeImage, undefined)
})

const able = (name: string, ok: boolean, nodeImage?: string) => ({
  name,
  ok,
  missing: [],
  blockedBy: [],
  capabilities: [],
  command: `thanos-lab up --runtime ${name}${nodeImage === undefined ? '' : ` --node-image ${nodeImage}`}`,
  ...(nodeImage === undefined ? {} : { nodeImage }),
})
const check = (status: Status, fix?: string): Result => ({ id: 'x', title: 'x', status, detail: '', ...(fix === undefined ? {} : { fix }) })

t.test('what to type next', async (t) => {
  const [image, none] = ['i', able('native', false)]
  t.equal(nextCommand([able('kind', true), none], []), 'thanos-lab up')
  t.equal(nextCommand([able('kind', true, image), able('native', true)], []), 'thanos-lab up')
  t.equal(nextCommand([able('kind', true, image), none], []), 'thanos-lab up --runtime kind --node-image i')
  const stopped = { ...none, blockedBy: ['x'] }
  const checks = [
    check('warn', 'not this'),
    check('missing'),
    check('unknown', 'if no other'),
    check('missing', 'this'),
    check('missing', 'later'),
  ]
  t.equal(
    nextCommand(
      [stopped],
      checks.filter(({ status }) => status !== 'warn'),
    ),
    'this',
  )
  t.equal(nextCommand([stopped], checks.slice(1, 3)), 'if no other')
  t.equal(nextCommand([none], [check('unknown', 'stops none')]), 'thanos-lab doctor --json')
  t.equal(nextCommand([none], []), 'thanos-lab doctor --json')
})

t.test('a check that every runtime needs stops each of them', async (t) => {
  const { machine } = await fakeMachine(t)
  const checks = [{ ...saying('a', 'missing'), everyRuntime: true as const }]
  t.match(await canRun(runtimeOf('native', []), machine, checks, await examine(machine, checks)), { ok: false, blockedBy: ['a'] })
})

t.test('whatever a runtime needs has its check', async (t) => {
  const ids = new Set(machineChecks.map(({ id }) => id))
  for (const { name, needs } of known) for (const need of needs) t.ok(ids.has(need), `${name} needs ${need}`)
})

t.test('every check is in docs/doctor.md, and nothing else', async (t) => {
  const docs = readFileSync(new URL('../../docs/doctor.md', import.meta.url), 'utf8')
  const rows = [...docs.matchAll(/^\| `([a-z-]+)` \| .* \| (.*?) ?\|$/gm)].map(([, id, stops]) => ({ id, stops }))
  t.same(
    rows,
    machineChecks.map((one) => ({
      id: one.id,
      stops: known.flatMap((runtime) => (isNeeded(one, runtime) ? [runtime.name] : [])).join(', '),
    })),
  )
  t.equal(new Set(rows.map(({ id }) => id)).size, rows.length)
})
