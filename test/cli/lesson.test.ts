import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { z } from 'zod'
import { openPseudoTerminal } from '../../src/lib/pseudo-terminal.ts'
import { bin, run, type Said, thanosLabs } from './command-line.ts'

/* The commands of a lesson, as they are typed: answers in JSON by their schemas, what is refused, and the prompt of a terminal. */

const schemaOf = (name: string) =>
  z.fromJSONSchema(
    JSON.parse(readFileSync(new URL(`../../schemas/lesson-${name}.schema.json`, import.meta.url), 'utf8')) as Parameters<
      typeof z.fromJSONSchema
    >[0],
  )

const home = (t: Test) => {
  const folder = t.testdir({ state: {}, 'mine.md': '---\ntitle: 5\n---\n', 'Mine.md': '' })
  return { folder, env: { THANOS_LAB_HOME: join(folder, 'state'), NODE_OPTIONS: '' } }
}

function answerOf(t: Test, { code, stdout, stderr }: Said, exit: number, schema: string): any {
  t.equal(code, exit, stderr)
  const object: unknown = JSON.parse(stdout)
  t.equal(schemaOf(schema).safeParse(object).error, undefined, schema)
  return object
}

t.test('a lesson in JSON', async (t) => {
  const lines = ['list', 'start preferred --name x', 'next --predict gap=2', 'check', 'next', 'hint', 'list', 'reset', 'reset --all']
  const said = await thanosLabs(
    lines.map((line) => ['lesson', ...line.split(' '), '--json']),
    home(t).env,
  )
  t.match(answerOf(t, said[0]!, 0, 'list'), { next: 'thanos-lab lesson start two-equals' })
  t.match(answerOf(t, said[1]!, 0, 'screen'), { lesson: { name: '04-preferred' }, screen: 1, predict: { id: 'gap' } })
  t.match(answerOf(t, said[2]!, 0, 'screen'), { screen: 2, step: { id: 'kill', passed: false } })
  t.match(answerOf(t, said[3]!, 1, 'check'), { passed: false, detail: /on the lab "x"/, next: 'thanos-lab lesson hint' })
  t.match(answerOf(t, said[4]!, 1, 'check'), { passed: false })
  t.match(answerOf(t, said[5]!, 0, 'hint'), { level: 1, levels: 2 })
  t.match(answerOf(t, said[6]!, 0, 'list').lessons[3], { state: 'started', screen: 2 })
  t.match(answerOf(t, said[7]!, 0, 'reset'), { reset: ['04-preferred'] })
  t.match(answerOf(t, said[8]!, 0, 'reset'), { reset: [] })
})

t.test('what is refused', async (t) => {
  const { folder, env } = home(t)
  const cases: [line: string, code: number, stderr: RegExp][] = [
    ['lesson check', 2, /No lesson is started\n→ thanos-lab lesson start/],
    ['lesson next', 2, /No lesson is started/],
    ['lesson start prefered', 2, /no lesson 'prefered'; did you mean 'preferred'/],
    ['lesson start ./none.md', 2, /There is no file none\.md/],
    ['lesson start ./mine.md', 2, /^mine\.md:2:8: expected text, found 5$/m],
    ['lesson check-all ./mine.md', 2, /^mine\.md:2:1: 'minutes' is missing$|mine\.md:2:/m],
    ['lesson start ./Mine.md', 2, /small letters, digits and dashes/],
    ['lesson next --predict', 2, /argument missing/],
    ['lesson', 2, /Usage: thanos-lab lesson/],
    ['lesson dance', 2, /unknown command 'dance'/],
  ]
  const said = await thanosLabs(
    cases.map(([line]) => line.split(' ')),
    env,
    folder,
  )
  for (const [index, [line, code, stderr]] of cases.entries()) t.match(said[index], { code, stderr }, line)
})

t.test('a damaged progress: exit 3, the file, and the repair', async (t) => {
  const { env } = home(t)
  await run(process.execPath, [bin, 'lesson', 'start', 'preferred'], env)
  const file = join(env.THANOS_LAB_HOME, 'lessons', 'progress.json')
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, 40))
  const [list, reset, again] = await thanosLabs(
    [
      ['lesson', 'list'],
      ['lesson', 'reset', '--all'],
      ['lesson', 'list'],
    ],
    env,
  )
  t.match(list, { code: 3, stderr: /progress\.json cannot be read: it is not JSON\. Your progress .*\n→ thanos-lab lesson reset --all/ })
  t.equal(reset?.code, 0)
  t.match(again, { code: 0, stdout: /0 of 12 finished/ })
})

t.test('a lesson of a file goes on without its name', async (t) => {
  const { folder, env } = home(t)
  const text = readFileSync(new URL('../../lessons/04-preferred.md', import.meta.url), 'utf8')
  writeFileSync(join(folder, 'own.md'), text.replace(/^title: .*$/m, 'title: My own'))
  const lines = [
    ['lesson', 'start', './own.md'],
    ['lesson', 'next', '--predict', 'gap=1'],
    ['lesson', 'list'],
  ]
  const [start, next] = await thanosLabs(lines, env, folder)
  t.match(start, { code: 0, stdout: /My own · 1 of/ })
  t.match(next, { code: 0, stdout: /My own · 2 of/ })
})

const script = await run('script', ['--version']).catch(() => undefined)
const WAIT_MS = 60_000

t.test('on a terminal it asks', { skip: script?.code === 0 ? false : 'no script of util-linux' }, async (t) => {
  const { folder, env } = home(t)
  const terminal = openPseudoTerminal(`'${process.execPath}' '${bin}' lesson start preferred`, {
    cwd: folder,
    env: { ...(process.env as Record<string, string>), ...env, TERM: 'xterm', LC_ALL: 'C.UTF-8' },
  })
  t.teardown(async () => terminal.close())
  await terminal.until(/Your prediction: /, WAIT_MS)
  terminal.type('seven\n')
  await terminal.until(/'seven' is no choice of gap/, WAIT_MS)
  await terminal.until(/Your prediction: /, WAIT_MS)
  terminal.type('2\n')
  t.match(await terminal.until(/Locked: [^.]*\./, WAIT_MS), /A small one/)
  const [next] = await thanosLabs([['lesson', 'start']], env)
  t.match(next, { code: 0, stdout: /Your prediction: A small one, of a few scrapes \(locked at/ })
})
