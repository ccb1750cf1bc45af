import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { runningProcess } from '../../src/lib/processes.ts'
import { exec, start } from '../../src/lib/exec.ts'
import { judgedRun } from '../helpers/parts.ts'
import { listen } from '../runtime/native/servers.ts'
import { labFile, ownHome } from '../storage/home.ts'
import { bin, run, thanosLab, thanosLabs } from './command-line.ts'

/* The state folder as nobody expects it, without a lab. */

t.test('after a restart of the machine, others have the port and the pid of the supervisor: no secret, no signal, no wait', async (t) => {
  const home = ownHome(t)
  const heard: string[] = []
  const port = await listen(
    t,
    createServer((request, response) => {
      heard.push(JSON.stringify(request.headers))
      request.on('data', (chunk: Buffer) => heard.push(chunk.toString())).on('end', () => response.end('[]'))
    }),
  )
  const { pid, ended } = start('/bin/sleep', ['600'], { env: {}, log: join(home, 'log') })
  t.teardown(async () => {
    process.kill(pid!, 'SIGKILL')
    await ended
  })
  const token = 'a-token-that-nobody-may-be-told-it-is-a-secret'
  const folder = join(home, 'labs', 'x')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'lab.json'), JSON.stringify(labFile('x')))
  writeFileSync(join(folder, 'supervisor.json'), JSON.stringify({ pid, port, token }))
  const lines = [['status'], ['heal'], ['chaos', 'kill-replica'], ['down']].map((words) => [...words, '--name', 'x'])
  const said = await thanosLabs(lines, { THANOS_LAB_HOME: home })
  t.same(
    said.map(({ code }) => code),
    [3, 0, 3, 0],
  )
  t.ok(heard.length > 0, 'the stranger was asked')
  t.notOk(heard.some((words) => words.includes(token)))
  t.ok(await runningProcess(pid!), 'and runs on')
  t.notOk(existsSync(folder))
})

t.test('a folder of a run that was never written is not the newest run', async (t) => {
  const home = ownHome(t)
  const saved = judgedRun()
  mkdirSync(join(home, 'runs', saved.id), { recursive: true })
  writeFileSync(join(home, 'runs', saved.id, 'run.json'), JSON.stringify(saved))
  mkdirSync(join(home, 'runs', '29991231T235959Z-kill-replica-aaaa'))
  const [report, explain, analyze] = await thanosLabs([['report'], ['explain'], ['analyze']], { THANOS_LAB_HOME: home })
  for (const { code, stderr } of [report!, explain!, analyze!]) t.ok([0, 1, 4].includes(code ?? -1), stderr)
})

t.test('a state folder whose path a shell or a pattern would read as something else is refused before anything is done', async (t) => {
  const base = ownHome(t)
  for (const [name, sign] of [
    ['a"b', '"'],
    ['a$(touch b)', '$'],
    ['a*', '*'],
    ['a[b]', '['],
    ['a`b`', '`'],
    ['a\\b', '\\'],
    ['a: b', ': '],
  ] as const) {
    const home = join(base, name)
    const said = await thanosLab(['up', '--runtime', 'native', '--name', 'x'], { THANOS_LAB_HOME: home })
    t.match(said, { code: 3, stderr: /→ set THANOS_LAB_HOME to a folder without it, then run the command again/ }, name)
    t.ok(said.stderr.includes(`the path of the state folder cannot have ${JSON.stringify(sign)}`), said.stderr)
    t.notOk(existsSync(join(home, 'labs')), name)
  }
})

/** `thanos-lab` as a user who may not write where root may. */
async function asNobody(t: Test, args: string[], env: Record<string, string>) {
  if (process.getuid?.() !== 0) return run(process.execPath, [bin, ...args], env)
  const program = ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, bin]
  const said = await run('setpriv', [...program, ...args], env).catch(() => undefined)
  if (said !== undefined && !/EACCES.*node_modules|Cannot find|MODULE_NOT_FOUND/.test(said.stderr)) return said
  t.pass('nobody can be asked here', { skip: true })
  return undefined
}

t.test('a home that cannot be written to: demo and up say so (3), and leave nothing to clean up', async (t) => {
  const home = ownHome(t)
  mkdirSync(join(home, 'shut'), { mode: 0o555 })
  for (const command of ['up', 'demo']) {
    const said = await asNobody(t, [command, '--runtime', 'native', '--name', 'x'], {
      THANOS_LAB_HOME: join(home, 'shut', 'a'),
      NODE_OPTIONS: '',
    })
    if (said === undefined) return
    t.match(
      said,
      { code: 3, stderr: /Could not write .*shut.*: this user may not write there\n→ check the folder, or set THANOS_LAB_HOME/ },
      command,
    )
  }
})

t.test('a file that this user may not read is named', async (t) => {
  const home = ownHome(t)
  const folder = join(home, 'labs', 'x')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'lab.json'), JSON.stringify(labFile('x')), { mode: 0 })
  await exec('chmod', ['-R', 'a+rX', join(home, 'labs')])
  await exec('chmod', ['0', join(folder, 'lab.json')])
  await exec('chmod', ['a+rx', home])
  const said = await asNobody(t, ['status', '--name', 'x'], { THANOS_LAB_HOME: home, NODE_OPTIONS: '' })
  if (said === undefined) return
  t.match(said, { code: 3, stderr: /lab\.json cannot be read: this user may not read it\. The runtime and the settings/ })
  t.ok(readFileSync(join(folder, 'lab.json'), 'utf8').length > 0, 'root still can')
})

t.test('a state folder in which no folder can be made is named, at once, and is no bug', async (t) => {
  const base = ownHome(t)
  writeFileSync(join(base, 'file'), '')
  symlinkSync('loop', join(base, 'loop'))
  const homes = [
    join(base, 'file'),
    join(base, 'loop'),
    join(base, 'x'.repeat(300)),
    ...(process.platform === 'linux' ? ['/proc/self'] : []),
  ]
  for (const home of homes) {
    const lines = [['down'], ['lesson', 'start', '1'], ['chaos', 'kill-replica'], ['scenario', 'new', join(home, 'a', 'b.yaml')]]
    for (const [index, { code, stderr }] of (await thanosLabs(lines, { THANOS_LAB_HOME: home })).entries()) {
      const line = lines[index]!
      t.ok([2, 3, ...(line[0] === 'down' ? [0] : [])].includes(code ?? -1), `${line.join(' ')} in ${home}: ${code} ${stderr}`)
      t.ok(stderr.includes(home), `${line.join(' ')}: ${stderr}`)
    }
  }
})

t.test('a folder in the place of the file of the joined room stays, and class leave names it', async (t) => {
  const home = ownHome(t)
  const place = join(home, 'class', 'joined.json')
  mkdirSync(place, { recursive: true })
  const { code, stderr } = await thanosLab(['class', 'leave'], { THANOS_LAB_HOME: home })
  t.equal(code, 3, stderr)
  t.ok(stderr.includes(`Could not remove ${place}: a folder is in its place`), stderr)
  t.ok(existsSync(place))
})
