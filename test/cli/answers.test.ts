import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { z } from 'zod'
import { machineChecks } from '../../src/doctor/examine.ts'
import { FORMAT } from '../../src/model/lab-defaults.ts'
import { judgedRun } from '../helpers/parts.ts'
import { until } from '../helpers/until.ts'
import { run, type Said, thanosLab, thanosLabs } from './command-line.ts'

const folder = new URL('../../schemas/', import.meta.url)
const schemaOf = (name: string) =>
  z.fromJSONSchema(JSON.parse(readFileSync(new URL(`${name}.schema.json`, folder), 'utf8')) as Parameters<typeof z.fromJSONSchema>[0])

const kept = judgedRun()
const home = t.testdir({
  state: { runs: { [kept.id]: { 'run.json': JSON.stringify(kept) }, '20260101T000000Z-torn-aaaa': { 'run.json': '{' } } },
  cache: {},
  bin: {},
})
const env = {
  NODE_OPTIONS: '',
  THANOS_LAB_HOME: join(home, 'state'),
  THANOS_LAB_CACHE: join(home, 'cache'),
  // No request goes to another machine.
  THANOS_LAB_RELEASES: 'http://127.0.0.1:1',
  NO_PROXY: '127.0.0.1',
}

type Command = [args: string[], exit: number, schema: string]

/** Runs a command with --json: its exit code, and its one object, which is as that schema says. */
async function answered(t: Test, args: string[], exit: number, schema: string, more: Record<string, string> = {}): Promise<any> {
  return checked(t, [args, exit, schema], await thanosLab([...args, '--json'], { ...env, ...more }))
}

/** The same of several commands, in one process. */
async function allAnswered(t: Test, commands: Command[]): Promise<any[]> {
  const lines = commands.map(([args]) => [...args, '--json'])
  const answers = await thanosLabs(lines, env)
  return commands.map((command, index) => checked(t, command, answers[index]!))
}

function checked(t: Test, [args, exit, schema]: Command, { code, stdout, stderr }: Said): any {
  t.equal(code, exit, `${args.join(' ')}: ${stderr}`)
  const object: unknown = JSON.parse(stdout)
  t.equal(schemaOf(schema).safeParse(object).error, undefined, `${args[0]} fits ${schema}`)
  return object
}

t.test('a saved run is explained, and re-evaluated', async (t) => {
  t.match(await answered(t, ['explain'], 0, 'explain'), { run: kept.id, series: 'merged', switches: [{ penaltyMs: 2000 }] })
  t.match(await answered(t, ['explain', kept.id, '--counter', '--at', '18:17:16'], 0, 'explain'), {
    mode: 'counter',
    model: { of: 'plain', differing: 0 },
  })
  t.match(await answered(t, ['simulate', '--outage', '1:10s-20s'], 0, 'explain'), { run: null, gaps: [] })
  t.match(await answered(t, ['simulate', '--outage', '0:20s-30s', '--counter', '--what-if'], 0, 'explain'), {
    counter: { spikes: [], compared: null },
    whatIf: [{ algorithm: 'penalty', current: true, gaps: 1 }, { algorithm: 'chain' }, { without: 'replica-0' }, { without: 'replica-1' }],
  })
  const { verdict, findings } = await answered(t, ['analyze', kept.id, '-o', join(home, 'again.json')], 0, 'run')
  t.same({ verdict, findings }, { verdict: kept.verdict, findings: kept.findings })
  t.match(JSON.parse(readFileSync(join(home, 'again.json'), 'utf8')), { id: kept.id, verdict, format: FORMAT })
  t.match((await thanosLab(['analyze', kept.id], env)).stdout, /Re-evaluated: the verdict is still pass\./)
})

t.test('a schema lets nothing else through', async (t) => {
  const others: [schema: string, object: object][] = [
    ['error', { schemaVersion: 1, error: { code: 'unheard-of', message: 'm', hint: 'h', exit: 3 } }],
    ['error', { schemaVersion: 1, error: { code: 'usage', message: 'm', hint: 'h', exit: 1 } }],
    ['doctor', { schemaVersion: 1, runtimes: [], checks: [{ id: 'a', title: 'a', status: 'fine', detail: '' }], next: '' }],
    ['heal', { schemaVersion: 1, name: 'a' }],
    ['down', { schemaVersion: 2, name: 'a', removed: true }],
    ['runs', { schemaVersion: 1, runs: [{ id: 'a' }] }],
    ['query', { schemaVersion: 1, series: [] }],
    ['scenarios', { schemaVersion: 1, scenarios: [{ name: 'a' }] }],
    ['completion', { schemaVersion: 1, shell: 'tcsh', script: '' }],
    ['chaos', { schemaVersion: 1, runs: [{ scenario: 'a' }], notRun: [], exit: 0 }],
    ['scenario-check', { schemaVersion: 1, files: [{ file: 'a' }] }],
  ]
  for (const [schema, object] of others) t.equal(schemaOf(schema).safeParse(object).success, false, `${schema} ${JSON.stringify(object)}`)
})

const errors: [args: string[], exit: number, code: string][] = [
  [['dance'], 2, 'usage'],
  [['up', '--replicas', 'many'], 2, 'usage'],
  [['down', '--name', '../x'], 2, 'usage'],
  [['chaos', 'kill-replca'], 2, 'scenario'],
  [['report', 'no-such-run'], 2, 'no-run'],
  [['query', 'up'], 3, 'no-lab'],
]

t.test('errors', async (t) => {
  const answers = await allAnswered(
    t,
    errors.map(([args, exit]) => [args, exit, 'error']),
  )
  for (const [index, [args, exit, code]] of errors.entries())
    t.match(answers[index].error, { code, exit, message: /./, hint: /thanos-lab/ }, args.join(' '))
})

t.test('commands that need no lab', async (t) => {
  const [down, heal, completion, { scenarios }, { runs }, pruned] = await allAnswered(t, [
    [['down'], 0, 'down'],
    [['heal', '--name', 'x'], 0, 'heal'],
    [['completion', 'fish'], 0, 'completion'],
    [['chaos', '--list'], 0, 'scenarios'],
    [['runs'], 0, 'runs'],
    [['runs', 'prune', '--keep', '1', '--dry-run'], 0, 'runs-prune'],
  ])
  t.match(down, { name: 'thanos-lab', removed: false })
  t.match(heal, { name: 'x', healed: [] })
  t.match(completion, { shell: 'fish', script: /thanos-lab/ })
  t.ok(scenarios.some(({ name }: { name: string }) => name === 'kill-replica'))
  t.match(runs, [{ id: kept.id, verdict: kept.verdict }, { unreadable: /not JSON/ }])
  t.match(pruned, { removed: ['20260101T000000Z-torn-aaaa'], kept: 1, bytes: 1, dryRun: true })
})

t.test('doctor', async (t) => {
  const { code, stdout } = await thanosLab(['doctor'], env)
  const answer = await answered(t, ['doctor'], code ?? -1, 'doctor')
  t.equal(code, answer.runtimes.some(({ ok }: { ok: boolean }) => ok) ? 0 : 3)
  t.same(
    answer.checks.map(({ id }: { id: string }) => id),
    machineChecks.map(({ id }) => id),
  )
  for (const { id, status, fix } of answer.checks) {
    t.match(stdout, new RegExp(`^${{ ok: '✔', warn: '⚠', missing: '✘', unknown: '\\?' }[status as 'ok']} ${id} `, 'm'))
    if (status === 'missing' || status === 'unknown') t.match(fix, /./, `${id} has a command that fixes it`)
  }
  t.match(stdout, `\nNext: ${answer.next}\n`)
})

t.test('doctor on a machine that can run nothing', async (t) => {
  // No program, no Go, no release, no Docker, no ps: nothing on PATH.
  const bare = { PATH: join(home, 'bin') }
  const { runtimes, checks, next } = await answered(t, ['doctor'], 3, 'doctor', bare)
  t.match(runtimes, [
    { name: 'kind', ok: false, missing: [/^ps: /, /^docker: /, /^kind: /] },
    { name: 'native', ok: false, missing: [/^ps: /, /^prometheus: .*release: .*build: go is not on PATH/, /^thanos: /] },
  ])
  t.equal(next, checks.find(({ status }: { status: string }) => status === 'missing').fix)
})

const lacks = (
  await Promise.all(['prometheus', 'thanos'].map(async (name) => ((await run(name, ['--version']).catch(() => undefined)) ? '' : name)))
).filter(Boolean)

t.test('on a lab', { skip: lacks.length > 0 && `not on PATH: ${lacks.join(', ')}` }, async (t) => {
  const name = ['--name', 'answers']
  t.teardown(() => thanosLab(['down', ...name], env))
  const { url } = (await answered(t, ['up', '--runtime', 'native', ...name], 0, 'status')).lab.query
  const selector = 'up{job="thanos-query"}'
  // `up` does not wait for the first scrapes. Query is asked here: a command that is started again and again keeps a processor busy.
  await until('four samples of each replica', async () => {
    const query = new URLSearchParams({ query: `count_over_time(${selector}[1m]) >= 4`, dedup: 'false' })
    const answer = (await (await fetch(`${url}/api/v1/query?${query}`)).json()) as { data: { result: unknown[] } }
    return answer.data.result.length === 2
  })
  const seriesOf = async (...how: string[]) => (await answered(t, ['query', selector, ...how, ...name], 0, 'query')).series
  t.equal((await seriesOf('--no-dedup')).length, 2, 'apart')
  t.equal((await seriesOf()).length, 1, 'merged')
  t.match(await answered(t, ['query', selector, '--replica', 'prometheus-1', ...name], 0, 'query'), { via: 'prometheus-1', dedup: false })
  t.match(await answered(t, ['query', 'up{', ...name], 2, 'error'), { error: { message: /^Query cannot parse up\{ at column 4: / } })
  // Merged, and each replica apart.
  await until('a graph of each replica', async () => {
    const { graphs } = await answered(t, ['query', 'up{job="thanos-query"} * 1', '--range', '10s', ...name], 0, 'query')
    return graphs[0].dedup === true && graphs[0].series.length === 1 && graphs[1].dedup === false && graphs[1].series.length === 2
  })
  t.equal((await answered(t, ['status', ...name], 0, 'status')).lab.query.url, url)
  // A sample counts when it is an interval old.
  const explained = async (...how: string[]) => answered(t, ['explain', ...how, ...name], 0, 'explain')
  await until('two samples that count', async () => (await explained('--live', selector)).samples.length > 1)
  for (const how of [
    ['--live', selector],
    ['--query-url', url, '--selector', selector],
  ])
    t.match(
      await explained(...how),
      { replicas: ['prometheus-0', 'prometheus-1'], model: { differing: 0 }, intervalMs: 1000, notes: [] },
      how[0]!,
    )
  t.match(await answered(t, ['heal', ...name], 0, 'heal'), { healed: [] })
  t.match(await answered(t, ['down', ...name], 0, 'down'), { removed: true })
  t.match(await answered(t, ['down', ...name], 0, 'down'), { removed: false })
})
