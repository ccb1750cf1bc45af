import t from 'tap'
import { thanosLabs } from '../cli/command-line.ts'
import { answerOf, noneFalse } from './checks.ts'
import { stored } from './history.ts'
import { MOST_REPLICAS, type SeedCase, seedCase, seedJob } from './seeds.ts'
import { stackFor } from './stack.ts'
import { truthOf } from './truth.ts'

/*
 * Random topologies against real Query: `npm run test:random`. FIRST_SEED and SEEDS choose which. No cause and no claim may be false; the share in which the
 * model equals Query is printed.
 */

const first = Number(process.env['FIRST_SEED'] ?? 1)
const cases = Array.from({ length: Number(process.env['SEEDS'] ?? 200) }, (_, number) => seedCase(first + number))
const numbers = Array.from({ length: MOST_REPLICAS }, (_, replica) => replica)
const nameOf = (replica: number) => `prometheus-k8s-${replica}`
const labels = (replica: number) => ({ cluster: 'eu1', prometheus_replica: nameOf(replica) })

const stack = await stackFor(t)
const replicas = await Promise.all(
  numbers.map((replica) =>
    stack.prometheus(
      `prometheus-${replica}`,
      labels(replica),
      cases.flatMap(({ histories }) => (histories[replica] === undefined ? [] : stored(histories[replica]))),
    ),
  ),
)
const sidecars = await Promise.all(replicas.map((one, replica) => stack.sidecar(`sidecar-${replica}`, one)))
const blocks = await Promise.all(replicas.map((one) => stack.snapshot(one)))
const store = await stack.storeGateway(
  'store',
  blocks.map((folder, replica) => ({ folder, externalLabels: labels(replica) })),
)
const flags = ['--query.replica-label=prometheus_replica', '--query.replica-label=zone']
const [penalty, chain, doubled] = await Promise.all([
  stack.query('query', sidecars, flags),
  stack.query('query-chain', sidecars, [...flags, '--deduplication.func=chain']),
  stack.query('query-doubled', [...sidecars, store], flags),
])
const queries = { penalty, chain, doubled }

const selector = (seed: number) => `load{job="${seedJob(seed)}"}`
/** Two words an option. */
const lineOf = ({ seed, query, window: { from, to } }: SeedCase): string[] =>
  [
    ['explain', '--json'],
    ['--query-url', queries[query].url],
    ['--selector', selector(seed)],
    ['--at', new Date((from + to) / 2).toISOString()],
    ['--range', `${to - from}ms`],
  ].flat()

const said = await thanosLabs(cases.map(lineOf), { THANOS_LAB_HOME: t.testdir() })

const tally = { explained: 0, equal: 0, differing: [] as string[], refused: [] as string[] }
for (const [number, { seed, query, window, histories }] of cases.entries())
  t.test(`seed ${seed}`, async (t) => {
    const truth = await truthOf(queries[query], selector(seed), window)
    if (said[number]!.code !== 0) {
      tally.refused.push(`${seed}: ${said[number]!.stderr.split('\n')[1]}`)
      t.match(said[number], { code: 2 })
      t.ok(Object.values(truth.apart).every((samples) => samples.length < 2))
      return
    }
    const answer = answerOf(t, said[number]!)
    noneFalse(t, answer, truth, Object.fromEntries(histories.map((history, replica) => [nameOf(replica), history])), 'load')
    const differing = answer.model?.differing ?? 0
    if (query === 'doubled') return t.match(answer.model, { limits: ['copies'] })
    t.same(answer.model?.limits, [])
    tally.explained += 1
    if (differing === 0) tally.equal += 1
    else tally.differing.push(`${seed} (${query}): ${differing} of ${answer.model?.compared}`)
  })

t.test('the model equals Query', async (t) => {
  t.comment(tally)
  t.ok(tally.equal >= 0.99 * tally.explained, `${tally.equal} of ${tally.explained}`)
})
