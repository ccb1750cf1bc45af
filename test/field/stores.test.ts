import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { sendRequest } from '../../src/lib/http.ts'
import type { ExplainAnswer } from '../../src/model/answers.ts'
import { thanosLabs } from '../cli/command-line.ts'
import { until } from '../helpers/until.ts'
import { answerOf, noneFalse } from './checks.ts'
import { type Span, stored } from './history.ts'
import { at, HISTORIES, lossy, type Pair, REPLICAS, WINDOW } from './situations.ts'
import { type Part, stackFor } from './stack.ts'
import { truthOf } from './truth.ts'

/*
 * Stores that are gone, and receivers: `thanos-lab explain` on real Thanos, in situations that people told of (docs/explain.md). What is
 * right is said by the real Query over HTTP.
 */

const byReplica = '--query.replica-label=prometheus_replica'
const both = <T>(make: (replica: 0 | 1) => Promise<T>) => Promise.all([make(0), make(1)])
const stack = await stackFor(t)
const env = { THANOS_LAB_HOME: t.testdir() }
const folder = t.testdir({})

function words(query: Part, selector: string, { from, to }: Span): string[] {
  const middle = new Date((from + to) / 2).toISOString()
  return [
    ['explain', '--json'],
    ['--query-url', query.url],
    ['--selector', selector],
    ['--at', middle],
    ['--range', `${(to - from) / 1000}s`],
  ].flat()
}

async function explained(t: Test, query: Part, selector: string): Promise<ExplainAnswer> {
  const [said] = await thanosLabs([words(query, selector, WINDOW)], env)
  return answerOf(t, said!)
}

interface Store {
  name: string
  lastError: string | null
}

async function storesOf({ url }: Part): Promise<Store[]> {
  const { body } = await sendRequest({ url }, '/api/v1/stores', { timeoutMs: 2000 })
  return Object.values((body as { data: Record<string, Store[]> }).data).flat()
}

t.test('sidecars that are killed', async (t) => {
  const replicas = await both((replica) =>
    stack.prometheus(`prometheus-${replica}`, { prometheus_replica: REPLICAS[replica] }, stored(HISTORIES['other-away']![replica])),
  )
  const [kept, listed, found] = await Promise.all([
    stack.sidecar('sidecar-0', replicas[0]),
    stack.sidecar('sidecar-1', replicas[1]),
    stack.sidecar('sidecar-found', replicas[1]),
  ])
  const file = join(folder, 'endpoints.yml')
  const list = (parts: Part[]) => writeFileSync(file, JSON.stringify({ endpoints: parts.map(({ grpc }) => ({ address: grpc })) }))
  list([])
  const discovery = [`--endpoint.sd-config-file=${file}`, '--endpoint.sd-config-reload-interval=1s']
  const [byList, byFile] = await Promise.all([
    stack.query('query-list', [kept, listed], [byReplica, '--store.response-timeout=1s']),
    stack.query('query-file', [], [byReplica, ...discovery]),
  ])
  list([kept, found])
  await until('both stores are found', async () => (await storesOf(byFile)).length === 2)
  const selector = 'load{job="other-away"}'
  for (const query of [byList, byFile]) t.same((await explained(t, query, selector)).gaps, [], 'Query prefers the one without a gap')

  await t.test('one of a list, which Query still names', async (t) => {
    listed.signal('SIGKILL')
    await until('Query has seen it', async () => (await storesOf(byList)).some(({ lastError }) => lastError !== null))
    const answer = await explained(t, byList, selector)
    t.match(answer, {
      replicas: [REPLICAS[0]],
      gaps: [{ seconds: 315, cause: { kind: 'partial', stores: [{ store: listed.grpc, replica: REPLICAS[1] }] } }],
      model: { limits: ['partial'], differing: 0 },
    })
    t.match(answer.narrative[0], new RegExp(`the answer is partial. ${listed.grpc} \\(${REPLICAS[1]}\\) did not answer`))
    t.notMatch(answer.narrative.join('\n'), /nothing can fill it|agree on all/)
  })

  await t.test('one that service discovery drops, which Query names no more', async (t) => {
    found.signal('SIGKILL')
    list([kept])
    await until('Query has dropped it', async () => (await storesOf(byFile)).length === 1)
    const answer = await explained(t, byFile, selector)
    const truth = await truthOf(byFile, selector, WINDOW)
    noneFalse(t, answer, truth, { [REPLICAS[0]]: HISTORIES['other-away']![0] }, 'load')
    t.match(answer, { replicas: [REPLICAS[0]], gaps: [{ seconds: 315, cause: { kind: 'no-sample' } }], model: { differing: 0 } })
    t.match(answer.narrative.join('\n'), new RegExp(`Query has 1 healthy store \\(${kept.grpc}, sidecar\\). If there is another replica`))
    t.match(answer.narrative.join('\n'), /the only replica in the answer, has no sample in it/)
  })
  rmSync(file)
})

t.test('two receivers, one of which lost data', async (t) => {
  const [lost0, lost1, healthy, after] = [lossy('lost-by-0', 0), lossy('lost-by-1', 1), lossy('healthy', 1), lossy('lost-in-turn', 0)]
  healthy[1].away = []
  // So that the first one is preferred when it loses its own.
  after[1].away = [{ from: at(-36), to: at(-34) }]
  const jobs: [job: string, pair: Pair, gaps: unknown[]][] = [
    ['lost-by-0', lost0, []],
    ['lost-by-1', lost1, []],
    ['healthy', healthy, []],
    ['lost-in-turn', after, [{ seconds: 45, cause: { kind: 'skipped' } }]],
  ]
  const names = ['receive-0', 'receive-1'] as const
  const receivers = await Promise.all(names.map(async (name) => (await stack.receivers(name, [{ receive_replica: name }]))[0]!))
  for (const [replica, one] of receivers.entries())
    await stack.write(
      one,
      jobs.flatMap(([, pair]) => stored(pair[replica]!)),
    )
  const query = await stack.query('query-receivers', receivers, ['--query.replica-label=receive_replica'])
  for (const [job, pair, gaps] of jobs)
    await t.test(job, async (t) => {
      const selector = `load{job="${job}"}`
      const answer = await explained(t, query, selector)
      const truth = await truthOf(query, selector, WINDOW, (labels) => labels['receive_replica'] ?? '')
      noneFalse(t, answer, truth, { [names[0]]: pair[0], [names[1]]: pair[1] }, 'load')
      t.match(answer, { replicas: names, gaps, model: { differing: 0, limits: [] } })
      t.equal(answer.gaps.length, gaps.length)
    })
})
