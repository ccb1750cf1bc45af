import { spawn } from 'node:child_process'
import { once } from 'node:events'
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

t.test('a reader that goes away is no error of the lab', async (t) => {
  t.same(await unread(['--help'], 'stdout'), { code: 0, other: '' })
  t.same(await unread(['up', '--help'], 'stdout'), { code: 0, other: '' })
  t.match(await unread(['dance', '--json'], 'stderr'), { code: 2, other: /"code": "usage"/ })
  t.match(await unread(['report', 'no-such-run', '--json'], 'stderr'), { code: 2, other: /"code": "no-run"/ })
})
