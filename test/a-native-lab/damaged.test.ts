import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { native } from '../../src/runtime/native/native.ts'
import { standsBy, supervises } from '../../src/runtime/native/leftovers.ts'
import { runningProcesses } from '../../src/lib/processes.ts'
import type { LabPlan } from '../../src/runtime/native/plan.ts'
import { until } from '../helpers/until.ts'
import { thanosLab } from '../cli/command-line.ts'
import { ownHome } from '../storage/home.ts'

/* A lab that runs, and whose files are damaged meanwhile. */

t.setTimeout(10 * 60_000)
const home = ownHome(t)
const name = 'x'
const folder = join(home, 'labs', name)
const typed = (...args: string[]) => thanosLab([...args, '--name', name], { THANOS_LAB_HOME: home })
const left = async () => (await runningProcesses()).filter(({ args }) => args.join(' ').includes(folder))
t.teardown(() => typed('down', '--quiet'))

const damages: [title: string, to: (file: string) => void][] = [
  ['empty', (file) => writeFileSync(file, '')],
  ['null', (file) => writeFileSync(file, 'null')],
  ['{}', (file) => writeFileSync(file, '{}')],
  ['cut', (file) => writeFileSync(file, readFileSync(file, 'utf8').slice(0, 40))],
  ['a folder', (file) => (rmSync(file), mkdirSync(file))],
  ['a pipe', (file) => (rmSync(file), execFileSync('mkfifo', [file]))],
]

/** A plan whose Prometheus would have its data in a folder that is not the lab's. */
function leadOutside(file: string, outside: string): void {
  const plan = JSON.parse(readFileSync(file, 'utf8')) as LabPlan
  for (const { volumes } of plan.slots) for (const volume of volumes) if (volume.kind === 'claim') volume.folder = outside
  writeFileSync(file, JSON.stringify(plan))
}

t.test('up: what lab.json has lost is said; what the others have lost is made again', async (t) => {
  for (const [title, to] of damages) {
    t.equal((await typed('up', '--runtime', 'native')).code, 0)
    to(join(folder, 'lab.json'))
    for (const command of ['status', 'heal', 'up']) {
      const said = await typed(command)
      t.match(said, { code: 3 }, `${command}, ${title}: ${said.stderr}`)
      t.ok(said.stderr.includes(`${folder}/lab.json cannot be read: `), said.stderr)
      t.match(said.stderr, /are lost\.\n→ thanos-lab down --name x, .* then thanos-lab up --name x\n/)
    }
    t.match(await typed('down'), { code: 0, stdout: /is removed/, stderr: /lab\.json cannot be read.*is removed all the same/ }, title)
    t.same(await left(), [], title)
  }
})

for (const file of ['supervisor.json', 'plan.json'])
  t.test(`${file} is damaged: up repairs it, and down needs none of it`, async (t) => {
    t.equal((await typed('up', '--runtime', 'native')).code, 0)
    for (const [title, to] of damages) {
      to(join(folder, file))
      if (file === 'supervisor.json') {
        const said = await typed('status')
        t.match(said, { code: 3, stderr: /supervisor\.json cannot be read: .*\n→ thanos-lab up --name x, / }, title)
      } else t.match(await typed('status'), { code: 0 }, `${title}: its supervisor knows the plan`)
      t.match(await typed('up'), { code: 0 }, title)
      t.match(await typed('status'), { code: 0 }, title)
      t.ok(await native.open(name), title)
    }
    damages[2]![1](join(folder, file))
    t.match(await typed('down'), { code: 0 })
    t.same(await left(), [])
  })

t.test('a plan that leads out of the lab is refused, also by the standby; up plans again', async (t) => {
  const plan = join(folder, 'plan.json')
  const outside = t.testdir({ kept: 'not the lab’s' })
  t.equal((await typed('up', '--runtime', 'native')).code, 0)
  leadOutside(plan, outside)
  for (const one of (await runningProcesses()).filter((process) => supervises(process, folder))) process.kill(one.pid, 'SIGKILL')
  await until('the standby has refused it', () => readFileSync(join(folder, 'supervisor.log'), 'utf8').includes('are not started: '))
  await until('it has ended', async () => !(await runningProcesses()).some((one) => supervises(one, folder) || standsBy(one, folder)))
  for (const command of ['status', 'heal']) {
    const said = await typed(command)
    t.match(said, { code: 3 }, said.stderr)
    t.ok(said.stderr.includes(`plan.json cannot be read: ${outside} is not in the lab's folder.`), said.stderr)
  }
  t.match(await typed('up'), { code: 0 })
  t.match(await typed('status'), { code: 0 })
  t.same(readdirSync(outside), ['kept'])
  t.match(await typed('down'), { code: 0 })
  t.same(await left(), [])
})

t.test('objects.json is damaged: a change is refused with its name, and up writes it again', async (t) => {
  const map = { kind: 'ConfigMap', name: 'prometheus-config' } as const
  for (const [title, to] of damages) {
    t.equal((await typed('up', '--runtime', 'native')).code, 0)
    to(join(folder, 'objects.json'))
    const lab = await native.open(name)
    await t.rejects(lab!.object(map), { code: 'state', message: new RegExp(`${folder}/objects\\.json cannot be read: `) }, title)
    t.match(await typed('up'), { code: 0, stderr: /objects\.json cannot be read: .* It is written again\./ }, title)
    t.match(await lab!.object(map), { kind: 'ConfigMap' }, title)
    // Its supervisor has read it by now, and remembers.
    t.equal((await typed('down')).code, 0)
  }
})

t.test('nothing of a lab is left but what runs: down ends what runs', async (t) => {
  t.equal((await typed('up', '--runtime', 'native')).code, 0)
  // The standby first: else it would end them itself.
  for (const fits of [standsBy, supervises])
    for (const { pid } of (await left()).filter((one) => fits(one, folder))) process.kill(pid, 'SIGKILL')
  rmSync(folder, { recursive: true, maxRetries: 5, force: true })
  t.ok((await left()).length >= 4, 'its programs run on')
  t.match(await typed('down'), { code: 0, stdout: /is removed/ })
  t.same(await left(), [])
})
