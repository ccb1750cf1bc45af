import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { z } from 'zod'
import type { LabStatus } from '../../src/model/answers.ts'
import { schemaFiles } from '../../src/model/schema-files.ts'
import { jsonReport } from '../../src/report/json.ts'
import { expectOnly, judgedRun } from '../helpers/parts.ts'
import { line, withQuery, withStores } from '../helpers/queries.ts'
import { BOTH, runRecord } from '../helpers/run.ts'

const root = new URL('../../', import.meta.url)
const kept = (path: string) => readFileSync(new URL(path, root), 'utf8')
const validator = (path: string) => z.fromJSONSchema(JSON.parse(kept(path)) as Parameters<typeof z.fromJSONSchema>[0])

t.test('the checked-in schemas are current, and there are no others', async (t) => {
  const files = schemaFiles()
  for (const [path, text] of Object.entries(files)) t.equal(kept(path), text, `${path}: else npm run gen`)
  t.same(
    readdirSync(new URL('schemas/', root))
      .map((name) => `schemas/${name}`)
      .sort(),
    Object.keys(files).sort(),
  )
})

t.test('a run is as its schema says', async (t) => {
  const schema = validator('schemas/run.schema.json')
  const text = jsonReport.render([judgedRun()], { color: false, width: 80 })
  t.equal(text.split('\n').length, 2, 'one object on one line')
  t.equal(schema.safeParse(JSON.parse(text)).error, undefined)
  for (const other of [
    { verdict: 'good' },
    { snapshots: [{}] },
    { extra: 1 },
    { schemaVersion: 2 },
    { format: 2 },
    { findings: [{}] },
    { scenario: null },
  ])
    t.equal(schema.safeParse({ ...judgedRun(), ...other }).success, false, JSON.stringify(other))
})

t.test('a run with queries, too, and its limits in words', async (t) => {
  const record = withQuery(
    withStores(runRecord(), () => BOTH),
    (_, __, to) => [line(to, () => '1', { replica: 'a' })],
    { dedup: false },
  )
  expectOnly(record, ['query', 'warnings', { matching: 'keepalive', 'at-least': 1 }], ['graph', 'series-count', { 'at-least': 2 }])
  const schema = validator('schemas/run.schema.json')
  const run = judgedRun(record)
  t.equal(schema.safeParse(JSON.parse(JSON.stringify(run))).error, undefined)
  const [snapshot] = run.snapshots
  const other = { ...snapshot, queries: { graph: { source: { via: 'query' } } } }
  t.equal(schema.safeParse({ ...run, snapshots: [other] }).success, false)
})

t.test('a status is as its schema says', async (t) => {
  const schema = validator('schemas/status.schema.json')
  for (const status of [up, none]) t.equal(schema.safeParse(status).error, undefined)
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
