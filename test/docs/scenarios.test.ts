import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { CAPABILITIES } from '../../src/model/lab-defaults.ts'
import { PROBE_NAMES } from '../../src/model/probes.ts'
import { checks, faults, loadAll } from '../../src/registry.ts'
import { scenarioNames } from '../../src/scenario/names.ts'
import { ROLES } from '../../src/scenario/references.ts'
import { analyseRun } from '../../src/verdict/analysis.ts'
import { judge } from '../../src/verdict/judge.ts'
import { run } from '../cli/command-line.ts'
import { runRecord } from '../helpers/run.ts'

const at = (path: string) => new URL(`../../${path}`, import.meta.url)
const read = (path: string) => readFileSync(at(path), 'utf8')
const doc = read('docs/scenarios.md')

interface Row {
  scenario: object
  lacks: Record<string, string[]>
  records: object[]
}
interface Theme {
  title: string
  about: string
  scenarios: string[]
}
interface Scripts {
  THEMES: Theme[]
  refuseOtherThemes(names: string[], themes?: Theme[]): void
  scenarioTable(rows: Row[]): string
  scenarioThemes(rows: Row[], themes: Theme[]): string
  recordOf(run: object): { findings: object[]; date: string }
  isRunOf(run: object, scenario: object): boolean
}
// They are plain JavaScript over the built lab.
const { THEMES, refuseOtherThemes } = (await import(at('scripts/themes.js').href)) as Scripts
const { scenarioTable, scenarioThemes } = (await import(at('scripts/scenario-table.js').href)) as Scripts
const { recordOf, isRunOf } = (await import(at('scripts/record-of.js').href)) as Scripts

t.test('what is generated in docs/ is current with the code, scenarios/, docs/runs/ and test/examples/', async (t) => {
  const printed = await run(process.execPath, [fileURLToPath(at('scripts/docs.js')), '--check'], { NODE_OPTIONS: '' })
  t.match(printed, { code: 0, stderr: '' })
})

t.test('every scenario has its row, every fault its description, every example its text', async (t) => {
  for (const name of await scenarioNames()) t.ok(doc.includes(`\n| [${name}](../scenarios/${name}.yaml) |`), name)
  for (const { name } of faults) t.match(doc, new RegExp(`^(- |### ).*\`?${name}\\b`, 'im'), `how each runtime injects ${name}`)
  for (const file of readdirSync(at('test/examples')).filter((name) => !name.includes('.test.')))
    t.ok(doc.includes(read(`test/examples/${file}`).trimEnd()), file)
})

const theme = (...scenarios: string[]): Theme => ({ title: 'One', about: '', scenarios })

t.test('every scenario is in exactly one theme', async (t) => {
  const names = await scenarioNames()
  t.doesNotThrow(() => refuseOtherThemes(names))
  t.throws(() => refuseOtherThemes(['a', 'b'], [theme('a')]), /: b$/, 'in none')
  t.throws(() => refuseOtherThemes(['a'], [theme('a'), theme('a')]), /: a$/, 'in two')
  t.throws(() => refuseOtherThemes(['a'], [theme('a', 'c')]), /: c$/, 'one that is not there')
  t.equal(new Set(THEMES.map(({ title }) => title)).size, THEMES.length)
})

t.test('the reference has a section for each check, fault, probe, role and capability', async (t) => {
  const all = { checks, faults, probes: PROBE_NAMES, roles: ROLES, capabilities: CAPABILITIES }
  for (const [page, entries] of Object.entries(all)) {
    const sections = [...read(`docs/reference/${page}.md`).matchAll(/^## `(.+)`$/gm)].map(([, name]) => name)
    t.same(
      sections,
      entries.map((one) => (typeof one === 'string' ? one : one.name)),
      page,
    )
  }
})

const judged = { ...runRecord(), ...judge(analyseRun(runRecord()), await loadAll(checks)) }
const { scenario } = judged

t.test('a row has what was measured, of a run of the scenario as it is', async (t) => {
  const record = recordOf(judged)
  t.ok(isRunOf(judged, scenario) && isRunOf(record, scenario))
  t.notOk(isRunOf(record, { ...scenario, steps: [{ wait: 1 }] }), 'not of another one with that name')
  t.ok(isRunOf(record, { ...scenario, teaches: 'other words' }))
  const table = scenarioTable([
    { scenario, lacks: { native: [], kind: [] }, records: [record] },
    { scenario, lacks: { native: ['nodes'], kind: [] }, records: [] },
  ]).split('\n')
  t.equal(table[0], '| scenario | measured | native | kind |')
  t.match(table[2], /\| verdict \| \*\*pass\*\* \| not recorded \|$/)
  t.match(table[3], /^\| {2}\| merged: longest-gap \| 2\.70 s \| {2}\|$/)
  t.match(table[4], /\| victim: longest-gap \(control\) \| \d+\.\d s \|/)
  t.match(table.at(-1), /\| verdict \| skipped: needs nodes \| not recorded \|$/)
})

t.test('a theme has each scenario with its faults and the links of its source', async (t) => {
  const rows = [
    {
      scenario: { ...scenario, source: 'thanos-io/thanos#981, #7364; thanos-io/thanos pkg/dedup/iter.go at v0.42.4; docs/findings.md' },
      lacks: { native: [], kind: [] },
      records: [recordOf(judged)],
    },
  ]
  const text = scenarioThemes(rows, [{ title: 'Replicas', about: 'About.', scenarios: [scenario.name] }])
  t.match(text, /^Recorded 2026-11-22, with prometheus 3\.16\.0, thanos 0\.42\.4\.\n\n### Replicas\n\nAbout\.\n/)
  t.match(text, /Faults: `kill replica preferred, for 10 s`\./)
  t.match(text, /Source: \[thanos-io\/thanos#981\]\(\S+\/thanos\/issues\/981\), \[#7364\]\(\S+\/thanos\/issues\/7364\); /)
  t.match(
    text,
    /thanos-io\/thanos \[pkg\/dedup\/iter\.go at v0\.42\.4\]\(\S+\/blob\/v0\.42\.4\/pkg\/dedup\/iter\.go\); \[findings\]\(findings\.md\)\.\n/,
  )
})

t.test('a record is small: no samples', async (t) => {
  t.ok(JSON.stringify(recordOf(judged)).length < 5000)
  for (const runtime of ['native', 'kind'])
    for (const file of readdirSync(at('docs/runs'), { recursive: true }).filter((name) => String(name).startsWith(`${runtime}/`)))
      t.ok(read(`docs/runs/${file}`).length < 20_000, String(file))
})
