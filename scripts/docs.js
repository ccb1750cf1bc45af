// Writes what is generated in docs/: whole pages under docs/reference/, parts of docs/scenarios.md, docs/merge.md and its translation, and the
// pictures of the recorded runs in docs/pictures/. With --check it only says whether they are current (exit 1). Run it after a build.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { missingCapabilities } from '../dist/app/capabilities.js'
import { scenarioVocabulary } from '../dist/app/select-scenarios.js'
import { PROBES } from '../dist/model/probes.js'
import { checks, faults, loadAll, runtimes } from '../dist/registry.js'
import { svgReport } from '../dist/report/svg.js'
import { listScenarios } from '../dist/scenario/files.js'
import { scenarioNames } from '../dist/scenario/names.js'
import { scenarioJsonSchema } from '../dist/scenario/json-schema.js'
import { ROLES } from '../dist/scenario/references.js'
import { CAPABILITIES } from '../dist/model/lab-defaults.js'
import { loadRun } from '../dist/storage/runs.js'
import { campaignTable } from './campaign-table.js'
import { mergeExample } from './merge-example.js'
import { isRunOf } from './record-of.js'
import { referencePages } from './reference.js'
import { scenarioThemes } from './scenario-table.js'

const at = (path) => new URL(`../${path}`, import.meta.url)
const read = (path) => readFileSync(at(path), 'utf8')
const SCENARIOS = 'docs/scenarios.md'

async function tableText() {
  const scenarios = await listScenarios(await scenarioVocabulary())
  const records = allRecords()
  const all = await loadAll(runtimes)
  const rows = scenarios.map(async (file) => {
    const scenario = file.resolve(1000)
    const lacks = await Promise.all(all.map(async ({ name, capabilities }) => [name, await missingCapabilities(scenario, capabilities)]))
    return {
      scenario,
      lacks: Object.fromEntries(lacks),
      // A record of another version of the scenario has no figures of this one.
      records: records.filter((record) => record.scenario === file.name && isRunOf(record, file.resolve(record.settings.scrapeIntervalMs))),
    }
  })
  return scenarioThemes(await Promise.all(rows))
}

function allRecords() {
  return ['kind', 'native'].flatMap((runtime) => {
    const folder = `docs/runs/${runtime}/`
    const files = existsSync(at(folder)) ? readdirSync(at(folder)) : []
    return files.filter((file) => file.endsWith('.json')).map((file) => JSON.parse(read(folder + file)))
  })
}

async function pages() {
  const [names, vocabulary] = [await scenarioNames(), await scenarioVocabulary()]
  return referencePages({
    checks: await loadAll(checks),
    faults: await loadAll(faults),
    runtimes: await loadAll(runtimes),
    probes: PROBES,
    roles: ROLES,
    capabilities: CAPABILITIES,
    parts: vocabulary.parts,
    schema: scenarioJsonSchema(vocabulary),
    texts: Object.fromEntries(names.map((name) => [name, read(`scenarios/${name}.yaml`)])),
  })
}

/** A picture of each run that is kept for one. */
async function pictures() {
  const names = readdirSync(at('docs/pictures/')).filter((name) => name.endsWith('.json'))
  const drawn = names.map(async (name) => {
    const run = await loadRun(fileURLToPath(at(`docs/pictures/${name}`)))
    return [`docs/pictures/${name.replace(/json$/, 'svg')}`, svgReport.render([run], { color: false, width: 100 })]
  })
  return Object.fromEntries(await Promise.all(drawn))
}

const fence = (language, path) => `\`\`\`${language}\n${read(path).trimEnd()}\n\`\`\``

/** The replicas of the examples in docs/merge.md. */
const PAIR = { offsets: [100, 800], length: 30_000 }

const mergeExamples = {
  'example-away': mergeExample({ ...PAIR, outage: { from: 10_000, to: 20_000, kind: 'dies' } }),
  'example-fails': mergeExample({ ...PAIR, outage: { from: 10_000, to: 20_000, kind: 'fails' } }),
  'example-missed': mergeExample({ ...PAIR, outage: { from: 10_000, to: 11_000, kind: 'dies' } }),
}
const campaign = JSON.parse(read('docs/campaign.json'))

/** File → what stands in it between \`<!-- NAME -->\` and \`<!-- /NAME -->\`. */
const parts = {
  [SCENARIOS]: {
    scenarios: await tableText(),
    'example-fault': fence('ts', 'test/examples/quit.ts'),
    'example-check': fence('ts', 'test/examples/sample-age.ts'),
    'example-scenario': fence('yaml', 'test/examples/quit.yaml'),
  },
  'docs/merge.md': { ...mergeExamples, campaign: campaignTable(campaign) },
  // The output of a command is English in every language.
  'docs/merge.zh-CN.md': { ...mergeExamples, campaign: campaignTable(campaign, 'zh-CN') },
}

function filled(doc, text) {
  return Object.entries(parts[doc]).reduce((before, [name, part]) => {
    const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
    const [from, to] = [before.indexOf(begin), before.indexOf(end)]
    if (from < 0 || to < from) throw new Error(`${doc} has no ${begin} ... ${end}`)
    return `${before.slice(0, from + begin.length)}\n${part}\n${before.slice(to)}`
  }, text)
}

const current = {
  ...(await pages()),
  ...(await pictures()),
  ...Object.fromEntries(Object.keys(parts).map((doc) => [doc, filled(doc, read(doc))])),
}
for (const [doc, fresh] of Object.entries(current)) {
  const now = existsSync(at(doc)) ? read(doc) : undefined
  if (now === fresh) continue
  if (process.argv.includes('--check')) {
    console.error(`${doc} is not current with the code and what it is made from: npm run gen`)
    process.exitCode = 1
  } else {
    mkdirSync(at('docs/reference/'), { recursive: true })
    writeFileSync(at(doc), fresh)
    console.log(doc)
  }
}
