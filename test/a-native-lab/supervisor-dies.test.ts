import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { type RunningProcess, runningProcesses } from '../../src/lib/processes.ts'
import type { Run } from '../../src/model/run.ts'
import { standsBy, supervises } from '../../src/runtime/native/leftovers.ts'
import { bin } from '../cli/command-line.ts'
import { object } from '../cli/line.ts'
import { child } from '../helpers/child.ts'
import { until } from '../helpers/until.ts'
import { commandLab } from './command-lab.ts'

/* kill -9 of the supervisor: faults end all the same, the run is kept, and the lab comes back. On one native lab. */

const { name, home, folder, faults, env, lab, status, whole } = commandLab('unsupervised')
const ledger = () => (existsSync(faults) ? readdirSync(faults) : [])

const find = async (fits: (found: RunningProcess, folder: string) => boolean) =>
  (await runningProcesses()).filter((found) => fits(found, folder)).map(({ pid }) => pid)
const stopped = async () => (await runningProcesses()).filter((found) => found.stopped && found.args.join(' ').includes(`${folder}/`))

/** Kills all that is to supervise the lab; with the standby, nobody of it is left that could start it again. */
async function killSupervisor({ alsoStandby = false }: { alsoStandby?: boolean } = {}): Promise<void> {
  const pids = [...(alsoStandby ? await find(standsBy) : []), ...(await find(supervises))]
  for (const pid of pids) process.kill(pid, 'SIGKILL')
}

const scenario = join(home, 'freeze.yaml')
writeFileSync(
  scenario,
  `title: t
teaches: t
observe:
  merged: { samples: 'up{job="thanos-query"}' }
  alone: { samples: 'up{job="thanos-query"}', replica: prometheus-0 }
steps:
  - freeze: { part: prometheus-0, container: thanos-sidecar }
  - wait: 15s
expect:
  - merged: { longest-gap: { at-most: 100 scrapes } }
`,
)

/** `chaos` once its fault is active. */
async function chaos(t: Test, ...more: string[]): ReturnType<typeof begun> {
  return begun(t, ['chaos', scenario, '--name', name, ...more])
}

async function begun(t: Test, args: string[]) {
  const argv = JSON.stringify(args)
  const started = child(t, `process.argv = [process.argv[0], 'thanos-lab', ...${argv}]\nawait import('file://${bin}')`, env)
  await until('the fault is active', async () => readFileSync(started.log, 'utf8').includes('waiting 15s'), 60_000)
  t.equal((await stopped()).length, 1, 'a process is frozen')
  return started
}

t.test('its standby takes its place: nobody is needed to end a fault, and each process is there once', async (t) => {
  const { pid } = await chaos(t)
  process.kill(pid ?? 0, 'SIGKILL')
  const before = await find(standsBy)
  await killSupervisor()
  await until('the fault is over', async () => (await stopped()).length === 0)
  await whole()
  t.same(await find(supervises), before, 'the standby became the supervisor')
  t.equal((await find(standsBy)).length, 1, 'which has a standby of its own')
  const programs = (await runningProcesses()).filter(({ args }) => args.join(' ').includes(`=${folder}/`))
  t.equal(programs.length, 5, 'two Prometheus, two sidecars, Query')
  t.match(await lab('heal'), { code: 0, stdout: /Healed: / })
  t.match(await lab('status'), { code: 0 })
})

for (const alsoStandby of [false, true])
  t.test(`during a run ${alsoStandby ? 'with its standby' : 'alone'}: the run is kept, and inconclusive for that reason`, async (t) => {
    const { ended, log } = await chaos(t, '--json')
    await killSupervisor({ alsoStandby })
    t.match(await ended, { code: 4 }, readFileSync(log, 'utf8'))
    t.same(ledger(), [])
    t.same(await stopped(), [])
    const run = object<Run>(await lab('report', '--format', 'json'))
    t.match(run, { verdict: 'inconclusive', inconclusiveReasons: [/The lab's supervisor died/], scenario: { name: 'freeze' } })
    t.match(await lab('heal'), { code: 0 })
    t.match(await lab('status'), { code: 0 }, 'after heal it is healthy')
  })

t.test('it does not run any more: status says so, and starts nothing; heal starts it, also where no fault is open', async (t) => {
  await killSupervisor({ alsoStandby: true })
  const hint = new RegExp(`The lab's supervisor does not run\\. → thanos-lab heal --name ${name}`)
  t.match(await lab('status'), { code: 3, stderr: hint })
  t.same(await find(supervises), [])
  t.match(await lab('heal'), { code: 0, stderr: /It was started again/, stdout: /No fault is open/ })
  t.match(await status(), { state: 'up' })
})

t.test('a command that uses the lab starts it', async (t) => {
  await killSupervisor({ alsoStandby: true })
  t.match(await lab('query', 'up'), { code: 0, stderr: /It was started again/ })
  t.match(await status(), { state: 'up' })
  await killSupervisor({ alsoStandby: true })
  t.equal((await lab('up')).code, 0)
  t.match(await status(), { state: 'up' })
})

t.test('a standby that is killed has a successor', async (t) => {
  const [pid = 0] = await find(standsBy)
  process.kill(pid, 'SIGKILL')
  await until('another one', async () => (await find(standsBy)).some((one) => one !== pid))
  t.equal((await find(supervises)).length, 1)
})

t.test('down while a standby takes its place: nothing is left', async (t) => {
  await killSupervisor()
  t.match(await lab('down'), { code: 0 })
  t.same([...(await find(supervises)), ...(await find(standsBy))], [])
  t.same(
    (await runningProcesses()).filter(({ args }) => args.join(' ').includes(folder)),
    [],
  )
  t.notOk(existsSync(folder))
})
