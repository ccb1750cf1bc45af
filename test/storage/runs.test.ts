import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import t from 'tap'
import type { Run } from '../../src/model/run.ts'
import { loadRun, loadRuns, saveRun } from '../../src/storage/runs.ts'
import { newRunId, runFile, runIds } from '../../src/storage/run-ids.ts'
import { sweepState } from '../../src/storage/sweep.ts'
import { endedPid } from '../helpers/ended-pid.ts'
import { judgedRun } from '../helpers/parts.ts'
import { ownHome } from './home.ts'

const run = (id: string): Run => ({ ...judgedRun(), id })
const [older, newer] = ['20261122T181718Z-kill-replica-aaaa', '20261123T000000Z-a-aaaa']

t.test('ids sort by time, and are names of folders whatever the scenario is called', async (t) => {
  const id = newRunId('kill-replica', new Date('2026-11-22T18:17:18.500Z'))
  t.match(id, /^20261122T181718Z-kill-replica-[a-z0-9]{4}$/)
  for (const name of ['../../etc', 'Ümläut mit Leerzeichen', 'x'.repeat(300), ''])
    t.match(newRunId(name, new Date()), /^\d{8}T\d{6}Z-[A-Za-z0-9-]{0,80}$/)
  t.not(newRunId('a', new Date(0)), newRunId('a', new Date(0)))
})

t.test('a run is found by its id, by its file, or as the newest', async (t) => {
  const home = ownHome(t)
  await t.rejects(loadRun(undefined), { code: 'no-run', exit: 2, hint: 'thanos-lab chaos kill-replica' })
  t.same(await runIds(), [])
  await saveRun(run(older))
  const file = await saveRun(run(newer))
  t.equal(file, join(home, 'runs', newer, 'run.json'))
  t.same(await runIds(), [newer, older])
  t.equal((await loadRun(undefined)).id, newer)
  t.equal((await loadRun(older)).id, older)
  t.equal((await loadRun(runFile(older))).id, older)
  t.same(await loadRun(older), JSON.parse(JSON.stringify(run(older))))
})

const ids = async (...which: string[]) => (await loadRuns(which)).map(({ id }) => id)

t.test('several runs: by their names in that order, or all of a folder, the oldest first', async (t) => {
  const home = ownHome(t)
  for (const id of [older, newer]) await saveRun(run(id))
  await mkdir(join(home, 'empty'))
  t.same(await ids(), [newer])
  t.same(await ids(newer, runFile(older)), [newer, older])
  t.same(await ids(join(home, 'runs')), [older, newer])
  t.same(await ids(join(home, 'runs', older)), [older])
  await t.rejects(loadRuns([join(home, 'empty')]), { code: 'no-run', exit: 2, message: /no run\.json in .*empty, or below it/ })
  await t.rejects(loadRuns([older, 'none']), { code: 'no-run', exit: 2 })
})

t.test('what is no run beside the runs is not taken for the newest', async (t) => {
  const home = ownHome(t)
  await saveRun(run(older))
  await mkdir(join(home, 'runs', 'zzz'))
  await writeFile(join(home, 'runs', 'zz.txt'), '')
  t.same(await runIds(), [older])
  t.equal((await loadRun(undefined)).id, older)
})

t.test('what is not a run is refused', async (t) => {
  const home = ownHome(t)
  const files: Record<string, string> = {
    'half.json': '{"schemaVersion":1,',
    'list.json': '[]',
    'null.json': 'null',
    'text.json': '"a run"',
    'package.json': '{"name":"x","version":"1"}',
    'newer.json': JSON.stringify({ ...run('x'), schemaVersion: 2 }),
    'null-snapshots.json': '{"schemaVersion":1,"snapshots":null}',
    'empty.json': '',
  }
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(home, name), text)
    await t.rejects(loadRun(join(home, name)), { code: 'no-run', exit: 2 }, name)
  }
  for (const which of ['../x', '..', '.', '/', '../../etc/passwd', 'none', '', 'a/b', home])
    await t.rejects(loadRun(which), { code: 'no-run', exit: 2 }, which)
})

t.test(
  'what a command that was killed while it saved its run has left goes with the next look at a lab; saved runs, and one being saved, stay',
  async (t) => {
    const home = ownHome(t)
    const pid = await endedPid()
    const left = (folder: string, writer: number) => join(home, 'runs', folder, `run.json.${writer}.1796004106962.14.partial`)
    const [killed, beingSaved, begun] = ['20261124T000000Z-killed', '20261124T000001Z-being-saved', '20261124T000002Z-begun']
    for (const id of [killed, beingSaved, begun]) await mkdir(join(home, 'runs', id), { recursive: true })
    await writeFile(left(killed, pid), '{')
    await writeFile(left(beingSaved, process.pid), '{')
    await saveRun(run(newer))
    await sweepState('lab')
    t.same(await runIds(), [begun, beingSaved, newer])
    t.ok(existsSync(left(beingSaved, process.pid)))
    t.equal((await loadRun(newer)).id, newer)
  },
)

t.test('so it is with what a command was writing for lessons and for a class', async (t) => {
  const home = ownHome(t)
  const pid = await endedPid()
  const files = ['lessons', 'class', join('class', 'room')].map((folder) => join(home, folder, `x.json.${pid}.1796004106962.14.partial`))
  for (const file of files) await mkdir(dirname(file), { recursive: true }).then(async () => writeFile(file, '{'))
  await sweepState('lab')
  t.same(
    files.filter((file) => existsSync(file)),
    [],
  )
})
