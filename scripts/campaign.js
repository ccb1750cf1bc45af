// Counts, over the runs kept of test/scenarios/merge/, how often the model of the merge was what Query did: docs/campaign.json, for docs/merge.md.
// With --record it keeps the newest run at 5 s and at 15 s, of each, as test data. `node scripts/campaign.js [--record]`, after a build.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { comparisons } from '../dist/verdict/model-comparison.js'
import { ratesOf } from '../dist/verdict/model-comparison.js'
import { loadRun, runIds } from '../dist/storage/runs.js'

const at = (path) => new URL(`../${path}`, import.meta.url)
const names = new Set(readdirSync(at('test/scenarios/merge')).map((file) => file.replace('.yaml', '')))
const rows = new Map()
const recorded = new Set()
const penalty = () => ({ algorithm: 'penalty' })
const isTold = (look) => 'compared' in look && look.compared > 0
let versions = {}

function count(run) {
  const { scrapeIntervalMs: intervalMs } = run.settings
  const key = [run.scenario, run.runtime, intervalMs].join(' ')
  const row = rows.get(key) ?? { scenario: run.scenario, runtime: run.runtime, intervalMs, runs: 0, series: {} }
  rows.set(key, row)
  row.runs += 1
  for (const [name, series] of Object.entries(run.series))
    if (series.via === 'query') add(row, name, run, comparisons(series, run, penalty))
  for (const [name, question] of Object.entries(run.questions)) add(row, name, run, ratesOf(question, run, 'penalty'))
}

function add({ series }, name, { id }, looks) {
  const sum = (key) => looks.filter(isTold).reduce((all, look) => all + look[key], 0)
  if (sum('differing') > 0) console.log(`${id} ${name}: ${sum('differing')} of ${sum('compared')} differ`)
  const before = series[name] ?? { compared: 0, differing: 0 }
  series[name] = { compared: before.compared + sum('compared'), differing: before.differing + sum('differing') }
}

const last = ({ query, via, looks }) => ({ query, via, looks: looks.slice(-1).map(({ labels: _labels, gaps: _gaps, ...look }) => look) })
const asked = ({ expr, via, counted, asked: all }) => ({ expr, via, counted, asked: all.slice(-1).map(ofQuery) })

/** What it takes to compare the last look again. A window of rate() that is shorter than two intervals has nothing to compare. */
function slim(run) {
  const { id, scenario, runtime, settings, versions: programs, faults, sights, series, questions } = run
  const merged = Object.entries(series).filter(([, { via }]) => via === 'query')
  return {
    id,
    scenario,
    runtime,
    settings,
    versions: programs,
    faults,
    sights: sights.slice(-1),
    series: Object.fromEntries(merged.map(([name, one]) => [name, last(one)])),
    questions: Object.fromEntries(
      Object.entries(questions).flatMap(([name, one]) => (ratesOf(one, run, 'penalty').some(isTold) ? [[name, asked(one)]] : [])),
    ),
  }
}

function ofQuery({ answers, ...asking }) {
  return { ...asking, answers: answers.filter(({ place }) => place === 'query') }
}

for (const id of await runIds()) {
  const run = await loadRun(id).catch(() => undefined)
  if (run === undefined || run.interrupted || run.troubles || !names.has(run.scenario) || run.questions?.short?.counted === undefined)
    continue
  versions = { ...run.versions, date: run.endedAt.slice(0, 10), ...versions }
  count(run)
  const { scrapeIntervalMs } = run.settings
  const key = `${run.scenario}-${scrapeIntervalMs / 1000}s`
  if (process.argv.includes('--record') && scrapeIntervalMs > 1000 && !recorded.has(key)) {
    recorded.add(key)
    mkdirSync(at('test/merge/recorded'), { recursive: true })
    writeFileSync(at(`test/merge/recorded/${key}.json`), `${JSON.stringify(slim(run))}\n`)
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
