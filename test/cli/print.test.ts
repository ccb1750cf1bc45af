import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import t from 'tap'
import { bin } from './command-line.ts'

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
