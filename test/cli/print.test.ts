import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import t from 'tap'
import { fullPipe } from '../helpers/full-pipe.ts'
import { until } from '../helpers/until.ts'
import { bin, run } from './command-line.ts'

/** Runs the program with a reader of its output that goes away before anything is written. */
async function unread(args: string[], which: 'stdout' | 'stderr'): Promise<{ code: number; other: string }> {
  const child = spawn(process.execPath, [bin, ...args], { env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'pipe'] })
  child[which].destroy()
  let other = ''
  child[which === 'stdout' ? 'stderr' : 'stdout'].setEncoding('utf8').on('data', (text: string) => {
    other += text
  })
  const [code] = (await once(child, 'close')) as [number]
  return { code, other }
}

/** The exit code of a command whose stdout and stderr are these. */
async function exit(args: string[], stdio: [number | 'ignore', number | 'ignore']): Promise<number> {
  const [code] = (await once(spawn(process.execPath, [bin, ...args], { stdio: ['ignore', ...stdio] }), 'close')) as [number]
  return code
}

t.test(
  'a full disk as stderr stops nothing; as stdout it is no bug',
  { skip: process.platform !== 'linux' && 'no /dev/full' },
  async (t) => {
    const full = openSync('/dev/full', 'w')
    t.equal(await exit(['scenario', 'list'], ['ignore', full]), 0)
    t.equal(await exit(['report', 'no-such-run'], ['ignore', full]), 2)
    t.equal(await exit(['scenario', 'list'], [full, 'ignore']), 3)
    t.equal(await exit(['report', 'no-such-run', '--json'], [full, full]), 2)
  },
)

t.test('a reader that goes away is no error of the lab', async (t) => {
  t.same(await unread(['--help'], 'stdout'), { code: 0, other: '' })
  t.same(await unread(['up', '--help'], 'stdout'), { code: 0, other: '' })
  t.match(await unread(['dance', '--json'], 'stderr'), { code: 2, other: /"code": "usage"/ })
  t.match(await unread(['report', 'no-such-run', '--json'], 'stderr'), { code: 2, other: /"code": "no-run"/ })
})

/** A command whose stdout and stderr are these. */
function started(args: string[], stdio: [number | 'pipe', number | 'pipe'], options: string[] = []) {
  const env = { ...process.env, NODE_OPTIONS: '' }
  const child = spawn(process.execPath, [...options, bin, ...args], { env, stdio: ['ignore', ...stdio] })
  return { child, ended: once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]> }
}

t.test('a stderr whose reader stands still holds nothing up; what it does not take is lost', async (t) => {
  const pipe = fullPipe(t.testdir({}))
  t.teardown(() => pipe.close())
  t.same(await started(['report', 'no-such-run'], ['pipe', pipe.end]).ended, [2, null])
})

t.test('a stdout whose reader stands still: the answer waits for it, whole', async (t) => {
  const pipe = fullPipe(t.testdir({}))
  t.teardown(() => pipe.close())
  const wanted = await run(process.execPath, [bin, 'scenario', 'list', '--json'])
  const { child, ended } = started(['scenario', 'list', '--json'], [pipe.end, 'pipe'])
  let [over, text] = [false, '']
  void ended.then(() => (over = true))
  await until('all of it is there', () => {
    text += pipe.read()
    return over
  })
  t.same(await ended, [0, null])
  t.equal(text.replace(/^\.+/, '') + pipe.read(), wanted.stdout)
  child.kill()
})

/** Says when it begins to wait for its reader. */
const WAITS = `const begin = globalThis.setInterval
globalThis.setInterval = (...words) => (console.error('it waits'), begin(...words))`

t.test('a signal ends a command whose answer nobody reads', async (t) => {
  const pipe = fullPipe(t.testdir({}))
  t.teardown(() => pipe.close())
  const { child, ended } = started(
    ['scenario', 'list'],
    [pipe.end, 'pipe'],
    ['--import', `data:text/javascript,${encodeURIComponent(WAITS)}`],
  )
  let text = ''
  child.stderr?.setEncoding('utf8').on('data', (more: string) => (text += more))
  await until('it waits', () => text.includes('it waits'))
  child.kill('SIGINT')
  t.same(await ended, [130, null])
})
