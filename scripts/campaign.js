// Counts, over the runs kept of test/scenarios/merge/, how often the model of the merge was what Query did: docs/campaign.json, for docs/merge.md.
// With --record it keeps the newest run at 5 s and at 15 s, of each, as test data. `node scripts/campaign.js [--record]`, after a build.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { hasSamples } from '../dist/model/run.js'
import { loadRun } from '../dist/storage/runs.js'
import { runIds } from '../dist/storage/run-ids.js'
import { analyseRun } from '../dist/verdict/analysis.js'
import { compareRates, compareViews } from '../dist/verdict/model-comparison.js'

const at = (path) => new URL(`../${path}`, import.meta.url)
const names = new Set(readdirSync(at('test/scenarios/merge')).map((file) => file.replace('.yaml', '')))
const rows = new Map()
const recorded = new Set()
const penalty = () => ({ algorithm: 'penalty' })
const isCompared = (one) => 'compared' in one && one.compared > 0
let versions = {}

function count(analysis) {
  const { run, intervalMs } = analysis
  const { name: scenario } = run.scenario
  const key = [scenario, run.runtime, intervalMs].join(' ')
  const row = rows.get(key) ?? { scenario, runtime: run.runtime, intervalMs, runs: 0, series: {} }
  rows.set(key, row)
  row.runs += 1
  for (const [name, compared] of comparedIn(analysis)) add(row, name, run, compared)
}

/** Every series that is read through Query, and every rate whose counter's samples were kept, at each snapshot. */
function comparedIn(analysis) {
  const merged = Object.values(analysis.series).filter(({ via }) => via === 'query')
  const rates = Object.values(analysis.queries).filter(({ counter }) => counter !== undefined)
  return [
    ...merged.map((series) => [series.name, compareViews(series, analysis, penalty)]),
    ...rates.map((query) => [query.name, compareRates(query, analysis, 'penalty')]),
  ]
}

function add({ series }, name, { id }, compared) {
  const sum = (key) => compared.filter(isCompared).reduce((all, one) => all + one[key], 0)
  if (sum('differing') > 0) console.log(`${id} ${name}: ${sum('differing')} of ${sum('compared')} differ`)
  const before = series[name] ?? { compared: 0, differing: 0 }
  series[name] = { compared: before.compared + sum('compared'), differing: before.differing + sum('differing') }
}

/** What it takes to compare the last snapshot again. A range of rate() that is shorter than two intervals has nothing to compare. */
function slim(analysis) {
  const { id, runtime, settings, versions: programs, scenario, faults, snapshots } = analysis.run
  const told = comparedIn(analysis).flatMap(([name, compared]) => (compared.some(isCompared) ? [name] : []))
  const kept = (object) => Object.fromEntries(told.map((name) => [name, object[name]]))
  const [last] = snapshots.slice(-1)
  const [observe, queries] = [kept(scenario.observe), kept(last.queries)]
  const snapshot = { ...last, replicas: ownSamples(last, Object.values(observe), Object.values(queries)), queries: answersOfQuery(queries) }
  return { id, runtime, settings, versions: programs, scenario: { name: scenario.name, observe }, faults, snapshots: [snapshot] }
}

/** Each replica's own samples of what is compared, without their labels. */
function ownSamples({ replicas }, observed, results) {
  const counters = results.flatMap(({ counter, counterSamples }) => (counter && !counterSamples ? [counter.selector] : []))
  const selectors = new Set([...observed.flatMap(({ samples }) => samples ?? []), ...counters])
  return mapValues(replicas, (own) => {
    const compared = Object.entries(own).filter(([selector, one]) => selectors.has(selector) && hasSamples(one))
    return mapValues(Object.fromEntries(compared), ({ labels: _labels, ...one }) => one)
  })
}

function answersOfQuery(queries) {
  return mapValues(queries, ({ answers, ...result }) => ({ ...result, answers: answers.filter(({ source }) => source === 'query') }))
}

function mapValues(object, of) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, of(value)]))
}

for (const id of await runIds()) {
  const run = await loadRun(id).catch(() => undefined)
  if (run === undefined || run.interrupted || run.errors || !names.has(run.scenario.name)) continue
  const analysis = analyseRun(run)
  if (analysis.queries.short?.counter === undefined) continue
  versions = { ...run.versions, date: run.endedAt.slice(0, 10), ...versions }
  count(analysis)
  const key = `${run.scenario.name}-${analysis.intervalMs / 1000}s`
  if (process.argv.includes('--record') && analysis.intervalMs > 1000 && !recorded.has(key)) {
    recorded.add(key)
    mkdirSync(at('test/dedup/recorded'), { recursive: true })
    writeFileSync(at(`test/dedup/recorded/${key}.json`), `${JSON.stringify(slim(analysis))}\n`)
  }
}

const order = (row) => `${row.intervalMs.toString().padStart(6)} ${row.runtime === 'native' ? 0 : 1} ${row.scenario}`
const sorted = [...rows.values()].sort((one, other) => (order(one) < order(other) ? -1 : 1))
const known = JSON.parse(readFileSync(at('docs/campaign.json'), 'utf8'))
const { date, prometheus, thanos } = versions
writeFileSync(
  at('docs/campaign.json'),
  `${JSON.stringify(sorted.length === 0 ? known : { date, prometheus, thanos, rows: sorted }, null, 2)}\n`,
)
for (const { scenario, runtime, intervalMs, runs, series } of sorted)
  console.log(
    `${scenario} ${runtime} ${intervalMs} ms: ${runs} runs, ${Object.entries(series)
      .map(([name, { compared, differing }]) => `${name} ${differing}/${compared}`)
      .join(', ')}`,
  )
