// Writes what is generated in docs/scenarios.md and docs/merge.md; with --check only says whether they are current (exit 1). Run it after a build.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { scenarioVocabulary } from '../dist/app/select-scenarios.js'
import { listScenarios } from '../dist/scenario/files.js'
import { CAPABILITIES } from '../dist/model/lab.js'
import { faults, loadAll, runtimes } from '../dist/registry.js'
import { lacking } from '../dist/app/capabilities.js'
import { campaignTable } from './campaign-table.js'
import { mergeExample } from './merge-example.js'
import { isPlayedAs } from './record-of.js'
import { scenarioTable } from './scenario-table.js'

const at = (path) => new URL(`../${path}`, import.meta.url)
const read = (path) => readFileSync(at(path), 'utf8')
const SCENARIOS = 'docs/scenarios.md'

async function tableText() {
  const scenarios = await listScenarios(await scenarioVocabulary())
  const records = allRecords()
  const all = await loadAll(runtimes)
  const rows = scenarios.map(async (file) => {
    const scenario = file.resolve(1000)
    const lacks = await Promise.all(all.map(async ({ name, capabilities }) => [name, await lacking(scenario, capabilities)]))
    return {
      scenario,
      lacks: Object.fromEntries(lacks),
      // What was recorded of another scenario by that name is no figure of this one.
      records: records.filter(
        (record) => record.scenario === file.name && isPlayedAs(record, file.resolve(record.settings.scrapeIntervalMs)),
      ),
    }
  })
  return scenarioTable(await Promise.all(rows))
}

function allRecords() {
  return ['kind', 'native'].flatMap((runtime) => {
    const folder = `docs/runs/${runtime}/`
    const files = existsSync(at(folder)) ? readdirSync(at(folder)) : []
    return files.filter((file) => file.endsWith('.json')).map((file) => JSON.parse(read(folder + file)))
  })
}

async function faultsText() {
  const known = await loadAll(faults)
  return known.map(({ name, summary }) => `- \`${name}\`: ${summary}`).join('\n')
}

const fence = (language, path) => `\`\`\`${language}\n${read(path).trimEnd()}\n\`\`\``

/** File → what stands in it between \`<!-- NAME -->\` and \`<!-- /NAME -->\`. */
const parts = {
  [SCENARIOS]: {
    scenarios: await tableText(),
    faults: await faultsText(),
    'example-fault': fence('ts', 'test/examples/quit.ts'),
    'example-check': fence('ts', 'test/examples/sample-age.ts'),
    'example-scenario': fence('yaml', 'test/examples/quit.yaml'),
  },
  'docs/merge.md': {
    'example-away': mergeExample(['--phases', '100ms,800ms', '--outage', '0:10s-20s', '--length', '30s']),
    'example-fails': mergeExample(['--phases', '100ms,800ms', '--outage', '0:10s-20s:fails', '--length', '30s']),
    'example-missed': mergeExample(['--phases', '100ms,800ms', '--outage', '0:10s-11s', '--length', '30s']),
    campaign: campaignTable(JSON.parse(read('docs/campaign.json'))),
  },
}

function filled(doc, text) {
  return Object.entries(parts[doc]).reduce((before, [name, part]) => {
    const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
    const [from, to] = [before.indexOf(begin), before.indexOf(end)]
    if (from < 0 || to < from) throw new Error(`${doc} has no ${begin} ... ${end}`)
    return `${before.slice(0, from + begin.length)}\n${part}\n${before.slice(to)}`
  }, text)
}

const undescribed = CAPABILITIES.filter((capability) => !read(SCENARIOS).includes(`| \`${capability}\` |`))
if (undescribed.length > 0) throw new Error(`${SCENARIOS} does not say what these capabilities are: ${undescribed.join(', ')}`)
for (const doc of Object.keys(parts)) {
  const [now, fresh] = [read(doc), filled(doc, read(doc))]
  if (!process.argv.includes('--check')) writeFileSync(at(doc), fresh)
  else if (now !== fresh) {
    console.error(`${doc} is not current with the code and what it is made from: npm run docs`)
    process.exitCode = 1
  }
}
