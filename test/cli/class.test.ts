import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { z } from 'zod'
import { until } from '../helpers/until.ts'
import { bin, type Said, thanosLab, thanosLabs } from './command-line.ts'

/* The commands of a room, as they are typed, with the real server and the real sender. */

const schemaOf = (name: string) =>
  z.fromJSONSchema(
    JSON.parse(readFileSync(new URL(`../../schemas/class-${name}.schema.json`, import.meta.url), 'utf8')) as Parameters<
      typeof z.fromJSONSchema
    >[0],
  )

function answerOf(t: Test, { code, stdout, stderr }: Said, exit: number, schema: string): any {
  t.equal(code, exit, stderr)
  const object: unknown = JSON.parse(stdout)
  t.equal(schemaOf(schema).safeParse(object).error, undefined, schema)
  return object
}

/** Without the time at which it was printed. */
const timeless = ({ code, stdout, stderr }: Said) => ({ code, stdout: stdout.replaceAll(/\d\d:\d\d:\d\d(\.\d+)?/g, 'T'), stderr })

interface Serving {
  join: string
  teacher: string
  learners: number
  end(signal: 'SIGKILL' | 'SIGINT'): Promise<number | null>
}

async function serving(t: Test, home: string, ...more: string[]): Promise<Serving> {
  const env = { ...process.env, THANOS_LAB_HOME: home, NODE_OPTIONS: '' }
  const server = spawn(process.execPath, [bin, 'class', 'serve', '--json', ...more], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  server.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  const ended = new Promise<number | null>((resolve) => server.once('exit', (code) => resolve(code)))
  const end = async (signal: 'SIGKILL' | 'SIGINT') => {
    server.kill(signal)
    return ended
  }
  t.teardown(async () => end('SIGKILL'))
  await until('the room is open', () => said.trimEnd().endsWith('}'), 60_000)
  return { ...answerOf(t, { code: 0, stdout: said, stderr: '' }, 0, 'serve'), end }
}

t.test('a room from its link to its results; its server is killed and comes back', async (t) => {
  const folder = t.testdir({ teacher: {}, learner: {} })
  const teacher = join(folder, 'teacher')
  const learner = { THANOS_LAB_HOME: join(folder, 'learner'), NODE_OPTIONS: '' }
  const first = await serving(t, teacher)
  const token = first.join.split('#')[1]!
  const joined = await thanosLab(['class', 'join', first.join, '--as', 'Ada', '--json'], learner)
  t.match(answerOf(t, joined, 0, 'status'), { joined: true, as: 'Ada', room: 'answers', waiting: 0 })
  t.notMatch(joined.stdout + joined.stderr, token)
  t.equal(statSync(join(folder, 'learner', 'class', 'joined.json')).mode & 0o777, 0o600)
  t.notMatch(readFileSync(join(folder, 'learner', 'class', 'joined.json'), 'utf8'), token, 'the join token is not kept')
  const lines = ['lesson start preferred', 'lesson next --predict gap=2', 'lesson check']
  const apart = await thanosLabs(
    lines.map((line) => line.split(' ')),
    { ...learner, THANOS_LAB_HOME: join(folder, 'apart') },
  )
  const [begun, ...others] = lines
  const shown = await thanosLabs([begun!.split(' ')], learner)

  t.equal(await first.end('SIGKILL'), null)
  shown.push(
    ...(await thanosLabs(
      others.map((line) => line.split(' ')),
      learner,
    )),
  )
  t.same(
    shown.map(timeless),
    apart.map(timeless),
    'the commands of a lesson say the same without a room, with one, and with one that is away',
  )
  const waiting = answerOf(t, await thanosLab(['class', 'status', '--json'], learner), 0, 'status')
  t.match(waiting, { room: 'no-answer', detail: /ECONNREFUSED/ })
  t.ok(waiting.waiting >= 1)

  const second = await serving(t, teacher)
  t.match(second, { join: first.join, teacher: first.teacher, learners: 1 }, 'the same links, and the same learner')
  await until('all has arrived', () => readdirSync(join(folder, 'learner', 'class', 'outbox')).length === 0)
  t.match(answerOf(t, await thanosLab(['class', 'help', '--json'], learner), 0, 'status'), { waiting: 0 })
  const results = answerOf(t, await thanosLab(['class', 'results', '--json'], { ...learner, THANOS_LAB_HOME: teacher }), 0, 'results')
  t.match(results.learners, [{ name: 'Ada', lesson: '04-preferred', screen: 2, screens: 6, finished: false, helpSince: Number }])
  t.match(results.questions, [{ question: '04-preferred/gap', predictions: [{ choice: 1 }], measured: [] }])

  t.match(
    await thanosLab(['class', 'serve'], { ...learner, THANOS_LAB_HOME: teacher }),
    { code: 3, stderr: /the room/ },
    'one server a room',
  )
  t.match(answerOf(t, await thanosLab(['class', 'leave', '--json'], learner), 0, 'leave'), { left: new URL(first.join).origin })
  t.notOk(existsSync(join(folder, 'learner', 'class', 'joined.json')))
  t.equal(await second.end('SIGINT'), 130)
})

t.test('what is refused names the next command, and never a token', async (t) => {
  const folder = t.testdir({ home: {} })
  const env = { THANOS_LAB_HOME: join(folder, 'home'), NODE_OPTIONS: '' }
  const token = 'abcdefghijklmnopqrstuv'
  const [link, as, away, none, wide, ...rest] = await thanosLabs(
    [
      ['class', 'join', `https://127.0.0.1:1/join#${token}`, '--as', 'Ada'],
      ['class', 'join', `http://127.0.0.1:1/join#${token}`, '--as', '\u200b'],
      ['class', 'join', `http://127.0.0.1:1/join#${token}`, '--as', 'Ada'],
      ['class', 'help'],
      ['class', 'serve', '--listen', '0.0.0.0'],
      ['class', 'status'],
      ['class', 'leave'],
    ],
    env,
  )
  t.match(link, { code: 2, stderr: /is no join link[^]*→ thanos-lab class join LINK --as NAME/ })
  t.match(as, { code: 2, stderr: /The name is empty/ })
  t.match(away, { code: 3, stderr: /The room does not answer[^]*→ ask the teacher/ })
  t.match(none, { code: 3, stderr: /has joined no room[^]*→ thanos-lab class join/ })
  t.match(wide, { code: 2, stderr: /0\.0\.0\.0 is no address that a learner can open/ })
  t.match(rest, [{ code: 0, stdout: /has joined no room, so nothing is sent/ }, { code: 0 }])
  for (const { stdout, stderr } of [link!, as!, away!]) t.notMatch(stdout + stderr, token)
})

t.test('a wrong token lets nobody in', async (t) => {
  const folder = t.testdir({ teacher: {}, learner: {} })
  const { join: right } = await serving(t, join(folder, 'teacher'))
  const wrong = `${right.split('#')[0]}#${'x'.repeat(22)}`
  const said = await thanosLab(['class', 'join', wrong, '--as', 'Eve'], { THANOS_LAB_HOME: join(folder, 'learner'), NODE_OPTIONS: '' })
  t.match(said, { code: 3, stderr: /does not let this lab in: The token is missing or wrong[^]*→ ask the teacher/ })
})
