import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openPseudoTerminal } from '../../src/lib/pseudo-terminal.ts'
import { bin, run } from './command-line.ts'

const script = await run('script', ['--version']).catch(() => undefined)

t.test(
  'on a terminal, an answer that goes into a file has no progress in it',
  { skip: script?.code === 0 ? false : 'no script of util-linux' },
  async (t) => {
    const folder = t.testdir({ state: {} })
    const env = {
      ...(process.env as Record<string, string>),
      NODE_OPTIONS: '',
      THANOS_LAB_HOME: join(folder, 'state'),
      TERM: 'xterm',
      LC_ALL: 'C.UTF-8',
    }
    const audit = `'${process.execPath}' '${bin}' audit --query-url http://127.0.0.1:1 --json > answer.json; echo "<$?>"`
    const terminal = openPseudoTerminal(audit, { cwd: folder, env })
    t.teardown(async () => terminal.close())
    const shown = await terminal.until(/<\d+>/, 60_000)
    t.match(shown, /Ask Query what it is/, 'it is on the terminal')
    t.match(shown, /<3>/)
    t.match(JSON.parse(readFileSync(join(folder, 'answer.json'), 'utf8')), { error: { exit: 3 } })
  },
)
