// Keeps runs, and draws the pictures of all kept ones anew: `npm run pictures [-- RUN...]`. A RUN is an id, a run.json, or a folder with runs; of
// each scenario the newest is kept, in test/report/runs/. test/report/kept-runs.test.ts compares the pictures in test/report/pictures/ with the code.
// It also draws the terminals in docs/pictures/ (terminal-pictures.js).
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'
import { runCase } from '../dist/app/explain-case.js'
import { scenarioVocabulary } from '../dist/app/select-scenarios.js'
import { showTimesOf } from '../dist/cli/time.js'
import { explain } from '../dist/explain/explanation.js'
import { explanationText } from '../dist/explain/text.js'
import { graphPage } from '../dist/report/graph-page.js'
import { prettyReport, prettyRun } from '../dist/report/pretty/pretty.js'
import { signsFor } from '../dist/report/signs.js'
import { svgReport } from '../dist/report/svg.js'
import { makePaint } from '../dist/report/text.js'
import { forTerminal } from '../dist/lib/terminal.js'
import { escapedXml } from '../dist/report/xml.js'
import { listScenarios } from '../dist/scenario/files.js'
import { loadRun, loadRuns } from '../dist/storage/runs.js'
import { isRunOf } from './record-of.js'
import { terminalPictures } from './terminal-pictures.js'

const at = (path) => new URL(`../test/report/${path}`, import.meta.url)
const zipped = (text) => gzipSync(text, { level: 9 })
const unzipped = (path) => gunzipSync(readFileSync(at(path))).toString('utf8')

for (const folder of ['runs/', 'pictures/']) mkdirSync(at(folder), { recursive: true })
const asked = process.argv.slice(2)
if (asked.length > 0) await keep(await loadRuns(asked))
draw()
const code = { runCase, showTimesOf, explain, explanationText, prettyRun, loadRun, graphPage, makePaint, signsFor, forTerminal, escapedXml }
for (const [name, svg] of await terminalPictures(code)) writeFileSync(new URL(`../docs/pictures/${name}`, import.meta.url), svg)

async function keep(runs) {
  const files = await listScenarios(await scenarioVocabulary())
  const newest = new Map(runs.toSorted((one, other) => one.startedAt.localeCompare(other.startedAt)).map((run) => [run.scenario.name, run]))
  for (const [name, run] of newest) {
    const why = unfit(
      run,
      files.find((file) => file.name === name),
    )
    if (why === undefined) writeFileSync(at(`runs/${name}.json.gz`), zipped(`${JSON.stringify(run)}\n`))
    console.log(why === undefined ? `kept ${run.id}` : `not kept: ${run.id}, ${why}`)
    if (why !== undefined) process.exitCode = 1
  }
}

/** Why a run is not kept. */
function unfit(run, file) {
  if (file === undefined) return 'the package has no such scenario'
  if (!isRunOf(run, file.resolve(run.settings.scrapeIntervalMs))) return `scenarios/${file.name}.yaml has changed since`
  if (run.interrupted) return 'it was interrupted'
  return run.verdict === run.scenario.outcome ? undefined : `its verdict is ${run.verdict}, declared ${run.scenario.outcome}`
}

function draw() {
  for (const file of readdirSync(at('runs/'))) {
    const name = file.replace(/\.json\.gz$/, '')
    const run = JSON.parse(unzipped(`runs/${file}`))
    const options = { color: false, width: 110 }
    writeFileSync(at(`pictures/${name}.txt`), prettyReport.render([run], options))
    const svg = svgReport.render([run], options)
    // Another zlib packs the same picture in other bytes.
    if (svg !== keptSvg(name)) writeFileSync(at(`pictures/${name}.svg.gz`), zipped(svg))
  }
}

function keptSvg(name) {
  try {
    return unzipped(`pictures/${name}.svg.gz`)
  } catch {
    return undefined
  }
}
