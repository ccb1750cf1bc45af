import t from 'tap'
import { scenarioVocabulary } from '../../src/app/select-scenarios.ts'
import { readScenario } from '../../src/scenario/parse.ts'

const catalogue = await scenarioVocabulary()
const file = (observe: string, expect = '[{ query: { success-rate: { at-least: 99% } } }]') =>
  `title: T\nteaches: t\nobserve:\n  merged: { samples: up }\n  ${observe}\nsteps: [{ wait: 1s }]\nexpect: ${expect}\n`
const read = (text: string) => readScenario({ name: 'mine', file: 'mine.yaml', text }, catalogue).resolve(1000)

t.test('queries stand beside the series, in the order of the file', async (t) => {
  const { observe } = read(file(`doubled: { query: 'sum(up)', dedup: false }\n  naive: { query: up == 0, via: service }`))
  t.strictSame(Object.entries(observe), [
    ['merged', { samples: 'up' }],
    ['doubled', { query: 'sum(up)', dedup: false }],
    ['naive', { query: 'up == 0', via: 'service' }],
  ])
})

t.test('each kind has its checks', async (t) => {
  const graph = `graph: { query: up, via: service }`
  const expect = (text: string) => read(file(graph, `[${text}]`)).expect[0]
  t.strictSame(expect('{ graph: { series-count: { at-least: 2 } } }'), { of: 'graph', check: 'series-count', limits: { 'at-least': 2 } })
  t.strictSame(expect('{ graph: { graph-coverage: { at-most: 80% } } }')?.limits, { 'at-most': 0.8 })
  t.strictSame(expect('{ graph: { rate-spike: { at-least: 1.8 } } }')?.limits, { 'at-least': 1.8 })
  t.strictSame(expect('{ graph: { rate-spike: { phase: after, at-most: 2 } } }')?.limits, { phase: 'after', 'at-most': 2 })
  t.strictSame(expect('{ query: { median-latency: { fault: 0, at-most: 1s } } }')?.limits, { fault: 0, 'at-most': 1000 })
  t.strictSame(expect('{ merged: { gap-count: { at-most: 0 } } }')?.limits, { 'at-most': 0 })
  t.strictSame(expect('{ merged: { replica-diff: { at-least: 5 scrapes } } }')?.limits, { 'at-least': 5 })
  t.strictSame(expect('{ merged: { sample-values: never-fall } }')?.limits, { is: 'never-fall', 'at-most': 0 })
  t.strictSame(expect('{ query: { warnings: none } }')?.limits, { 'at-most': 0 })
  t.strictSame(expect('{ query: { warnings: { matching: keep.*alive } } }')?.limits, { matching: 'keep.*alive', 'at-least': 1 })
  t.strictSame(expect('{ stores: { healthy-stores: { drop-to: 1 } } }')?.limits, { 'drop-to': 1 })
  t.strictSame(expect('{ query: { rule-count: { at-least: 1 } } }')?.limits, { 'at-least': 1 })
})

// What stands under `observe` in line 5, what is expected, and every complaint.
const wrong: [observe: string, expect: string | undefined, complaint: string][] = [
  [`a: { query: 'sum(up' }`, undefined, "5:22: expected a PromQL expression: the text ends too early, where '(' is still open"],
  [`a: { query: "up{job=\\"x\\"} +* up" }`, undefined, "5:31: expected a PromQL expression: '*' does not fit here"],
  [`a: { query: 'up{job=''x''} +* up' }`, undefined, "5:31: expected a PromQL expression: '*' does not fit here"],
  [`a: { query: sum(up)) }`, undefined, "5:22: expected a PromQL expression: ')' does not fit here"],
  [
    `a: { samples: 'up{job=}' }`,
    undefined,
    "5:25: expected a selector of one series such as 'up{job=\"thanos-query\"}': '}' does not fit here, where '{' is still open",
  ],
  [`a: { via: service }`, undefined, "5:6: 'samples' is missing"],
  [`a: { samples: up, query: up }`, undefined, "5:6: expected 'samples' or 'query', not both"],
  [`a: { samples: up, dedup: false }`, undefined, "5:28: 'dedup' is for a 'query' through Query"],
  [
    `a: { query: up }`,
    '[{ a: { longest-gap: { at-most: 3s } } }]',
    "7:17: 'longest-gap' is not a check of a query; expected rate-matches-model, series-count, graph-coverage, rate-spike, or inconsistent-answers",
  ],
  [
    `a: { query: up }`,
    '[{ a: { inconsistent-answers: { at-least: 1 } } }]',
    "7:39: 'inconsistent-answers' is for a query through the Service ('via: service')",
  ],
  [
    `a: { query: up }`,
    '[{ service: { healthy-stores: { drop-to: 1 } } }]',
    "7:23: 'healthy-stores' is not a check of a probe; expected success-rate, max-latency, median-latency, or warnings",
  ],
  [
    `a: { query: up }`,
    '[{ query: { success-rate: { fault: 1, at-least: 90% } } }]',
    '7:44: the scenario has 0 faults: there is no fault 1',
  ],
  [`a: { query: up }`, '[{ query: { success-rate: { fault: 0 } } }]', '7:35: expected at-most, at-least, or both'],
  [`a: { query: up }`, '[{ a: { rate-spike: { phase: before, at-most: 2 } } }]', "7:38: 'before' does not fit; expected during or after"],
  [`a: { query: up }`, "[{ query: { warnings: { matching: 'a(' } } }]", '7:31: expected a regular expression'],
  [`a: { query: up }`, '[{ stores: { healthy-stores: {} } }]', '7:38: expected drop-to, never-below; or back-within, back-after'],
  [`a: { query: up }`, '[{ merged: { gap-count: { at-most: 0.5 } } }]', '7:44: expected a whole number, 0 or more, found 0.5'],
  [`a: { query: up }`, '[{ a: { series-count: { at-least: 3, at-most: 2 } } }]', "7:43: 'at-least' is more than 'at-most'"],
]

t.test('what does not fit, at its very place', async (t) => {
  for (const [observe, expect, complaint] of wrong)
    try {
      read(file(observe, expect))
      t.fail(`${observe} is read`)
    } catch (error) {
      t.ok((error as Error).message.startsWith(`mine.yaml:${complaint}`), complaint, { found: (error as Error).message })
    }
})

t.test('a query does not determine the preferred replica', async (t) => {
  const text = file('a: { query: up }').replace('merged: { samples: up }', 'b: { query: up, replica: preferred }')
  t.throws(() => read(text), /mine\.yaml:4:28: 'preferred' needs an observed series that is read through Query/)
})
