import t from 'tap'
import { scenarioVocabulary } from '../../src/app/select-scenarios.ts'
import { LabError } from '../../src/lib/errors.ts'
import { atPlace } from '../../src/runner/runner.ts'
import { readScenario } from '../../src/scenario/parse.ts'

/* What a scenario names and no lab has: told by the manifests, without a lab; and what this lab does not have. */

const catalogue = await scenarioVocabulary()

/** A scenario with these steps, a line each from the fifth on. */
const read = (...steps: string[]) =>
  readScenario(
    {
      name: 'mine',
      file: 'mine.yaml',
      text: `title: T\nteaches: t\nobserve: { merged: { samples: up } }\nsteps:\n${steps.map((step) => `  - ${step}\n`).join('')}expect: [{ merged: { longest-gap: { at-most: 3s } } }]\n`,
    },
    catalogue,
  )

const sidecarAnd = 'it has thanos-sidecar and prometheus'
const wrong: [step: string, complaint: string][] = [
  [
    'kill: { replica: preferred, container: promtheus }',
    `5:44: Pod prometheus has no container promtheus; ${sidecarAnd}; did you mean 'prometheus'?`,
  ],
  ['kill: { part: prometheus-1, container: query }', `5:44: Pod prometheus-1 has no container query; ${sidecarAnd}`],
  [
    'freeze: { part: thanos-query, container: thanos-sidecar }',
    '5:46: Pod thanos-query has no container thanos-sidecar; it has thanos-query',
  ],
  [
    'change-flag: { part: thanos-query, container: thanos-qurey, flag: --x }',
    "5:51: Pod thanos-query has no container thanos-qurey; it has thanos-query; did you mean 'thanos-query'?",
  ],
  ['limit-memory: { part: prometheus, container: sidecar, memory: 24Mi }', `5:50: Pod prometheus has no container sidecar; ${sidecarAnd}`],
  ['kill: { part: thanos-qeury }', "5:19: there is no pod or workload 'thanos-qeury'; did you mean 'thanos-query'?"],
  ['scale: { part: thanos-qeury, replicas: 2 }', "5:20: there is no workload 'thanos-qeury'; did you mean 'thanos-query'?"],
  ['restart: { part: query }', "5:22: there is no workload 'query'; expected prometheus or thanos-query"],
  ['drain: { node-of: preferred, pods: promtheus }', "5:40: there is no workload 'promtheus'; did you mean 'prometheus'?"],
  ['drain-each: { part: promtheus }', "5:25: 'promtheus' does not fit; did you mean 'prometheus'?"],
  ['kill: { part: prefered }', "5:19: there is no pod or workload 'prefered'; did you mean 'preferred'?"],
  [
    'stop-node: { node-of: nobody }',
    "5:27: there is no pod or workload 'nobody'; expected prometheus, thanos-query, preferred, other, victim, or survivor",
  ],
  ['kill: { replica: promtheus-1 }', "5:22: 'promtheus-1' is no replica; did you mean 'prometheus-1'?"],
  ['kill: { replica: thanos-query-0 }', "5:22: 'thanos-query-0' is no replica; expected prometheus-0"],
  ['until: { replica: promtheus-1, is: back, within: 2m }', "5:23: 'promtheus-1' is no replica; did you mean 'prometheus-1'?"],
  [
    'change-interval: { replica: other, job: thanos-qeury, interval: 3 scrapes }',
    "5:45: Prometheus has no job thanos-qeury; it has prometheus, thanos-sidecar, and thanos-query; did you mean 'thanos-query'?",
  ],
  [
    'partition: { from: thanos-query, to: thanos-query }',
    '5:42: thanos-query opens no connections to thanos-query; it opens connections to prometheus',
  ],
  [
    'delay: { from: preferred, to: nobody, delay: 1s }',
    "5:35: there is no pod or workload 'nobody'; expected prometheus, thanos-query, preferred, other, victim, or survivor",
  ],
  [
    'reschedule: { replica: prometheus-0, node-of: prometheus-0 }',
    "5:17: 'node-of' names another pod: a replica is on its own node already",
  ],
]

for (const [step, complaint] of wrong)
  t.test(step, async (t) => {
    t.throws(() => read(step), { code: 'scenario', exit: 2, message: `mine.yaml:${complaint}` })
  })

const observing = (replica: string) =>
  `title: T\nteaches: t\nobserve:\n  one: { samples: up, replica: ${replica} }\nsteps: [{ kill: { part: nobody-0 } }]\nexpect: [{ one: { longest-gap: { at-least: 3s } } }]\n`

t.test('an observed replica, and several at once in the order of the file', async (t) => {
  const messages =
    /^mine\.yaml:4:32: 'prometeus-0' is no replica; did you mean 'prometheus-0'\?\nmine\.yaml:5:25: there is no pod or workload 'nobody-0'; .*$/
  t.throws(() => readScenario({ name: 'mine', file: 'mine.yaml', text: observing('prometeus-0') }, catalogue), { message: messages })
})

t.test('what there is fits, by any of its names', async (t) => {
  for (const step of [
    'kill: { part: thanos-query, container: thanos-query }',
    'kill: { part: thanos-query-5d8f9c7b6-x2x4z }',
    'kill: { replica: prometheus-1, container: thanos-sidecar }',
    'partition: { from: prometheus-0, to: prometheus-1 }',
    'partition: { from: thanos-query, to: survivor }',
    'fail-scrapes: { from: other, to: thanos-query, of: 2 }',
  ])
    t.doesNotThrow(() => read('kill: { replica: preferred }', step), step)
})

t.test('a number beyond the replicas of the lab is told when the lab is known', async (t) => {
  const scenario = read('kill: { replica: prometheus-2 }', 'partition: { from: thanos-query, to: prometheus-3 }')
  t.doesNotThrow(() => scenario.resolve(1000))
  t.doesNotThrow(() => scenario.resolve(1000, 4))
  t.throws(() => scenario.resolve(1000, 2), {
    code: 'scenario',
    exit: 2,
    message:
      'mine.yaml:5:22: the lab has no replica prometheus-2; it has prometheus-0 and prometheus-1\n' +
      'mine.yaml:6:42: the lab has no pod prometheus-3; it has prometheus-0 and prometheus-1',
  })
})

t.test('a pod that an earlier step brings is one', async (t) => {
  const scenario = read('scale: { part: prometheus, replicas: 3 }', 'kill: { part: prometheus-2 }')
  t.doesNotThrow(() => scenario.resolve(1000, 2))
  t.throws(() => read('scale: { part: prometheus, replicas: 3 }', 'kill: { part: prometheus-3 }').resolve(1000, 2), {
    message: 'mine.yaml:6:19: the lab has no pod prometheus-3; it has prometheus-0, prometheus-1, and prometheus-2',
  })
})

t.test('a mistake that only the lab shows gets the position of its step, any other error is unchanged', async (t) => {
  const mistake = new LabError('scenario', 'Pod x has no container y; it has z')
  t.throws(() => atPlace('mine.yaml:6:5')(mistake), {
    code: 'scenario',
    message: 'mine.yaml:6:5: Pod x has no container y; it has z',
    cause: mistake,
  })
  const away = new LabError('no-target', 'There is no pod x now')
  t.throws(() => atPlace('mine.yaml:6:5')(away), away)
})

t.test('where a step stands', async (t) => {
  t.equal(read('wait: 1s', 'kill: { replica: preferred }').placeOf(1), 'mine.yaml:6:5')
})
