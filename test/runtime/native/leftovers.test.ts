import { existsSync } from 'node:fs'
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { exec, start } from '../../../src/lib/exec.ts'
import { endLeftovers } from '../../../src/runtime/native/leftovers.ts'
import { until } from '../../helpers/until.ts'
import { planOf, sh, slotOf, STAY } from './scripts.ts'

/** A program that runs until it is ended, as one line of `ps` names it; its pid. Not even SIGTERM ends it. */
async function running(
  t: Test,
  program: string,
  args: string[] = [],
  env: Record<string, string> = {},
): Promise<{ pid: number; ended: Promise<unknown> }> {
  await mkdir(dirname(program), { recursive: true })
  await writeFile(program, '#!/bin/sh\ntrap "" TERM\nwhile :; do sleep 1; done\n')
  await chmod(program, 0o755)
  const { pid, ended } = start(program, args, { env: { PATH: process.env['PATH'] ?? '', ...env }, log: join(t.testdirName, 'log') })
  if (pid === undefined) throw new Error('it did not start')
  t.teardown(async () => {
    if (alive(pid)) process.kill(-pid, 'SIGKILL')
    await ended
  })
  return { pid, ended }
}

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

t.test("it ends what has its pods' folders in a flag, or for its home, by whatever name, and nothing else", async (t) => {
  const home = t.testdir({ labs: { one: {}, 'one-more': {} } })
  const folder = join(home, 'labs', 'one')
  const started = (lines: string[][]) => Promise.all(lines.map(([name = '', ...args]) => running(t, join(home, name), args)))
  const ours = await started([
    ['one', 'serve', `--data=${folder}/claims/x`, '--port=1'],
    ['two', `--config=${folder}/pods/p-0/volumes/a.yaml`],
    ['three', `-rules=${folder}/configmaps/rules`],
  ])
  const inPod = await running(t, join(home, 'four'), ['serve'], { HOME: join(folder, 'pods', 'p-0', 'home') })
  const others = await started([
    ['five', 'serve', '--data=/elsewhere', '--port=1'],
    ['six', `--file=${folder}-more/pods/x`],
    ['seven', `--file=/x${folder}/pods/x`],
    ['eight', `--file=${folder}/podsmore/x`],
    ['editor', join(folder, 'plan.json'), join(folder, 'pods', 'p-0', 'volumes', 'a.yaml')],
  ])
  t.ok((await endLeftovers(folder)) >= ours.length, 'it counts them')
  t.same(
    [...ours, ...(process.platform === 'linux' ? [inPod] : [])].filter(({ pid }) => alive(pid)),
    [],
  )
  t.same(
    others.map(({ pid }) => alive(pid)),
    [true, true, true, true, true],
  )
})

t.test('a supervisor that is killed while it starts programs leaves none', async (t) => {
  const supervisor = fileURLToPath(new URL('../../../dist/runtime/native/supervisor.js', import.meta.url))
  const folder = t.testdir({})
  const left = async () => {
    const { stdout } = await exec('ps', ['-A', '-ww', '-o', 'pid=,command='])
    return stdout.split('\n').filter((line) => line.includes(folder))
  }
  t.teardown(async () => (await left()).forEach((line) => process.kill(parseInt(line), 'SIGKILL')))
  const slots = Array.from({ length: 8 }, (_, index) => slotOf(`p-${index}`, [sh('main', `cd ${folder}/logs; ${STAY}`)]))
  const plan = JSON.stringify(planOf(folder, slots))
  await writeFile(join(folder, 'plan.json'), plan)
  // Each is killed a little later in its start than the one before.
  for (const log of ['p-0', 'p-3', 'p-7'].map((pod) => join(folder, 'logs', `${pod}.main.log`))) {
    await rm(join(folder, 'logs'), { recursive: true, force: true })
    const { pid = 0, ended } = start(process.execPath, [supervisor, folder], {
      env: { PATH: process.env['PATH'] ?? '' },
      log: join(folder, 'log'),
      input: Promise.resolve(plan),
    })
    await until(log, () => existsSync(log))
    process.kill(pid, 'SIGKILL')
    await ended
    await endLeftovers(folder)
    t.same(await left(), [])
  }
})

t.test('a supervisor, also one that has written nothing yet; not that of another lab', async (t) => {
  const home = t.testdir({ lab: {}, 'lab-more': {} })
  const ours = await running(t, join(home, 'supervisor.js'), [join(home, 'lab')])
  const other = await running(t, join(home, 'supervisor.js'), [join(home, 'lab-more')])
  const editor = await running(t, join(home, 'editor'), [join(home, 'lab')])
  await endLeftovers(join(home, 'lab'))
  t.same(
    [ours, other, editor].map(({ pid }) => alive(pid)),
    [false, true, true],
  )
})

for (const name of ['a lab', 'a"lab', '$(lab)', '*', 'Bücher', '実験', '[a-z]+'])
  t.test(`a folder that is called ${name}`, async (t) => {
    const folder = join(t.testdir({ [name]: {} }), name)
    const { pid } = await running(t, join(t.testdirName, 'its program'), [`--data=${folder}/claims`])
    const { pid: supervisor } = await running(t, join(t.testdirName, 'supervisor.js'), [folder])
    await endLeftovers(folder)
    t.same([alive(pid), alive(supervisor)], [false, false])
  })

t.test('nothing there is no error', async (t) => {
  const folder = t.testdir({})
  t.equal(await endLeftovers(folder), 0)
  t.equal(await endLeftovers(join(folder, 'none')), 0)
})
