import t, { type Test } from 'tap'
import { nextScreen, startLesson } from '../../src/app/lesson/course.ts'
import { type LessonsAnswer, lessonsAnswerSchema } from '../../src/model/lesson-page.ts'
import { runsNow } from '../lesson/runs-now.ts'
import { ownHome } from '../storage/home.ts'
import { testPage, type TestPage, TOKEN } from './page.ts'

/* What the page asks about lessons, and what a learner does on it. The lab is made up, the runs are recorded ones. */

const who = { name: 'x', signal: new AbortController().signal }
const ACTIONS = ['start', 'next', 'predict', 'check', 'hint', 'reset']
const TOKENED = `?token=${TOKEN}`

interface Lessons extends TestPage {
  now(query?: string): Promise<LessonsAnswer>
  /** Does an action; its answer fits the schema. */
  act(action: string, body?: object): Promise<LessonsAnswer>
  /** What an action is refused with. */
  refused(action: string, body: unknown): Promise<{ status: number; message: string }>
}

function fitting({ status, body }: { status: number; body: string }): LessonsAnswer {
  if (status !== 200) throw new Error(`${status}: ${body}`)
  return lessonsAnswerSchema.parse(JSON.parse(body))
}

async function lessons(t: Test): Promise<Lessons> {
  ownHome(t)
  const page = await testPage(t)
  const post = async (action: string, body: unknown) =>
    page.ask(`/api/lesson/${action}${TOKENED}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  return {
    ...page,
    now: async (query = '') => fitting(await page.ask(`/api/lesson${TOKENED}${query}`)),
    act: async (action, body = {}) => fitting(await post(action, body)),
    async refused(action, sent) {
      const { status, body } = await post(action, sent)
      return { status, message: (JSON.parse(body) as { error: { message: string } }).error.message }
    },
  }
}

t.test('a lesson from its start to its end, by turns on the page and in a terminal', async (t) => {
  const { now, act } = await lessons(t)
  const runNow = runsNow(who.name)
  const begin = await now()
  t.equal(begin.lessons.length, 12)
  t.equal(begin.current, null)
  const first = (await act('start', { lesson: '04-preferred' })).current!
  t.match(first, { lab: 'x', screen: 1, screens: 6, open: 'predict', finished: false })
  t.match(first.predictions, [{ id: 'gap', choices: [/none/, /small/, /outage/] }])
  t.equal(first.predictions[0]!.locked, undefined)
  t.match(first.blocks[0], { type: 'heading', depth: 1, children: [{ type: 'text', value: 'Two replicas, one answer' }] })
  t.match((await act('predict', { id: 'gap', value: '3' })).current, { predictions: [{ locked: 'As long as the outage', lockedAt: /Z$/ }] })
  const step = (await act('next')).current!
  t.match(step, { screen: 2, open: 'step', step: { id: 'kill', passed: false, hints: [], levels: 2 } })
  t.match(
    step.blocks.filter(({ type }) => type === 'code'),
    [{ value: 'thanos-lab scenario show kill-replica' }],
  )
  t.match((await act('hint')).current!.step!.hints, [/chaos/])
  t.match(await act('next'), { check: { passed: false, detail: /no saved run/ }, current: { screen: 2 } }, 'next checks, too')
  const { id } = await runNow('kill-replica')
  const checked = await act('check')
  t.match(checked.check, { passed: true, run: id, predictions: [{ right: false }] })
  t.match(checked.current!.predictions, [{ compared: { predicted: 'As long as the outage', measured: /small/, right: false } }])
  await nextScreen(who, [])
  const explained = (await now()).current!
  t.equal(explained.screen, 3, 'what was typed in a terminal shows')
  const [, { paragraphs }] = explained.blocks as [unknown, { paragraphs: { type: string; value?: string }[][] }]
  t.match(
    paragraphs[0]!.filter(({ type }) => type === 'figure'),
    [{ value: /^prometheus-\d$/ }, { value: '16.0 s' }],
  )
  const inChinese = JSON.stringify((await now('&language=zh-CN')).current)
  t.match(inChinese, /预测空洞 2\.\d\d s（2 个间隔 \+ 偏移 0\.\d\d s），实测 2\.\d\d s，与预测一致/)
  t.notMatch(inChinese, /predicted gap|as predicted/)
  await act('next')
  await act('predict', { id: 'other', value: '3' })
  await act('next')
  await runNow('kill-other')
  await act('next')
  const over = (await act('next')).current!
  t.match(over, { finished: true, takeaways: [/./, /./], following: '05-merge' })
  t.equal((await now()).lessons[3]!.state, 'finished')
  t.equal((await act('reset')).current, null)
  t.equal((await now()).lessons[3]!.state, 'new')
})

t.test('in another language', async (t) => {
  const { now, act } = await lessons(t)
  await act('start', { lesson: '04-preferred' })
  const chinese = await now('&language=zh-CN')
  t.match(chinese.current, { lesson: { name: '04-preferred', title: /副本/ }, predictions: [{ ask: /空洞/ }] })
  t.match(chinese.lessons[0]!.title, /\p{Script=Han}/u)
  t.match((await now()).current!.lesson.title, /^Kill/)
  await act('predict', { id: 'gap', value: '2' })
  const { choices, locked } = (await now('&language=zh-CN')).current!.predictions[0]!
  t.equal(locked, choices![1], 'what was locked in one language is the same choice in another')
})

t.test('what does not fit, or comes too early, changes nothing', async (t) => {
  const { ask, act, now, refused } = await lessons(t)
  for (const action of ['next', 'check', 'hint', 'reset'])
    t.match(await refused(action, {}), { status: 409, message: 'No lesson is started.' }, action)
  t.match(await refused('start', { lesson: 'nothing' }), { status: 409, message: /There is no lesson 'nothing'/ })
  for (const lesson of ['../../etc/passwd', '/etc/passwd', './mine.md', 'mine.md', '', 4, null, ['04-preferred']])
    t.equal((await refused('start', { lesson })).status, 400, `a lesson is a name: ${String(lesson)}`)
  t.equal((await now()).current, null)
  await act('start', { lesson: '04-preferred' })
  const before = await now()
  t.match(await refused('next', {}), { status: 409, message: /asks for a prediction first/ })
  t.match(await refused('predict', { id: 'gap', value: '9' }), { status: 409, message: /'9' is no choice/ })
  t.match(await refused('predict', { id: 'other', value: '1' }), { status: 409, message: /not asked for other yet/ })
  for (const action of ['check', 'hint'])
    t.match(await refused(action, {}), { status: 409, message: /asks for a prediction first/ }, action)
  for (const body of [{}, { id: 'gap' }, { id: 'gap', value: 1 }, { id: 'gap=1', value: '1' }, { id: 'gap', value: '1', more: 1 }, []])
    t.equal((await refused('predict', body)).status, 400, JSON.stringify(body))
  t.equal((await refused('reset', { all: true })).status, 400)
  t.equal((await ask(`/api/lesson${TOKENED}&language=xx`)).status, 400)
  t.same(await now(), before)
  await act('predict', { id: 'gap', value: '1' })
  t.match(await refused('predict', { id: 'gap', value: '2' }), { status: 409, message: /locked since/ }, 'it changes no more')
})

t.test('nothing is done by GET, without the token, for another page, or without a lab', async (t) => {
  const { ask, port } = await lessons(t)
  await startLesson(who, '04-preferred')
  const json = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }
  t.equal((await ask('/api/lesson')).status, 403)
  for (const action of ACTIONS) {
    const path = `/api/lesson/${action}`
    t.match(await ask(`${path}${TOKENED}`), { status: 405, headers: { allow: 'POST' } }, action)
    t.equal((await ask(path, json)).status, 403, action)
    t.equal((await ask(`${path}${TOKENED}`, { ...json, headers: { 'content-type': 'text/plain' } })).status, 415, action)
    const foreign = { ...json.headers, host: `127.0.0.1:${port}`, origin: 'http://evil.example' }
    t.equal((await ask(`${path}${TOKENED}`, { ...json, headers: foreign })).status, 403, action)
  }
  t.equal((await ask(`/api/lesson${TOKENED}`, json)).status, 405)
  const { ask: askRun } = await testPage(t, { watched: false })
  t.equal((await askRun(`/api/lesson${TOKENED}`)).status, 404)
  t.equal((await askRun(`/api/lesson/next${TOKENED}`, json)).status, 404)
})
