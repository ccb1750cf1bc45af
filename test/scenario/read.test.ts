import { readFile } from 'node:fs/promises'
import t from 'tap'
import { z } from 'zod'
import { scenarioVocabulary } from '../../src/app/select-scenarios.ts'
import { readScenario } from '../../src/scenario/parse.ts'
import { catalogue, withShake } from './catalogue.ts'

const killReplica = await readFile(new URL('../../scenarios/kill-replica.yaml', import.meta.url), 'utf8')
const whole = await scenarioVocabulary()
const up = 'up{job="thanos-query"}'

const read = (text: string) => readScenario({ name: 'mine', file: 'mine.yaml', text }, withShake)

/** A scenario that fits, with one part of it replaced. */
function fitting(parts: { observe?: string; steps?: string; expect?: string; more?: string } = {}): string {
  const {
    observe = '{ merged: { samples: up } }',
    steps = '[{ wait: 1s }]',
    expect = '[{ merged: { longest-gap: { at-most: 3s } } }]',
  } = parts
  return `title: T\nteaches: t\nobserve: ${observe}\nsteps: ${steps}\nexpect: ${expect}\n${parts.more ?? ''}`
}

t.test('kill-replica is the scenario of the contract', async (t) => {
  const scenario = readScenario({ name: 'kill-replica', file: 'kill-replica.yaml', text: killReplica }, whole)
  t.match(scenario, { name: 'kill-replica', title: 'The replica that Query prefers is killed', needs: [], outcome: 'pass' })
  t.strictSame(scenario.resolve(1000), {
    name: 'kill-replica',
    title: 'The replica that Query prefers is killed',
    teaches: "Query returns the other replica's samples; a small gap appears after recovery.",
    needs: [],
    outcome: 'pass',
    observe: {
      merged: { samples: up },
      victim: { samples: up, replica: 'victim' },
      naive: { samples: up, via: 'service' },
    },
    steps: [
      { wait: 15_000 },
      { fault: 'kill', args: { replica: 'preferred', for: 10_000 } },
      { until: { replica: 'victim', is: 'back', within: 120_000 } },
      { wait: 15_000 },
    ],
    expect: [
      { of: 'merged', check: 'longest-gap', limits: { 'at-most': 3000 } },
      { of: 'victim', check: 'longest-gap', limits: { 'at-least': 5000 } },
      { of: 'merged', check: 'matches-model', limits: { is: 'penalty', 'at-most': 0 } },
    ],
  })
})

t.test('scrapes are times the interval of the lab, durations are not', async (t) => {
  const { steps, expect } = readScenario({ name: 'kill-replica', file: 'kill-replica.yaml', text: killReplica }, whole).resolve(5000)
  t.strictSame(steps[1], { fault: 'kill', args: { replica: 'preferred', for: 50_000 } })
  t.strictSame(steps[2], { until: { replica: 'victim', is: 'back', within: 120_000 } })
  t.strictSame(expect[0]?.limits, { 'at-most': 15_000 })
})

t.test('a scenario without a fault is one: its run says that it proves nothing', async (t) => {
  const text = await readFile(new URL('../scenarios/no-fault.yaml', import.meta.url), 'utf8')
  const scenario = readScenario({ name: 'no-fault', file: 'no-fault.yaml', text }, catalogue)
  t.equal(scenario.outcome, 'pass', 'so that its inconclusive run exits with 4')
  t.strictSame(scenario.resolve(1000).steps, [{ wait: 5000 }])
  t.equal(scenario.resolve(1000).observe['control']?.replica, 'prometheus-0')
})

t.test('what a file may say', async (t) => {
  const steps = (text: string) => read(fitting({ steps: text })).resolve(1000).steps
  t.strictSame(steps('[{ kill: { replica: prometheus-1 } }]'), [{ fault: 'kill', args: { replica: 'prometheus-1' } }])
  t.strictSame(steps('[{ kill: { replica: other, container: prometheus } }]'), [
    { fault: 'kill', args: { replica: 'other', container: 'prometheus' } },
  ])
  t.strictSame(steps('[{ shake: }, { heal: shake }, { heal: all }]'), [{ fault: 'shake', args: {} }, { heal: 'shake' }, { heal: 'all' }])
  t.strictSame(steps('[{ wait: 1 scrape }, { wait: 1m30s }, { wait: 500ms }]'), [{ wait: 1000 }, { wait: 90_000 }, { wait: 500 }])
  t.strictSame(steps('[{ until: { replica: prometheus-0, is: gone, within: 10s } }]'), [
    { until: { replica: 'prometheus-0', is: 'gone', within: 10_000 } },
  ])
  const probes = '[{ query: { success-rate: { at-least: 99.5% } } }, { service: { success-rate: { at-least: 0.2, at-most: 90% } } }]'
  t.strictSame(read(fitting({ expect: probes })).resolve(1000).expect, [
    { of: 'query', check: 'success-rate', limits: { 'at-least': 0.995 } },
    { of: 'service', check: 'success-rate', limits: { 'at-least': 0.2, 'at-most': 0.9 } },
  ])
  t.match(read(fitting({ more: 'needs: [nodes, partition]\noutcome: fail' })), { needs: ['nodes', 'partition'], outcome: 'fail' })
})

t.test('selectors of one series', async (t) => {
  for (const selector of [
    'up',
    up,
    'up {job=~"a|b", pod!="x"}',
    '{__name__="up"}',
    'job:up:sum',
    'up{job="a}b[5m]"}',
    "up{job='x'}",
    'up{job=`x`}',
    '{"up.total", job="x"}',
  ])
    t.doesNotThrow(() => read(fitting({ observe: `{ merged: { samples: ${JSON.stringify(selector)} } }` })), selector)
  for (const other of ['', ' ', '{}', 'up[5m]', `${up}[5m]`, 'rate(up[5m])', 'up offset 5m', 'up @ 1', 'up + up', `${up} or ${up}`, 'up{'])
    t.throws(() => read(fitting({ observe: `{ merged: { samples: ${JSON.stringify(other)} } }` })), { code: 'scenario' }, other)
})

t.test('an anchor may be used again, and CRLF or a byte order mark does no harm', async (t) => {
  const anchored = fitting({ observe: "{ merged: { samples: &up 'up' }, alone: { samples: *up, replica: prometheus-0 } }" })
  t.strictSame(read(anchored).resolve(1000).observe['alone'], { samples: 'up', replica: 'prometheus-0' })
  t.strictSame(read(`\uFEFF${fitting().replaceAll('\n', '\r\n')}`).resolve(1000), read(fitting()).resolve(1000))
})

t.test('scrapes and time are compared when the interval is known', async (t) => {
  const mixed = read(fitting({ expect: '[{ merged: { longest-gap: { at-least: 5 scrapes, at-most: 4s } } }]' }))
  t.strictSame(mixed.resolve(500).expect[0]?.limits, { 'at-least': 2500, 'at-most': 4000 })
  t.throws(() => mixed.resolve(1000), { code: 'scenario', exit: 2, message: "mine.yaml:5:47: 'at-least' is more than 'at-most'" })
  const text = fitting({ expect: '[{ merged: { replica-diff: { at-least: 5, at-most: 2s } } }]' })
  const scrapes = readScenario({ name: 'mine', file: 'mine.yaml', text }, whole)
  t.strictSame(scrapes.resolve(100).expect[0]?.limits, { 'at-least': 5, 'at-most': 20 })
  t.throws(() => scrapes.resolve(1000), { message: "mine.yaml:5:48: 'at-least' is more than 'at-most'" })
})

t.test('a number of scrapes that takes too long on a lab is told with every place, and only there', async (t) => {
  const scenario = read(
    fitting({
      steps: '[{ wait: 200000 scrapes }, { kill: { replica: other, for: 150000 scrapes } }, { until: { is: steady, within: 2m } }]',
      expect: '[{ merged: { longest-gap: { at-least: 300000 scrapes, at-most: 1w } } }]',
    }),
  )
  t.strictSame(scenario.resolve(1000).steps[0], { wait: 200_000_000 })
  const message = [
    "mine.yaml:4:17: expected a duration of at most 1w, found '200000 scrapes'",
    "mine.yaml:4:66: expected a duration of at most 1w, found '150000 scrapes'",
    "mine.yaml:5:47: expected a duration of at most 1w, found '300000 scrapes'",
  ].join('\n')
  t.throws(() => scenario.resolve(5000), { code: 'scenario', exit: 2, message })
})

t.test('a file is validated once, however many labs it is resolved for', async (t) => {
  let times = 0
  const args = () => z.strictObject({}).refine(() => (times += 1) > 0)
  const vocabulary = { ...catalogue, faults: [...catalogue.faults, { name: 'shake', summary: 'Shakes the lab', args }] }
  const text = fitting({ steps: '[{ shake: }, { wait: 2 scrapes }]' })
  const scenario = readScenario({ name: 'mine', file: 'mine.yaml', text }, vocabulary)
  t.strictSame(
    [1000, 5000].map((intervalMs) => scenario.resolve(intervalMs, 2).steps[1]),
    [{ wait: 2000 }, { wait: 10_000 }],
  )
  t.equal(times, 1)
})
