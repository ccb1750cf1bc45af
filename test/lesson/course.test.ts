import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { checkLesson, lessonList, nextHint, nextScreen, resetLessons, startLesson } from '../../src/app/lesson/course.ts'
import { DEFAULT_SETTINGS } from '../../src/model/lab-defaults.ts'
import { writeLab } from '../../src/storage/labs.ts'
import { screenAnswer, screenText } from '../../src/cli/lesson-text.ts'
import { forTerminal } from '../../src/lib/terminal.ts'
import { lessonWords } from '../../src/report/lesson/words/words.ts'
import { keptRuns } from '../helpers/kept-runs.ts'
import { ownHome } from '../storage/home.ts'
import { runsNow } from './runs-now.ts'

/* A learner goes through one lesson; the runs are recorded ones. */

const who = { name: 'course', signal: new AbortController().signal }
const runNow = runsNow(who.name)

const progressFile = (home: string) => join(home, 'lessons', 'progress.json')

async function atTheStep(t: Test): Promise<string> {
  const home = ownHome(t)
  await startLesson(who, 'preferred')
  await nextScreen(who, ['gap=3'])
  return home
}

t.test('a lesson from its start to its end', async (t) => {
  ownHome(t)
  const first = await startLesson(who, 'preferred')
  t.match(screenAnswer(first), { screen: 1, predict: { id: 'gap', choices: [/none/, /small/, /outage/] }, finished: false })
  await t.rejects(nextScreen(who, []), { code: 'usage', hint: 'thanos-lab lesson next --predict gap=VALUE' }, 'a prediction comes first')
  await t.rejects(nextScreen(who, ['gap=9']), /'9' is no choice of gap: type a number from 1 to 3/)
  await t.rejects(nextScreen(who, ['gab=1']), /names no prediction/)
  const step = await nextScreen(who, ['gap=3'])
  t.match(screenAnswer(step), { screen: 2, step: { id: 'kill', passed: false } })
  await t.rejects(nextScreen(who, ['gap=1']), /locked since .*: As long as the outage/, 'it changes no more')
  t.match((await nextScreen(who, [])).failed, { passed: false, detail: /no saved run of kill-replica on the lab "course"/ })
  const { id } = await runNow('kill-replica')
  t.match(await checkLesson(who), {
    passed: true,
    run: id,
    predictions: [{ predicted: 'As long as the outage', measured: /small/, right: false }],
  })
  const after = await nextScreen(who, [])
  const text = screenText(after, { width: 80, paint: (_style, one) => one, words: lessonWords() })
  t.match(text, /prometheus-\d scrapes \d\.\d+ s after prometheus-\d: predicted gap/, 'with the figures of the run')
  t.notMatch(text, /no \w+ in your run/)
  await nextScreen(who, [])
  await runNow('kill-other')
  await nextScreen(who, ['other=3'])
  t.match(await checkLesson(who), { passed: false }, 'a run from before its prediction')
  await runNow('kill-other')
  t.match((await nextScreen(who, [])).own.passed['other'], { run: /kill-other/ }, 'next checks, too')
  const over = await nextScreen(who, [])
  t.match(screenAnswer(over), { finished: true, takeaways: [/other one/, /./], next: /^thanos-lab lesson / })
  t.match(
    (await lessonList()).lessons.find(({ name }) => name === '04-preferred'),
    { state: 'finished' },
  )
  t.equal((await startLesson(who, 'preferred')).own.screen, 0, 'a finished one is shown from its beginning')
})

const check = async () => (await checkLesson(who)).detail

t.test('what does not pass', async (t) => {
  await atTheStep(t)
  await runNow('kill-other')
  t.match(await check(), /no saved run of kill-replica/, 'another scenario')
  await runNow('kill-replica', { lab: 'another' })
  t.match(await check(), /is of the lab "another"/)
  await runNow('kill-replica', { verdict: 'inconclusive', inconclusiveReasons: ['The victim has no gap.'] })
  t.match(await checkLesson(who), { detail: /ended inconclusive, not pass\. The victim has no gap\./, otherwise: /Run it again/ })
})

t.test('a run from before the prediction was locked does not count', async (t) => {
  ownHome(t)
  await startLesson(who, 'preferred')
  await runNow('kill-replica')
  await nextScreen(who, ['gap=2'])
  const { passed, detail } = await checkLesson(who)
  t.notOk(passed)
  t.match(detail, /began before .*, when your prediction was locked/)
})

t.test('hints come in levels', async (t) => {
  await atTheStep(t)
  const levels = [await nextHint(who), await nextHint(who), await nextHint(who), await nextHint(who)].map(({ level }) => level)
  t.same(levels, [1, 2, 2, 2])
})

t.test('the progress outlives the command, and is reset', async (t) => {
  const home = await atTheStep(t)
  t.match(await lessonList(), { next: 'thanos-lab lesson start preferred', lessons: [{}] })
  t.equal((await startLesson({ ...who, name: 'thanos-lab' }, undefined)).lab, 'course', 'with the lab that it was started on')
  t.match(JSON.parse(readFileSync(progressFile(home), 'utf8')), {
    format: 1,
    current: '04-preferred',
    lessons: { '04-preferred': { screen: 1 } },
  })
  t.same((await resetLessons(who, undefined, false)).reset, ['04-preferred'])
  await t.rejects(checkLesson(who), /No lesson is started/)
})

t.test('a lesson that the lab cannot give is refused, with what would help; without a lab, nothing is', async (t) => {
  const home = ownHome(t)
  const file = join(home, 'own.md')
  const text = readFileSync(new URL('../../lessons/04-preferred.md', import.meta.url), 'utf8')
  writeFileSync(file, text.replace('needs: [keep-down]', 'needs: [keep-down, nodes]'))
  t.equal((await startLesson(who, file)).lesson.name, 'own')
  const settings = DEFAULT_SETTINGS
  await writeLab({ name: who.name, runtime: 'native', settings, createdAt: '2026-01-01T00:00:00Z', state: 'made', facts: {} })
  await t.rejects(startLesson(who, file), {
    code: 'needs-capability',
    exit: 3,
    message: 'The lesson own needs nodes, which the runtime native lacks',
  })
  t.equal((await startLesson(who, 'preferred')).lesson.name, '04-preferred')
  t.match((await lessonList()).lessons[3], { name: '04-preferred', needs: ['keep-down'] })
})

t.test('a damaged progress is named, with the repair', async (t) => {
  for (const text of [
    '',
    '{',
    '{"format":7,"lessons":{}}',
    '{"format":1,"lessons":{"../x":{}}}',
    '{"format":1,"lessons":{"04-preferred":{"screen":-1}}}',
  ]) {
    const home = ownHome(t)
    mkdirSync(join(home, 'lessons'), { recursive: true })
    writeFileSync(progressFile(home), text)
    await t.rejects(
      lessonList(),
      { code: 'state', message: /progress\.json cannot be read: /, hint: /^thanos-lab lesson reset --all/ },
      text,
    )
    await t.rejects(startLesson(who, 'preferred'), { code: 'state' })
    t.equal(readFileSync(progressFile(home), 'utf8'), text, 'nothing was changed')
    await resetLessons(who, undefined, true)
    t.equal(
      (await lessonList()).lessons.every(({ state }) => state === 'new'),
      true,
    )
  }
})

t.test('many commands at once lose nothing', async (t) => {
  await atTheStep(t)
  await Promise.all(Array.from({ length: 8 }, () => nextHint(who)))
  t.equal((await nextHint(who)).level, 2)
  t.equal((await startLesson(who, undefined)).own.hints['kill'], 2)
})

t.test('a terminal obeys nothing of a run or a lesson', async (t) => {
  await atTheStep(t)
  const evil = '\u001b]0;x\u0007\u202e'
  const run = keptRuns().get('kill-replica')!
  await runNow('kill-replica', { faults: run.faults.map((fault) => ({ ...fault, preferred: { merged: evil }, predictions: {} })) })
  await checkLesson(who)
  const text = forTerminal(screenText(await nextScreen(who, []), { width: 80, paint: (_style, one) => one, words: lessonWords() }))
  t.match(text, /\\u001b\]0;x/)
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  t.notMatch(text, /[\u001b\u0007\u202e]/)
})

t.test('a learner changes the language in the middle of a lesson: the progress stays, and a locked choice is compared', async (t) => {
  await atTheStep(t)
  await runNow('kill-replica')
  const chinese = { ...who, language: 'zh-CN' as const }
  const checked = await checkLesson(chinese)
  t.match(checked, { passed: true, detail: /^kill-replica 的运行 .* 结论是 pass。$/ })
  t.match(checked.predictions, [{ ask: /空洞/, predicted: /\p{Script=Han}/u, measured: /\p{Script=Han}/u, right: false }])
  const text = screenText(await nextScreen(chinese, []), { width: 80, paint: (_style, shown) => shown, words: lessonWords('zh-CN') })
  t.match(text, /第 3 屏，共 \d 屏 · \d+ 分钟/)
  const filled = text.replaceAll(/\n\| |\s/g, '')
  t.match(filled, /prometheus-\d的抓取比prometheus-\d晚[\d.]+s：预测空洞[\d.]+s（2个间隔\+偏移[\d.]+s），实测[\d.]+s，与预测一致。/)
  t.equal((await nextScreen(who, [])).own.predictions['gap']!.value, 'As long as the outage', 'and back')
  t.match((await lessonList(chinese)).lessons[3], { name: '04-preferred', title: /\p{Script=Han}/u, state: 'started' })
})
