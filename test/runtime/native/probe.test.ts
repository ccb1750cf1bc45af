import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { openProbe, watchProbe } from '../../../src/runtime/native/probe.ts'
import type { ContainerProbe } from '../../../src/topology/topology.ts'
import { until } from '../../helpers/until.ts'
import { http, REFUSING_PORT, tcp } from './servers.ts'

const probe = (action: ContainerProbe['action'], more: Partial<ContainerProbe> = {}): ContainerProbe => ({
  action,
  initialDelay: 0,
  period: 0.05,
  timeout: 1,
  successes: 1,
  failures: 1,
  ...more,
})

/** One request, over a connection of its own. */
async function askOnce(asked: ContainerProbe): Promise<boolean> {
  const open = openProbe(asked)
  return open.succeeds().finally(() => open.close())
}

/** So many failures that it takes longer than any clock may jump. */
const NEVER = Number.MAX_SAFE_INTEGER

t.test('HTTP: 200 to 399 is a success', async (t) => {
  const port = await http(t, (request, response) => {
    if (request.url === '/silent') return
    response.writeHead(Number(request.url?.slice(1))).end()
  })
  const answers: [path: string, succeeds: boolean][] = [
    ['/200', true],
    ['/302', true],
    ['/399', true],
    ['/400', false],
    ['/503', false],
    ['/silent', false],
  ]
  for (const [path, succeeds] of answers) t.equal(await askOnce(probe({ http: { path, port } }, { timeout: 0.3 })), succeeds, path)
  t.equal(await askOnce(probe({ http: { path: '/', port: REFUSING_PORT } })), false, 'refused')
})

t.test('TCP: an open port; exec: exit code 0 in time', async (t) => {
  t.equal(await askOnce(probe({ tcp: await tcp(t, () => {}) })), true)
  t.equal(await askOnce(probe({ tcp: REFUSING_PORT })), false)
  t.equal(await askOnce(probe({ exec: ['sh', '-c', 'exit 0'] })), true)
  t.equal(await askOnce(probe({ exec: ['sh', '-c', 'exit 1'] })), false)
  t.equal(await askOnce(probe({ exec: ['no-such-program'] })), false)
  t.equal(await askOnce(probe({ exec: ['sleep', '5'] }, { timeout: 0.1 })), false)
})

/** A probe of a file, its turns as they come, and how often it has asked. */
function watched(t: Test, more: Partial<ContainerProbe> = {}) {
  const folder = t.testdir({})
  const [file, log] = [join(folder, 'ready'), join(folder, 'asked')]
  const turns: { succeeds: boolean; at: number }[] = []
  const begun = performance.now()
  const action = { exec: ['sh', '-c', `echo asked >> '${log}'; test -e '${file}'`] }
  const stop = watchProbe(probe(action, more), (succeeds) => turns.push({ succeeds, at: performance.now() - begun }))
  t.teardown(stop)
  const turn = async (count: number) => {
    await until(`turn ${count}`, () => turns.length >= count)
    return turns[count - 1]!
  }
  return { file, turns, turn, stop, asked: () => lines(log) }
}

function lines(log: string): number {
  return existsSync(log) ? readFileSync(log, 'utf8').split('\n').length - 1 : 0
}

t.test('it tells each turn once', async (t) => {
  const { file, turn, turns } = watched(t)
  t.equal((await turn(1)).succeeds, false)
  writeFileSync(file, '')
  t.equal((await turn(2)).succeeds, true)
  rmSync(file)
  t.equal((await turn(3)).succeeds, false)
  t.equal(turns.length, 3)
})

t.test('it has failed only after as long as its failures take', async (t) => {
  const { turn } = watched(t, { period: 0.2, failures: 4 })
  const { succeeds, at } = await turn(1)
  t.equal(succeeds, false)
  t.ok(at >= 3 * 200, `after ${at} ms`)
})

t.test('failures among successes are none while they are too few', async (t) => {
  const { file, turn, turns, asked } = watched(t, { failures: NEVER })
  writeFileSync(file, '')
  await turn(1)
  rmSync(file)
  const before = asked()
  await until('some failures', () => asked() >= before + 4)
  writeFileSync(file, '')
  t.same(
    turns.map(({ succeeds }) => succeeds),
    [true],
  )
})

t.test('so many successes in a row', async (t) => {
  const home = t.testdir({})
  const log = join(home, 'asked')
  // succeeds on every second question only
  const script = `echo asked >> ${log}; if [ -e ${home}/seen ]; then rm ${home}/seen; else touch ${home}/seen; exit 1; fi`
  let turns = 0
  const stop = watchProbe(probe({ exec: ['sh', '-c', script] }, { successes: 2, failures: NEVER }), () => (turns += 1))
  t.teardown(stop)
  await until('eight questions', () => lines(log) >= 8)
  t.equal(turns, 0)
})

t.test('not before its delay, and no more when it is stopped', async (t) => {
  const { file, turn, turns, stop } = watched(t, { initialDelay: 0.4 })
  writeFileSync(file, '')
  t.ok((await turn(1)).at >= 400)
  stop()
  rmSync(file)
  await sleep(250)
  t.equal(turns.length, 1)
})
