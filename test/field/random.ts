import t from 'tap'
import { thanosLabs } from '../cli/command-line.ts'
import { until } from '../helpers/until.ts'
import { answerOf, noneFalse } from './checks.ts'
import { type ScrapeHistory, type Span, stored, storedBefore, type StoredSeries } from './history.ts'
import { MOST_REPLICAS, type SeedCase, seedCase, seedJob, type SeedQuery } from './seeds.ts'
import { at } from './situations.ts'
import { type Part, stackFor } from './stack.ts'
import { truthOf } from './truth.ts'

/*
 * Random topologies against real Query: `npm run test:random`. FIRST_SEED and SEEDS choose which; QUERY (`doubled`, `hashring` …) gives all of them the same
 * stores. No cause and no claim may be false; the share in which the model equals Query is printed.
 */

const first = Number(process.env['FIRST_SEED'] ?? 1)
const everyQuery = process.env['QUERY'] as SeedQuery | undefined
const cases = Array.from({ length: Number(process.env['SEEDS'] ?? 200) }, (_, number) => seedCase(first + number, everyQuery))
const numbers = Array.from({ length: MOST_REPLICAS }, (_, replica) => replica).filter((replica) =>
  cases.some(({ histories }) => histories[replica] !== undefined),
)
const nameOf = (replica: number) => `prometheus-k8s-${replica}`
const labelsOf = (replica: number) => ({ cluster: 'eu1', prometheus_replica: nameOf(replica) })
const storedBy = (replica: number, isLossy = false) =>
  cases.flatMap(({ histories, lost }) =>
    histories[replica] === undefined ? [] : stored(isLossy ? withLoss(histories[replica], lost) : histories[replica]),
  )
/** As a receiver has it that was away. */
const withLoss = (history: ScrapeHistory, lost: Span[]): ScrapeHistory => ({ ...history, away: [...(history.away ?? []), ...lost] })

const stack = await stackFor(t)
const flags = ['prometheus_replica', 'receive_replica', 'zone'].map((label) => `--query.replica-label=${label}`)
/** Only what the cases need is started. */
const wanted = new Set(cases.map((one) => one.query))
const queries = {
  ...(['penalty', 'chain', 'doubled', 'shipped', 'gateway'].some((kind) => wanted.has(kind as SeedQuery)) ? await prometheusQueries() : {}),
  ...(wanted.has('receivers') ? await receiverQueries() : {}),
  ...(wanted.has('hashring') ? await hashringQueries() : {}),
  ...(wanted.has('lossy') ? await lossyQueries() : {}),
} as Record<SeedQuery, Part>

async function prometheusQueries(): Promise<Partial<Record<SeedQuery, Part>>> {
  const replicas = await Promise.all(
    numbers.map((replica) => stack.prometheus(`prometheus-${replica}`, labelsOf(replica), storedBy(replica))),
  )
  const sidecars = await Promise.all(replicas.map((one, replica) => stack.sidecar(`sidecar-${replica}`, one)))
  const blocks = await Promise.all(replicas.map((one) => stack.snapshot(one)))
  const store = await stack.storeGateway(
    'store',
    blocks.map((folder, replica) => ({ folder, externalLabels: labelsOf(replica) })),
  )
  const [penalty, chain, doubled, shipped, gateway] = await Promise.all([
    stack.query('query', sidecars, flags),
    stack.query('query-chain', sidecars, [...flags, '--deduplication.func=chain']),
    stack.query('query-doubled', [...sidecars, store], flags),
    shippedQuery(sidecars),
    stack.query('query-gateway', [store], flags),
  ])
  return { penalty, chain, doubled, shipped, gateway }
}

/** A store gateway with the blocks before the boundary, as sidecars upload them. */
async function shippedQuery(sidecars: Part[]): Promise<Part> {
  const blocks = await Promise.all(
    numbers.map(async (replica) => {
      const before = storedBefore(storedBy(replica), at(0))
      return stack.snapshot(await stack.prometheus(`shipper-${replica}`, labelsOf(replica), before))
    }),
  )
  const store = await stack.storeGateway(
    'shipped',
    blocks.map((folder, replica) => ({ folder, externalLabels: labelsOf(replica) })),
  )
  return stack.query('query-shipped', [...sidecars, store], flags)
}

/** A receiver for each replica. */
async function receiverQueries(): Promise<Partial<Record<SeedQuery, Part>>> {
  const parts = (await Promise.all(numbers.map((replica) => stack.receivers(`receive-${replica}`, [labelsOf(replica)])))).flat()
  await Promise.all(parts.map((part, replica) => stack.write(part, storedBy(replica))))
  return { receivers: await stack.query('query-receivers', parts, flags) }
}

/** Two receivers that both have every series of every replica, whose labels come with the samples. */
async function hashringQueries(): Promise<Partial<Record<SeedQuery, Part>>> {
  const parts = await stack.receivers(
    'hashring',
    ['a', 'b'].map((name) => ({ receive_replica: name })),
  )
  for (const replica of numbers)
    await writeToHashring(
      parts[0]!,
      storedBy(replica).map((one) => ({ ...one, labels: { ...one.labels, ...labelsOf(replica) } })),
    )
  return { hashring: await stack.query('query-hashring', parts, flags) }
}

/** The same, and the second one lacks what came while it was away. */
async function lossyQueries(): Promise<Partial<Record<SeedQuery, Part>>> {
  const parts = await Promise.all(['a', 'b'].map((name) => stack.receivers(`lossy-${name}`, [{ receive_replica: name }])))
  for (const replica of numbers)
    for (const [number, [part]] of parts.entries()) {
      const series = storedBy(replica, number === 1)
      await stack.write(
        part!,
        series.map((one) => ({ ...one, labels: { ...one.labels, ...labelsOf(replica) } })),
      )
    }
  return { lossy: await stack.query('query-lossy', parts.flat(), flags) }
}

/** Until both receivers know each other. */
async function writeToHashring(part: Part, series: StoredSeries[]): Promise<void> {
  await until('the hashring takes a write', () =>
    stack.write(part, series).then(
      () => true,
      (error: Error) => (/ 5\d\d /.test(error.message) ? false : Promise.reject(error)),
    ),
  )
}

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

/** By the stores that Query has: seeds explained, those in which the model equals Query, those whose steps are known. */
const tally: Partial<Record<SeedQuery, { explained: number; equal: number; known: number; differing: string[]; unknown: number[] }>> = {}
const refused: string[] = []
for (const [number, { seed, query, window, histories, lost }] of cases.entries())
  t.test(`seed ${seed} (${query})`, async (t) => {
    const done = said[number]!
    const names = done.code === 0 ? answerOf(t, done).replicas : []
    const truth = await truthOf(queries[query], selector(seed), window, (labels) => calledIn(names, labels))
    if (done.code !== 0) {
      refused.push(`${seed}: ${done.stderr.split('\n')[1]}`)
      t.match(done, { code: 2 })
      t.ok(Object.values(truth.apart).every((samples) => samples.length < 2))
      return
    }
    const answer = answerOf(t, done)
    noneFalse(t, answer, truth, Object.fromEntries(names.map((name) => [name, historyOf(name)])), 'load')
    function historyOf(name: string): ScrapeHistory {
      const own = histories[numberIn(name)]!
      return query === 'lossy' && /\bb\b/.test(name) ? withLoss(own, lost) : own
    }
    const { compared, differing = 0, limits } = answer.model ?? {}
    const kind = (tally[query] ??= { explained: 0, equal: 0, known: 0, differing: [], unknown: [] })
    kind.explained += 1
    if (differing === 0) kind.equal += 1
    else kind.differing.push(`${seed}: ${differing} of ${compared}`)
    if (limits?.length === 0) kind.known += 1
    else {
      kind.unknown.push(seed)
      t.same(limits, ['copies'])
      t.ok(['doubled', 'shipped'].includes(query), 'only where stores have copies a step may not be known')
    }
  })

/** The name by which an answer tells a series: a value, or several labels with their values. */
function calledIn(names: string[], labels: Record<string, string>): string {
  const fits = (word: string) =>
    word.includes('=') ? labels[word.split('=')[0]!] === word.split('=')[1] : Object.values(labels).includes(word)
  return names.find((name) => name.split(',').every(fits)) ?? JSON.stringify(labels)
}

/** The number of the replica that has a name. */
function numberIn(name: string): number {
  return Number(/(?:prometheus-k8s|zone)-(\d)/.exec(name)?.[1])
}

t.test('the model equals Query', async (t) => {
  for (const [kind, figures] of Object.entries(tally)) t.comment(`${kind}: ${JSON.stringify(figures)}`)
  t.comment({ refused })
  const all = Object.values(tally)
  const [equal, explained] = [all.reduce((sum, one) => sum + one.equal, 0), all.reduce((sum, one) => sum + one.explained, 0)]
  t.ok(equal >= 0.99 * explained, `${equal} of ${explained}`)
})
