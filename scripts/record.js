// Keeps what runs measured, for the table in docs/scenarios.md: `node scripts/record.js [RUN...]`, after a build.
// Without a run it takes, of every scenario of the package and every runtime, the newest run that ran the file as it is now.
import { mkdirSync, writeFileSync } from 'node:fs'
import { scenarioVocabulary } from '../dist/app/select-scenarios.js'
import { listScenarios } from '../dist/scenario/files.js'
import { loadRun } from '../dist/storage/runs.js'
import { runIds } from '../dist/storage/run-ids.js'
import { isRunOf, recordOf } from './record-of.js'

const scenarios = await listScenarios(await scenarioVocabulary())
const asked = process.argv.slice(2)
const kept = new Set()

for (const id of asked.length > 0 ? asked : await runIds()) {
  const run = await loadRun(id).catch(() => undefined)
  const file = scenarios.find(({ name }) => name === run?.scenario.name)
  const key = `${run?.runtime}/${run?.scenario.name}`
  if (run === undefined || run.interrupted || file === undefined || kept.has(key)) continue
  if (!isRunOf(run, file.resolve(run.settings.scrapeIntervalMs))) continue
  kept.add(key)
  mkdirSync(new URL(`../docs/runs/${run.runtime}/`, import.meta.url), { recursive: true })
  writeFileSync(new URL(`../docs/runs/${key}.json`, import.meta.url), `${JSON.stringify(recordOf(run), null, 2)}\n`)
  console.log(
    `docs/runs/${key}.json: ${run.verdict}${run.verdict === run.scenario.outcome ? '' : `, where ${run.scenario.outcome} is declared`}`,
  )
}
