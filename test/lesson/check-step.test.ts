import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { checkStep } from '../../src/app/lesson/check-step.ts'
import { explainAnswer } from '../../src/explain/answer.ts'
import { explain } from '../../src/explain/explanation.ts'
import { simulatedCase } from '../../src/explain/inputs/simulated.ts'
import { template } from '../../src/cli/commands/scenario.ts'
import type { LessonCheck } from '../../src/model/lesson.ts'
import { ownHome } from '../storage/home.ts'

/* What a check finds without a lab; with one: test/a-native-lab/lesson.test.ts. */

const FILES = { 'empty.json': '', 'other.json': '{"schemaVersion":1}', 'mine.yaml': template('mine'), 'bad.yaml': 'title: 5\n' }

/** Looks at a step for a learner without a lab, in a folder. */
const looker =
  (folder: string) =>
  async (check: LessonCheck, seen: string[] = []) =>
    checkStep(
      { id: 'step', task: '', check, hint: [''], solve: [''], wrong: [''] },
      { context: { name: 'nowhere' }, progress: { seen }, folder, countsFrom: () => 0 },
    )

const file = (what: { path: string; is: 'scenario' | 'query' | 'explain' | 'audit' } & Record<string, unknown>): LessonCheck => ({
  kind: 'file',
  what: { where: {}, lengths: {}, ...what },
})

t.test('a scenario file', async (t) => {
  const look = looker(t.testdir(FILES))
  t.match(await look(file({ path: 'mine.yaml', is: 'scenario' })), { passed: true, detail: /valid scenario/ })
  t.match(await look(file({ path: 'mine.yaml', is: 'scenario', fault: 'kill' })), { passed: true })
  t.match(await look(file({ path: 'mine.yaml', is: 'scenario', fault: 'freeze' })), { passed: false, detail: /has no freeze; it has kill/ })
  t.match(await look(file({ path: 'bad.yaml', is: 'scenario' })), { passed: false, detail: /bad\.yaml:1:8: expected text, found 5/ })
  t.match(await look(file({ path: 'none.yaml', is: 'scenario' })), { passed: false, detail: /There is no file none\.yaml in this folder/ })
})

t.test('an answer in JSON', async (t) => {
  const folder = t.testdir(FILES)
  const look = looker(folder)
  const setting = { intervalsMs: [1000], offsetsMs: [100, 400], outages: [], lengthMs: 60_000 }
  writeFileSync(
    join(folder, 'merge.json'),
    JSON.stringify(explainAnswer(explain(simulatedCase(setting, { mode: 'plain', algorithm: 'penalty' })))),
  )
  t.match(await look(file({ path: 'merge.json', is: 'explain' })), { passed: true, detail: /valid answer of explain --json/ })
  t.match(await look(file({ path: 'merge.json', is: 'explain', where: { mode: 'plain' }, lengths: { gaps: 0, replicas: 2 } })), {
    passed: true,
  })
  t.match(await look(file({ path: 'merge.json', is: 'explain', where: { mode: 'counter' } })), {
    passed: false,
    detail: /has mode: "plain"; expected "counter"/,
  })
  t.match(await look(file({ path: 'merge.json', is: 'explain', lengths: { gaps: 1 } })), {
    passed: false,
    detail: /has 0 gaps; expected 1/,
  })
  t.match(await look(file({ path: 'merge.json', is: 'query' })), { passed: false, detail: /no answer of query --json/ })
  for (const path of ['empty.json', 'other.json']) t.match(await look(file({ path, is: 'audit' })), { passed: false }, path)
})

t.test('without a lab', async (t) => {
  const look = looker(t.testdir({}))
  ownHome(t)
  const series = { query: 'up', via: 'query' }
  t.match(await look({ kind: 'lab', what: 'up' }), { passed: false, detail: /There is no lab "nowhere"/ })
  t.match(await look({ kind: 'series', what: { ...series, series: 1 } }), { passed: false, detail: /There is no lab/ })
  t.match(await look({ kind: 'series-gone', what: series }, ['step']), { passed: false, detail: /There is no lab/ })
  t.match(await look({ kind: 'flag', what: { part: 'query', flag: 'x', value: 'y' } }), { passed: false, detail: /There is no lab/ })
  t.match(await look({ kind: 'lab', what: 'down' }), { passed: false, detail: /No check has seen the lab yet/ })
  t.match(await look({ kind: 'lab', what: 'down' }, ['step']), { passed: true }, 'it was there, and is gone')
  t.match(await look({ kind: 'run', what: { scenario: 'kill-replica' } }), { passed: false, detail: /no saved run of kill-replica/ })
  t.match(await look({ kind: 'run', what: { scenario: 'own' } }), { passed: false, detail: /of a scenario of your own/ })
})
