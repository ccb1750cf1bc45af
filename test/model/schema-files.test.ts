import { readFileSync } from 'node:fs'
import t from 'tap'
import { z } from 'zod'
import type { statusSchema } from '../../src/model/answers.ts'
import type { LabStatus } from '../../src/model/lab.ts'
import type { runSchema } from '../../src/model/run-schema.ts'
import type { Run } from '../../src/model/run.ts'
import { schemaFiles } from '../../src/model/schema-files.ts'
import { jsonReport } from '../../src/report/json.ts'
import { judge } from '../../src/verdict/judge.ts'
import { BOTH, line, withQuestion, withStores } from '../helpers/asked.ts'
import { journal } from '../helpers/run.ts'
import { checks } from '../helpers/spoil.ts'

// The compiler's part: whatever the model allows, the schema describes (the other way round is in the schemas themselves).
const run = (): z.output<typeof runSchema> => ({ ...journal(), ...judge(journal(), checks) }) satisfies Run
const described = (status: LabStatus): z.output<typeof statusSchema> => status

const kept = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
const validator = (path: string) => z.fromJSONSchema(JSON.parse(kept(path)) as Parameters<typeof z.fromJSONSchema>[0])

t.test('the checked-in schemas are current', async (t) => {
  for (const [path, text] of Object.entries(schemaFiles())) t.equal(kept(path), text, `${path}: else npm run gen`)
})

t.test('a run is as its schema says', async (t) => {
  const schema = validator('schemas/run.schema.json')
  const text = jsonReport.render(run(), { color: false, width: 80 })
  t.equal(text.split('\n').length, 2, 'one object on one line')
  t.equal(schema.safeParse(JSON.parse(text)).error, undefined)
  for (const spoilt of [
    { verdict: 'good' },
    { series: { merged: {} } },
    { extra: 1 },
    { schemaVersion: 2 },
    { findings: [{}] },
    { plan: null },
  ])
    t.equal(schema.safeParse({ ...run(), ...spoilt }).success, false, JSON.stringify(spoilt))
})

t.test('a run with questions, too, and its limits in words', async (t) => {
  const asked = withQuestion(
    withStores(journal(), () => BOTH),
    (_, __, to) => [line(to, () => '1', { replica: 'a' })],
    { dedup: false },
  )
  asked.plan.questions = { asked: { query: 'up', dedup: false } }
  asked.plan.expect = [
    { of: 'query', check: 'warnings', limits: { matching: 'keepalive', 'at-least': 1 } },
    { of: 'asked', check: 'series-count', limits: { 'at-least': 2 } },
  ]
  const schema = validator('schemas/run.schema.json')
  const whole: z.output<typeof runSchema> = { ...asked, ...judge(asked, checks) } satisfies Run
  t.equal(schema.safeParse(JSON.parse(JSON.stringify(whole))).error, undefined)
  t.equal(schema.safeParse({ ...whole, questions: { asked: { expr: 'up' } } }).success, false)
})

t.test('a status is as its schema says', async (t) => {
  const schema = validator('schemas/status.schema.json')
  for (const status of [up, none]) t.equal(schema.safeParse(described(status)).error, undefined)
  t.equal(schema.safeParse({ ...up, lab: { ...up.lab, state: 'asleep' } }).success, false)
  t.equal(schema.safeParse({ ...up, lab: { ...up.lab, query: {} } }).success, false)
})

const up: LabStatus = {
  schemaVersion: 1,
  lab: {
    name: 'thanos-lab',
    runtime: 'kind',
    state: 'up',
    replicas: [{ name: 'prometheus-0', ready: true, prometheusUrl: 'http://127.0.0.1:1', restarts: 0 }],
    query: { url: 'http://127.0.0.1:2' },
    service: { url: 'http://127.0.0.1:3' },
    stores: [{ name: 'prometheus-0:10901', replica: 'prometheus-0', healthy: true, lastError: null }],
    faults: [{ id: 'kill-1', fault: 'kill', target: 'prometheus-0', since: '2026-11-22T18:17:15.500Z' }],
    kubeconfig: 'kubeconfig',
  },
  elapsedMs: 12,
}

const none: LabStatus = {
  schemaVersion: 1,
  lab: { name: 'thanos-lab', runtime: null, state: 'down', replicas: [], query: null, stores: [], faults: [] },
  elapsedMs: 1,
}
