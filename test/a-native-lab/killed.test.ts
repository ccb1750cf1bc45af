import { existsSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { exec } from '../../src/lib/exec.ts'
import { runningProcess } from '../../src/lib/processes.ts'
import type { LabStatus } from '../../src/model/answers.ts'
import { child } from '../helpers/child.ts'
import { until } from '../helpers/until.ts'
import { ownHome } from '../storage/home.ts'
import { bin, type Said, thanosLab } from '../cli/command-line.ts'

/* Commands that meet each other, and commands that are killed: what is there afterwards is one lab, or none. */

t.setTimeout(30 * 60_000)
const home = ownHome(t)
const env = { THANOS_LAB_HOME: home }
const names: string[] = []
const left = () => names.filter((name) => existsSync(join(home, 'labs', name)))
t.teardown(() => Promise.all(left().map((name) => thanosLab(['down', '--quiet', '--name', name], env))))
// Each test has a lab of its own.
t.jobs = 2

function lab(title: string) {
  const name = `t-${title}-${process.pid}`
  names.push(name)
  const folder = join(home, 'labs', name)
  return {
    name,
    folder,
    typed: (...args: string[]): Promise<Said> => thanosLab([...args, '--name', name], env),
    /** The command in a process that can be signalled. */
    begun: (t: Test, ...args: string[]) =>
      child(
        t,
        `process.argv = [process.argv[0], 'thanos-lab', ...${JSON.stringify([...args, '--name', name])}]\nawait import('file://${bin}')`,
        env,
      ),
    json: <T>(file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as T,
    /** What runs of it. */
    processes: async () => {
      const { stdout } = await exec('ps', ['-A', '-ww', '-o', 'pid=,stat=,command='])
      return stdout.split('\n').filter((line) => line.includes(`${folder}/`) || line.endsWith(folder))
    },
  }
}

const statusOf = ({ stdout }: Said) => (JSON.parse(stdout) as LabStatus).lab

t.test('two up at once make one lab', async (t) => {
  const { typed, processes } = lab('two')
  const both = await Promise.all([typed('up', '--runtime', 'native', '--json'), typed('up', '--runtime', 'native', '--json')])
  t.same(
    both.map(({ code }) => code),
    [0, 0],
    both.map(({ stderr }) => stderr).join('\n'),
  )
  const [one, other] = both.map(statusOf)
  t.same(one?.query, other?.query)
  t.same(one?.replicas, other?.replicas)
  t.ok(
    both.some(({ stderr }) => /Another thanos-lab command works on the lab ".*": waiting until it ends/.test(stderr)),
    'one of them says that it waits',
  )
  t.equal((await processes()).filter((line) => line.includes('supervisor.js')).length, 1)
  t.equal((await processes()).length, 7, 'a supervisor and its standby, two sidecars, two Prometheus, Query')
  t.equal((await typed('down')).code, 0)
  t.same(await processes(), [])
})

/** What an `up` has done when it is killed. */
const moments: [title: string, file: string][] = [
  ['known', 'lab.json'],
  ['planned', 'plan.json'],
  ['starting', 'logs/prometheus-1.thanos-sidecar.log'],
  ['supervised', 'supervisor.json'],
  ['started', 'logs/prometheus-1.prometheus.log'],
]

for (const [title, file] of moments)
  t.test(`up is killed when ${file} is there (${title}); the next up brings it up, and down leaves nothing`, async (t) => {
    const { begun, typed, folder, processes } = lab(title)
    await killedAt(t, begun(t, 'up', '--runtime', 'native'), join(folder, file))
    const said = await typed('up', '--json')
    t.equal(said.code, 0, said.stderr)
    t.match(statusOf(said), { state: 'up', runtime: 'native', replicas: [{ ready: true }, { ready: true }] })
    t.match(await (await fetch(`${statusOf(said).query?.url}/api/v1/query?query=1`)).json(), { status: 'success' })
    t.equal((await processes()).filter((line) => line.includes('supervisor.js')).length, 1, 'one supervisor')
    t.equal((await typed('down')).code, 0)
    t.same(await processes(), [])
    t.notOk(existsSync(folder))
  })

async function killedAt(t: Test, up: ReturnType<typeof child>, file: string): Promise<void> {
  await until(file, () => existsSync(file), 60_000)
  process.kill(up.pid ?? 0, 'SIGKILL')
  t.match(await up.ended, { signal: 'SIGKILL' })
}

t.test('up is killed, and down removes what it left', async (t) => {
  const { begun, typed, folder, processes } = lab('down')
  await killedAt(t, begun(t, 'up', '--runtime', 'native'), join(folder, 'plan.json'))
  t.match(await typed('down'), { code: 0, stdout: /is removed/ })
  t.same(await processes(), [])
  t.notOk(existsSync(folder))
})

t.test('Ctrl-C during up: it says how to go on, and the next up does', async (t) => {
  const { begun, typed, folder, processes } = lab('stopped')
  const up = begun(t, 'up', '--runtime', 'native')
  await until('a plan', () => existsSync(join(folder, 'plan.json')), 60_000)
  process.kill(up.pid ?? 0, 'SIGINT')
  t.match(await up.ended, { code: 130 })
  t.match(
    readFileSync(up.log, 'utf8'),
    /The command was interrupted\.\nStopped before the lab was up\n→ thanos-lab up --name .* goes on with it/,
  )
  const said = await typed('up', '--json')
  t.equal(said.code, 0, said.stderr)
  t.equal((await processes()).filter((line) => line.includes('supervisor.js')).length, 1, 'one supervisor')
  t.equal((await typed('down')).code, 0)
  t.same(await processes(), [])
})

t.test('SIGTERM is 143, and a wait for another command ends with it', async (t) => {
  const { name, begun, typed, json, folder, processes } = lab('waiting')
  t.equal((await typed('up', '--runtime', 'native')).code, 0)
  const chaos = begun(t, 'chaos', 'kill-replica')
  await until('the scenario runs', () => /waiting 15s/.test(readFileSync(chaos.log, 'utf8')), 60_000)
  t.match(await typed('chaos', 'kill-replica'), { code: 3, stderr: /Another thanos-lab is at work on the lab/ }, 'one scenario at a time')
  process.kill(chaos.pid ?? 0, 'SIGSTOP')
  await until('it is stopped', async () => (await runningProcess(chaos.pid ?? 0))?.stopped)
  // As if it had been stopped for a minute, as a laptop that sleeps.
  const then = Date.now() / 1000 - 60
  utimesSync(join(home, 'locks', `${name}.lock`, 'holder.json'), then, then)
  const told = new RegExp(`thanos-lab chaos \\(pid ${chaos.pid}, which is stopped\\), begun .* ago`)
  t.match(await typed('chaos', 'kill-replica'), { code: 3, stderr: told }, 'also while that one is stopped')
  process.kill(chaos.pid ?? 0, 'SIGCONT')
  const down = begun(t, 'down')
  await until('it waits', () => /waiting until it ends/.test(readFileSync(down.log, 'utf8')), 20_000)
  process.kill(down.pid ?? 0, 'SIGINT')
  t.match(await down.ended, { code: 130 })
  t.notMatch(readFileSync(down.log, 'utf8'), /bug/)
  process.kill(chaos.pid ?? 0, 'SIGTERM')
  t.match(await chaos.ended, { code: 143 })
  t.match(readFileSync(chaos.log, 'utf8'), /Stopped by a signal; every fault is healed/)
  t.same(existsSync(join(folder, 'faults')) ? readdirSync(join(folder, 'faults')) : [], [])
  // and a supervisor that was killed leaves nothing that down does not remove
  process.kill(json<{ pid: number }>('supervisor.json').pid, 'SIGKILL')
  t.equal((await typed('down')).code, 0)
  t.same(await processes(), [])
})

/** The draws of a port that are made before: the first port of a pod, and the first of a link. */
for (const [what, draws] of [
  ['pod', 0],
  ['link', 8],
] as const)
  t.test(`another program takes the port of a ${what} between the plan and the start: the lab gets others`, async (t) => {
    const { name, typed } = lab(`ports-${what}`)
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    t.teardown(() => taken.close())
    const { port } = taken.address() as AddressInfo
    // That very port is drawn, and seems to be free to the command that makes the plan; the supervisor finds that it is not.
    const blind = `
      const net = await import('node:net')
      const { listen } = net.Server.prototype
      net.Server.prototype.listen = function (...args) {
        if (args[0] !== ${port}) return listen.apply(this, args)
        setImmediate(args.at(-1))
        return this
      }
      const { random } = Math
      let draws = 0
      Math.random = () => (draws++ === ${draws} ? (${port} + 0.5 - 20000) / 12000 : random())
      process.argv = [process.argv[0], 'thanos-lab', 'up', '--runtime', 'native', '--name', '${name}']
      await import('file://${bin}')`
    const up = child(t, blind, env)
    t.match(await up.ended, { code: 0 }, readFileSync(up.log, 'utf8'))
    t.match(readFileSync(up.log, 'utf8'), new RegExp(`${port}.*: the lab is planned again with other ports`))
    t.equal((await typed('down')).code, 0)
  })

t.test('a lab whose folder was removed by hand ends', async (t) => {
  const { typed, folder, processes } = lab('removed')
  t.equal((await typed('up', '--runtime', 'native')).code, 0)
  t.equal((await processes()).length, 7)
  rmSync(folder, { recursive: true, maxRetries: 5 })
  await until('nothing of it runs', async () => (await processes()).length === 0, 90_000)
  t.notOk(existsSync(folder), 'and it does not come back')
  t.equal((await typed('status')).code, 3)
})
