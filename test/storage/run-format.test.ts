import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { FORMAT } from '../../src/model/lab-defaults.ts'
import type { Run } from '../../src/model/run.ts'
import { loadRun } from '../../src/storage/runs.ts'
import { judgedRun } from '../helpers/parts.ts'
import { ownHome } from './home.ts'

const home = ownHome(t)
const file = join(home, 'mine.json')

async function load(value: unknown): Promise<Run> {
  await writeFile(file, JSON.stringify(value))
  return loadRun(file)
}

t.test('a run of this format is read as it is written', async (t) => {
  t.same(await load(judgedRun()), judgedRun())
})

t.test('another format, newer or from before the format began again at 1, is refused by its number, with what to do', async (t) => {
  for (const format of [FORMAT + 1, 99, 0])
    await t.rejects(load({ ...judgedRun(), format, sounds: [] }), {
      code: 'no-run',
      exit: 2,
      message: `${file} was recorded by another version of thanos-lab: its format is ${format}, this version reads format ${FORMAT}`,
      hint: /^thanos-lab runs /,
    })
})

// What is otherwise than in a run of this format → the path of the first misfit.
const misfits: [name: string, value: unknown, path: string][] = [
  ['no format', { ...judgedRun(), format: undefined }, 'format'],
  ['a format that is no number', { ...judgedRun(), format: '2' }, 'format'],
  ['an earlier shape', { ...judgedRun(), snapshots: undefined, series: {}, sights: [] }, 'snapshots'],
  ['a part that is not known', { ...judgedRun(), sights: [] }, 'Unrecognized key'],
  ['a part that is otherwise', { ...judgedRun(), faults: [{ ...judgedRun().faults[0], healedAt: 'never' }] }, 'faults.0.healedAt'],
  ['a finding of before', { ...judgedRun(), findings: [{ ...judgedRun().findings[0], passed: undefined }] }, 'findings.0.passed'],
]

t.test('any other shape is refused with the file and the path of the first misfit', async (t) => {
  for (const [name, value, path] of misfits)
    await t.rejects(
      load(value),
      { code: 'no-run', exit: 2, message: new RegExp(`^${file} is not a run of this version of thanos-lab: ${path}: `) },
      name,
    )
})
