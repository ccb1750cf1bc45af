import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import t from 'tap'
import { checkStep } from '../../src/app/lesson/check-step.ts'
import type { LessonCheck } from '../../src/model/lesson.ts'
import type { LessonTrials } from '../../src/model/lesson-answers.ts'
import { run } from '../cli/command-line.ts'
import { object } from '../cli/line.ts'
import { until } from '../helpers/until.ts'
import { commandLab } from './command-lab.ts'

/* What a lesson's check sees of a lab, and what `lesson check-all` finds wrong in a lesson. */

const { name, lab, home } = commandLab('lesson')
const look = async (check: LessonCheck, seen: string[] = []) =>
  checkStep(
    { id: 'step', task: '', check, hint: [''], solve: [''], wrong: [''] },
    { context: { name }, progress: { seen }, folder: home, countsFrom: () => 0 },
  )

const of = (query: string) => ({ query, via: 'query' })

t.test('the parts of a lab', async (t) => {
  t.match(await look({ kind: 'lab', what: 'up' }), { passed: true, saw: true })
  t.match(await look({ kind: 'lab', what: 'down' }), { passed: false, saw: true })
  await until(
    'Query has both replicas',
    async () => (await look({ kind: 'series', what: { ...of('up{job="thanos-query"}'), series: 1 } })).passed,
  )
  t.match(await look({ kind: 'series', what: { ...of('up{job="nobody"}'), series: 1 } }), { passed: false, detail: /has 0 series/ })
  t.match(await look({ kind: 'series', what: { ...of('up{'), series: 1 } }), { passed: false, detail: /does not answer/ })
  t.match(await look({ kind: 'series-gone', what: of('up{job="thanos-query"}') }), { passed: false, saw: true })
  t.match(await look({ kind: 'series-gone', what: of('up{job="nobody"}') }), { passed: false, detail: /shows nothing/ })
  t.match(await look({ kind: 'series-gone', what: of('up{job="nobody"}') }, ['step']), { passed: true })
  const flag = { part: 'prometheus-0', flag: 'web.enable-lifecycle', value: 'true' }
  t.match(await look({ kind: 'flag', what: flag }), { passed: true, detail: /runs with web\.enable-lifecycle = true/ })
  t.match(await look({ kind: 'flag', what: { ...flag, value: 'false' } }), { passed: false, detail: /expected false/ })
  t.match(await look({ kind: 'flag', what: { ...flag, flag: 'none' } }), { passed: false, detail: /does not say/ })
})

/** A lesson that needs no run. */
const lesson = (wrong: string, solve = 'thanos-lab simulate --json > merge.json') => `---
title: A lesson
minutes: 1
article: []
takeaways: [One]
otherwise: Again.
steps:
  - { id: merge, task: Simulate., check: { file: { path: merge.json, is: explain } }, hint: [Think.], solve: '${solve}', wrong: '${wrong}' }
---
# A lesson

::step merge
`

const script = await run('script', ['--version']).catch(() => undefined)

t.test(
  'check-all types each lesson, and finds what is wrong in it',
  { skip: script?.code === 0 ? false : 'no script of util-linux' },
  async (t) => {
    const before = readdirSync(tmpdir()).filter((entry) => entry.startsWith('thanos-lab-lessons-'))
    const files = {
      'good.md': lesson('thanos-lab simulate > merge.json'),
      'easy.md': lesson('thanos-lab simulate --json > merge.json'),
      'hard.md': lesson('true', 'thanos-lab simulate --json > other.json'),
    }
    for (const [file, text] of Object.entries(files)) writeFileSync(join(home, file), text)
    const words = Object.keys(files).map((file) => join(home, file))
    const { code, stdout, stderr } = await lab('lesson', 'check-all', ...words, '--runtime', 'native', '--json')
    t.equal(code, 1, stderr)
    const { lessons, left } = object<LessonTrials>({ code, stdout, stderr })
    t.match(lessons, [
      { name: 'good', faults: [], steps: 1 },
      { name: 'easy', faults: [/does not fail on the wrong solution/] },
      { name: 'hard', faults: [/does not pass on its solution: .*no file merge\.json/] },
    ])
    t.same(left, [])
    t.same(readdirSync(tmpdir()).filter((entry) => entry.startsWith('thanos-lab-lessons-')).length, before.length, 'its folder is gone')
    t.notOk(existsSync(join(home, 'lessons')), "a person's own progress is not touched")
  },
)
