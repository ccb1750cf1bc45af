import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { cacheFolderCheck, stateFolderCheck } from '../../src/doctor/checks/folders.ts'
import { goCheck } from '../../src/doctor/checks/go.ts'
import { inotifyCheck } from '../../src/doctor/checks/inotify.ts'
import { memoryCheck } from '../../src/doctor/checks/memory.ts'
import { portsCheck } from '../../src/doctor/checks/ports.ts'
import { psCheck, tarCheck } from '../../src/doctor/checks/programs.ts'
import { fakeDocker, fakeMachine } from './machine.ts'

const limits: [watches: number, instances: number, found: object][] = [
  [524_288, 512, { status: 'ok', detail: 'max_user_watches 524288, max_user_instances 512' }],
  [8192, 1024, { status: 'warn', fix: 'sudo sysctl fs.inotify.max_user_watches=524288' }],
  [1_000_000, 128, { status: 'warn', fix: 'sudo sysctl fs.inotify.max_user_instances=512' }],
  [8192, 128, { status: 'warn', fix: 'sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512' }],
]

for (const [watches, instances, found] of limits)
  t.test(`inotify ${watches} ${instances}`, async (t) => {
    const inotify = { max_user_watches: `${watches}\n`, max_user_instances: `${instances}\n` }
    const { machine } = await fakeMachine(t, {}, { proc: { sys: { fs: { inotify } } } })
    t.match(await inotifyCheck.look(machine), found)
  })

t.test('macOS has no inotify', async (t) => {
  const { machine } = await fakeMachine(t, {}, { platform: 'darwin' })
  t.match(await inotifyCheck.look(machine), { status: 'ok' })
})

const memories: [availableMiB: number, dockerMiB: number, found: object][] = [
  [1500, 8000, { status: 'ok', detail: '1500 MiB available' }],
  [1023, 8000, { status: 'warn', detail: /a kind lab takes about 1024 MiB/, fix: 'thanos-lab up --runtime native' }],
  [1500, 900, { status: 'warn', detail: /the Docker engine has 900 MiB/ }],
  [399, 8000, { status: 'warn', detail: /a native lab takes about 400 MiB/ }],
]

for (const [available, docker, found] of memories)
  t.test(`memory ${available} ${docker}`, async (t) => {
    const proc = { meminfo: `MemTotal:       24684000 kB\nMemFree:          100000 kB\nMemAvailable:   ${available * 1024} kB\n` }
    const { machine } = await fakeMachine(t, { docker: fakeDocker({ MemTotal: docker * 2 ** 20 }) }, { proc })
    t.match(await memoryCheck.look(machine), found)
  })

t.test('ports', async (t) => {
  const { machine } = await fakeMachine(t)
  t.match(await portsCheck().look(machine), { status: 'ok', detail: /\d+/ })
  // An address of the documentation's network: no machine has it.
  t.match(await portsCheck('192.0.2.1').look(machine), { status: 'missing', detail: /EADDRNOTAVAIL/, fix: 'sudo ip link set lo up' })
})

t.test('folders that are not there yet are not made', async (t) => {
  const { machine } = await fakeMachine(t)
  for (const check of [stateFolderCheck, cacheFolderCheck]) t.match(await check.look(machine), { status: 'ok', detail: / free$/ })
  t.notOk(existsSync(machine.folders.state))
  t.notOk(existsSync(machine.folders.cache))
})

t.test('a folder that cannot be made', async (t) => {
  const { machine, home } = await fakeMachine(t)
  for (const file of ['state', 'cache']) writeFileSync(join(home, file), '')
  const below = { ...machine, folders: { state: join(home, 'state', 'a', 'b'), cache: join(home, 'cache') } }
  t.match(await stateFolderCheck.look(below), {
    status: 'missing',
    detail: `${join(home, 'state')} is not a folder`,
    fix: /THANOS_LAB_HOME/,
  })
  t.match(await cacheFolderCheck.look(below), { status: 'warn', detail: / is not a folder$/, fix: /THANOS_LAB_CACHE/ })
})

t.test('ps and tar', async (t) => {
  const { machine } = await fakeMachine(t, { dnf: '' })
  t.match(await psCheck.look(machine), { status: 'missing', fix: 'sudo dnf install -y procps-ng' })
  t.match(await tarCheck.look(machine), { status: 'warn', fix: 'sudo dnf install -y tar' })
  const { machine: has, bin } = await fakeMachine(t, { ps: '', tar: '' })
  t.same(await psCheck.look(has), { status: 'ok', detail: join(bin, 'ps') })
  t.same(await tarCheck.look(has), { status: 'ok', detail: join(bin, 'tar') })
})

t.test('a go that gives no answer in time is not said to be missing', async (t) => {
  const { machine } = await fakeMachine(t)
  const why = 'go gave no answer within 3 s'
  t.same(await goCheck.look({ ...machine, go: async () => ({ why }) }), {
    status: 'unknown',
    detail: `not known: ${why}`,
    fix: 'go version',
  })
})

const go = (version: string, toolchain: string) => `echo '{"GOVERSION":"${version}","GOTOOLCHAIN":"${toolchain}"}'`
const gos: [program: string | undefined, found: object][] = [
  [go('go1.99.1', 'local'), { status: 'ok', detail: '1.99.1' }],
  [go('go1.99.1 X:nocoverageredesign', 'auto'), { status: 'ok', detail: '1.99.1' }],
  [go('go1.24.0', 'auto'), { status: 'ok', detail: /^1\.24\.0, which fetches the toolchain 1\.\d+/ }],
  [go('go1.24.0', 'local'), { status: 'warn', fix: 'export GOTOOLCHAIN=auto' }],
  [go('go1.19.8', ''), { status: 'warn', detail: /^1\.19\.8, and a build needs/, fix: /go\.dev/ }],
  [undefined, { status: 'warn', detail: /^not on PATH/, fix: /go\.dev/ }],
]

for (const [program, found] of gos)
  t.test(`go: ${program ?? 'none'}`, async (t) => {
    const { machine } = await fakeMachine(t, program === undefined ? {} : { go: program })
    t.match(await goCheck.look(machine), found)
  })
