import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { thisProcess } from '../../src/lib/processes.ts'
import type { RunSoFar } from '../../src/model/live.ts'
import { readRunSoFar, soFarFile } from '../../src/storage/run-so-far.ts'
import { child } from '../helpers/child.ts'
import { runRecord } from '../helpers/run.ts'
import { until } from '../helpers/until.ts'
import { ownHome } from './home.ts'

const soFar = (steps: number): RunSoFar => {
  const { id, scenario, startedAt, versions, faults } = runRecord()
  const begun = Array.from({ length: steps }, (_, step) => ({ step: `step ${step}` }))
  return { id, scenario, startedAt, from: 1_795_371_420_140, versions, faults, preferred: null, steps: begun }
}

t.test('the newest is kept, as it was when it was told, and removed at the end', async (t) => {
  const home = ownHome(t)
  const file = soFarFile('x')
  t.equal(await readRunSoFar('x'), null)
  const going = soFar(1)
  file.keep(going)
  going.steps.push({ step: 'later' })
  await until('it is there', () => readRunSoFar('x'))
  t.same(await readRunSoFar('x'), soFar(1))
  for (let steps = 2; steps < 200; steps += 1) file.keep(soFar(steps))
  await until('the last one is there', async () => (await readRunSoFar('x'))?.steps.length === 199)
  file.keep(soFar(200))
  await file.remove()
  t.equal(await readRunSoFar('x'), null)
  t.same(readdirSync(join(home, 'labs', 'x')), [], 'no write comes after the end')
})

t.test('what cannot be written fails no run', async (t) => {
  const home = ownHome(t)
  mkdirSync(join(home, 'labs'))
  writeFileSync(join(home, 'labs', 'x'), 'a file where the folder is to be')
  const file = soFarFile('x')
  file.keep(soFar(1))
  await file.remove()
  t.equal(await readRunSoFar('x'), null)
})

t.test('a run of a command that was killed is not believed', async (t) => {
  const home = ownHome(t)
  const script = `
    const { soFarFile } = await import(dist + 'storage/run-so-far.js')
    soFarFile('x').keep(${JSON.stringify(soFar(3))})
    setInterval(() => {}, 1000)`
  const { pid, ended } = child(t, script, { THANOS_LAB_HOME: home })
  await until('another process sees it', async () => (await readRunSoFar('x'))?.steps.length === 3)
  process.kill(pid!, 'SIGKILL')
  await ended
  t.ok(existsSync(join(home, 'labs', 'x', 'run-so-far.json')))
  t.equal(await readRunSoFar('x'), null)
})

t.test('a file that is no such run is none', async (t) => {
  const home = ownHome(t)
  const file = join(home, 'labs', 'x', 'run-so-far.json')
  mkdirSync(dirname(file), { recursive: true })
  const whole = { ...(await thisProcess()), ...soFar(1) }
  writeFileSync(file, JSON.stringify(whole))
  t.same(await readRunSoFar('x'), soFar(1), 'the whole one is read')
  const bad = [
    '',
    '{',
    'null',
    '[]',
    { ...whole, pid: -1 },
    { ...whole, pid: '1' },
    // Its writer has died, and the number is another process's by now.
    { ...whole, started: 'earlier' },
    { ...whole, from: null },
    { ...whole, scenario: {} },
    { ...whole, steps: 1 },
  ]
  for (const text of bad.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)))) {
    writeFileSync(file, text)
    t.equal(await readRunSoFar('x'), null, text.slice(0, 40))
  }
  rmSync(file)
  execFileSync('mkfifo', [file])
  t.equal(await readRunSoFar('x'), null, 'a pipe is not waited for')
})
