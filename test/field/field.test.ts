import t, { type Test } from 'tap'
import type { ExplainAnswer } from '../../src/model/answers.ts'
import { type Said, thanosLabs } from '../cli/command-line.ts'
import { answerOf, type Histories, noneFalse } from './checks.ts'
import { stored, type Span } from './history.ts'
import { at, HISTORIES, type QueryName, REPLICAS, type Situation, SITUATIONS, WINDOW } from './situations.ts'
import { type Part, stackFor } from './stack.ts'
import { truthOf, valueOf } from './truth.ts'

/*
 * `thanos-lab explain` on real Prometheus and Thanos, in situations that people told of (docs/explain.md). What is right is said by the real
 * Query over HTTP, with dedup=true against dedup=false.
 */

const labels = (cluster: string, replica: number) => ({ cluster, prometheus_replica: REPLICAS[replica]! })
const both = <T>(make: (replica: number) => Promise<T>) => Promise.all([make(0), make(1)])

const stack = await stackFor(t)
const replicas = await both((replica) =>
  stack.prometheus(
    `prometheus-${replica}`,
    labels('eu1', replica),
    Object.values(HISTORIES).flatMap((pair) => stored(pair[replica]!)),
  ),
)
const [sidecars, blocks] = [
  await both((replica) => stack.sidecar(`sidecar-${replica}`, replicas[replica]!)),
  await both((replica) => stack.snapshot(replicas[replica]!)),
]
const [copies, eu2] = await Promise.all([
  stack.storeGateway(
    'store-eu1',
    blocks.map((folder, replica) => ({ folder, externalLabels: labels('eu1', replica) })),
  ),
  // The same names, and each has the other's history.
  stack.storeGateway(
    'store-eu2',
    blocks.map((folder, replica) => ({ folder, externalLabels: labels('eu2', 1 - replica) })),
  ),
])
const byReplica = '--query.replica-label=prometheus_replica'
const [plain, clusters, chain, doubled] = await Promise.all([
  stack.query('query', sidecars, [byReplica, '--store.response-timeout=1s']),
  stack.query('query-clusters', [...sidecars, eu2], [byReplica, '--query.replica-label=zone']),
  stack.query('query-chain', sidecars, [byReplica, '--deduplication.func=chain']),
  stack.query('query-doubled', [...sidecars, copies], [byReplica]),
])
const queries: Record<QueryName, Part> = { plain, clusters, chain, doubled }

function selectorOf({ selector, job, query, cluster = 'eu1' }: Situation): string {
  return selector ?? `load{job="${job}"${query === 'clusters' ? `,cluster="${cluster}"` : ''}}`
}

function words(query: Part, selector: string, { from, to }: Span, ...more: string[]): string[] {
  const middle = new Date((from + to) / 2).toISOString()
  return ['explain', '--query-url', query.url, '--selector', selector, '--at', middle, '--range', `${(to - from) / 1000}s`, ...more]
}

function historiesOf({ job, cluster = 'eu1' }: Pick<Situation, 'job' | 'cluster'>): Histories {
  const [first, second] = HISTORIES[job]!
  return cluster === 'eu1' ? { [REPLICAS[0]]: first, [REPLICAS[1]]: second } : { [REPLICAS[0]]: second, [REPLICAS[1]]: first }
}

/** What people read who do not name a time: `explain` without --at ends now, so the course of a past window is only in this. */
const course = (answer: ExplainAnswer) => answer.narrative.join('\n')

const env = { THANOS_LAB_HOME: t.testdir() }
const answers = await thanosLabs(
  SITUATIONS.map((one) => words(queries[one.query], selectorOf(one), one.window ?? WINDOW, '--json')),
  env,
)

for (const [number, one] of SITUATIONS.entries())
  t.test(one.title, async (t) => {
    const answer = answerOf(t, answers[number]!)
    const truth = await truthOf(queries[one.query], selectorOf(one), one.window ?? WINDOW)
    t.ok(truth.merged.length > 0, 'Query returns samples')
    noneFalse(t, answer, truth, historiesOf(one), one.metric ?? 'load')
    t.same(
      answer.gaps.map(({ seconds, cause }) => ({ ms: Math.round(seconds * 1000), kind: cause.kind })),
      one.gaps,
      'the gaps and their causes',
    )
    t.match(answer.model, { differing: 0, limits: [] }, 'the same samples as Query')
    t.same([answer.warnings, answer.notes], [[], []])
    t.equal(answer.algorithm, one.query === 'chain' ? 'chain' : 'penalty', 'as Query says')
    for (const text of one.says ?? []) t.match(course(answer), text)
  })

t.test('30: what rate() makes of it', async (t) => {
  const rate = 'rate(requests_total{job="late"}[1m])'
  // The second replica has the first sample in its range, so that it is preferred up to the boundary.
  const merged = await valueOf(plain, rate, at(0, 12))
  const apart = await valueOf(plain, rate, at(0, 12), false)
  t.ok(merged[0]! > 1000, `merged: ${merged[0]}`)
  t.ok(
    apart.every((value) => value < 6),
    `apart: ${apart.join(', ')}`,
  )
  const window = { from: at(-4, -58), to: at(5, 2) }
  const { merged: raw } = await truthOf(plain, 'requests_total{job="late"}', window)
  const falls = raw.filter(([, value], place) => place > 0 && Number(value) < Number(raw[place - 1]![1])).map(([time]) => time)
  t.same(falls, [at(0, 1)], 'the value falls where Query goes on with the chunk of the other replica')
  const [counter] = await thanosLabs([words(plain, 'requests_total{job="late"}', window, '--json', '--counter')], env)
  const answer = answerOf(t, counter!)
  t.match(answer, { mode: 'counter', model: { of: 'plain', differing: 0 }, gaps: [] })
  t.match(course(answer), /Query does not show the samples that it merges under rate\(\)/)
  const fall = at(0, 1)
  const [spiked] = await valueOf(plain, rate, at(0, 2))
  t.match(answer, {
    counter: {
      spikes: [
        {
          at: fall / 1000,
          kind: 'reset',
          border: 'block',
          behind: { replica: 'prometheus-k8s-0', by: 100 },
          rate: { t: at(0, 2) / 1000, merged: spiked },
        },
      ],
      compared: { differing: 0, apart: 2, apartDiffering: 0 },
    },
  })
  t.match(course(answer), /rate\(\) counts that as a restart from 0, .* where no replica saw a rise of more than 25\./)
})

t.test('04 and 10: series that Query does not merge are refused, with the labels in which they differ', async (t) => {
  const [zones, pods, chosen] = await thanosLabs(
    [
      words(plain, 'load{job="zones"}', WINDOW),
      words(plain, 'load{job="pods"}', { from: at(-40), to: at(-20) }),
      words(plain, 'load{job="pods",pod="old"}', { from: at(-40), to: at(-30) }, '--json'),
    ],
    env,
  )
  t.match(zones, { code: 2, stderr: /gives 2 series without prometheus_replica, not one.*\n.*they differ in zone/ })
  t.match(pods, { code: 2, stderr: /gives 2 series .*\n.*they differ in pod/ })
  t.match(answerOf(t, chosen!).gaps, [{ edges: ['right'], cause: { kind: 'no-sample' } }])
})

t.test("a recording rule's series, which no `up` belongs to, ends with a stale marker", async (t) => {
  const [said] = await thanosLabs([words(plain, 'load{job="rule"}', WINDOW, '--json')], env)
  const answer = answerOf(t, said!)
  t.match(answer, { gaps: [{ seconds: 53.5, cause: { kind: 'skipped' } }], model: { differing: 0, limits: [] } })
  t.match(course(answer), /prometheus-k8s-1 has a stale marker at/)
})

t.test('08b: past the end of a series, the last sample is one that shows', async (t) => {
  const [said] = await thanosLabs([words(plain, 'load{job="ended"}', { from: at(-35), to: at(-11) }, '--json')], env)
  t.match(course(answerOf(t, said!)), /The last sample that it returns is prometheus-k8s-1's, at (\d{4}-\d\d-\d\d )?\d\d:\d\d:54\.700/)
})

t.test('07: sidecars and a store gateway that have the same samples', async (t) => {
  const jobs = ['healthy', 'away', 'failed', 'both-failed', 'removed', 'frozen'] as const
  const windows: Span[] = [WINDOW, { from: at(-30), to: at(-18) }]
  const cases = jobs.flatMap((job) => windows.map((window) => ({ job, window })))
  const all = await thanosLabs(
    cases.map(({ job, window }) => words(doubled, `load{job="${job}"}`, window, '--json')),
    env,
  )
  for (const [number, { job, window }] of cases.entries()) {
    const answer = answerOf(t, all[number]!)
    const truth = await truthOf(doubled, `load{job="${job}"}`, window)
    await doubledCase(t, answer, () => noneFalse(t, answer, truth, historiesOf({ job }), 'load'))
  }
})

/** The chunks of both are computed, and Query says that it takes as many. */
async function doubledCase(t: Test, answer: ExplainAnswer, check: () => void): Promise<void> {
  check()
  t.match(answer.model, { limits: [], differing: 0 })
  t.match(answer.notes.join(' '), /Several stores have samples of the same time: .*\(sidecar\) and .*\(store\)/)
  t.match(course(answer), /The model and Query agree on all/)
}

t.test('14: a store that does not answer', async (t) => {
  sidecars[1].signal('SIGSTOP')
  const [partial] = await thanosLabs([words(plain, 'load{job="other-away"}', WINDOW, '--json')], env).finally(() =>
    sidecars[1].signal('SIGCONT'),
  )
  const answer = answerOf(t, partial as Said)
  t.match(answer, {
    replicas: ['prometheus-k8s-0'],
    gaps: [{ from: at(-25, -11.8) / 1000, to: at(-20, 3.2) / 1000, seconds: 315, cause: { kind: 'partial' } }],
    model: { limits: ['partial'] },
  })
  t.match(answer.narrative[0], new RegExp(`the answer is partial. ${sidecars[1].grpc} .*did not answer`))
  t.notMatch(course(answer), /The model and Query agree on all/)
})
