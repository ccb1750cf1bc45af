import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { start } from '../../../src/exec.ts'
import { endLeftovers } from '../../../src/runtime/native/leftovers.ts'

/** A program that runs until it is ended, as one line of `ps` names it; its pid. Not even SIGTERM ends it. */
async function running(t: Test, program: string, args: string[] = []): Promise<{ pid: number; ended: Promise<unknown> }> {
  await mkdir(dirname(program), { recursive: true })
  await writeFile(program, '#!/bin/sh\ntrap "" TERM\nwhile :; do sleep 1; done\n')
  await chmod(program, 0o755)
  const { pid, ended } = start(program, args, { env: { PATH: process.env['PATH'] ?? '' }, log: join(t.testdirName, 'log') })
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

t.test('it ends what names the folder, and nothing else', async (t) => {
  const home = t.testdir({ labs: { one: {}, 'one-more': {} } })
  const folder = join(home, 'labs', 'one')
  const ours = [await running(t, join(home, 'a'), [`--data=${folder}/claims/x`]), await running(t, join(home, 'b'), [folder])]
  const alike = [
    await running(t, join(home, 'c'), [`--data=${folder}-more/claims`]),
    await running(t, join(home, 'd'), ['--data=/elsewhere']),
  ]
  const unrecorded = await running(t, join(home, 'e'), ['--data=/unrecorded'])
  await writeFile(join(folder, 'pids.json'), JSON.stringify([...ours, ...alike].map(({ pid }) => pid)))
  await endLeftovers(folder)
  t.same(
    ours.map(({ pid }) => alive(pid)),
    [false, false],
  )
  t.same(
    [...alike, unrecorded].map(({ pid }) => alive(pid)),
    [true, true, true],
  )
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

t.test('a folder with spaces in its name', async (t) => {
  const folder = join(t.testdir({ 'a lab': {} }), 'a lab')
  const { pid } = await running(t, join(t.testdirName, 'program'), [`--data=${folder}/claims`])
  await writeFile(join(folder, 'pids.json'), JSON.stringify([pid]))
  await endLeftovers(folder)
  t.notOk(alive(pid))
})

t.test('nothing there, half a file, and pids that are gone are no trouble', async (t) => {
  const folder = t.testdir({})
  await endLeftovers(folder)
  await endLeftovers(join(folder, 'none'))
  const { pid, ended } = await running(t, join(folder, 'program'), [folder])
  process.kill(-pid, 'SIGKILL')
  await ended
  await writeFile(join(folder, 'pids.json'), JSON.stringify([pid]))
  await endLeftovers(folder)
  await writeFile(join(folder, 'pids.json'), '[12')
  await endLeftovers(folder)
  t.pass('it came back each time')
})
