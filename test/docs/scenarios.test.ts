import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { faults } from '../../src/registry.ts'
import { scenarioNames } from '../../src/scenario/files.ts'
import { judge } from '../../src/verdict/judge.ts'
import { run } from '../cli/command-line.ts'
import { journal } from '../helpers/run.ts'
import { checks } from '../helpers/spoil.ts'

const at = (path: string) => new URL(`../../${path}`, import.meta.url)
const doc = readFileSync(at('docs/scenarios.md'), 'utf8')

interface Scripts {
  scenarioTable(rows: { scenario: object; lacks: Record<string, string[]>; records: object[] }[]): string
  recordOf(run: object): { findings: object[]; date: string }
  isPlayedAs(run: object, scenario: object): boolean
}
// They are plain JavaScript over the built lab.
const { scenarioTable } = (await import(at('scripts/scenario-table.js').href)) as Scripts
const { recordOf, isPlayedAs } = (await import(at('scripts/record-of.js').href)) as Scripts

t.test('docs/scenarios.md is current with scenarios/, docs/runs/ and test/examples/', async (t) => {
  const said = await run(process.execPath, [fileURLToPath(at('scripts/docs.js')), '--check'], { NODE_OPTIONS: '' })
  t.match(said, { code: 0, stderr: '' })
})

t.test('every scenario has its row, every fault its place, every example its words', async (t) => {
  for (const name of await scenarioNames()) t.ok(doc.includes(`\n| [${name}](../scenarios/${name}.yaml) |`), name)
  for (const { name } of faults) t.ok(doc.match(new RegExp(`^\\|.*\`${name}\\b.*\\|`, 'm')), `what ${name} does and does not imitate`)
  for (const file of readdirSync(at('test/examples')).filter((name) => !name.includes('.test.')))
    t.ok(doc.includes(readFileSync(at(`test/examples/${file}`), 'utf8').trimEnd()), file)
})

const whole = { ...journal(), ...judge(journal(), checks) }
const columns = (table: string) => table.split('\n').map((line) => line.split(' | '))

t.test('a row has what was measured, of a run that was played as the file is', async (t) => {
  const record = recordOf(whole)
  t.ok(isPlayedAs(whole, whole.plan) && isPlayedAs(record, whole.plan))
  t.notOk(isPlayedAs(record, { ...whole.plan, steps: [{ wait: 1 }] }), 'and not of another one by that name')
  t.ok(isPlayedAs(record, { ...whole.plan, teaches: 'other words' }))
  const scenario = { ...whole.plan, source: '#1 | x' }
  const table = scenarioTable([
    { scenario, lacks: { native: [], kind: [] }, records: [record] },
    { scenario, lacks: { native: ['nodes'], kind: [] }, records: [] },
  ])
  const [, , row = [], unable = []] = columns(table)
  t.match(row.join('|'), /`kill` replica preferred, hold 10 s/)
  t.match(row.join('|'), /struck: longest-gap/)
  t.match(row.join('|'), /\*\*pass\*\*<br>merged longest-gap 2\.70 s<br>struck longest-gap \d+\.\d s<br>2026-11-22, prometheus 3\.16\.0/)
  t.match(row.join('|'), /not recorded\|#1 \\\|?/)
  t.match(unable.join('|'), /\|skipped: needs nodes\|not recorded\|/)
})

t.test('a record is small: no samples', async (t) => {
  t.ok(JSON.stringify(recordOf(whole)).length < 5000)
  for (const runtime of ['native', 'kind'])
    for (const file of readdirSync(at('docs/runs'), { recursive: true }).filter((name) => String(name).startsWith(`${runtime}/`)))
      t.ok(readFileSync(at(`docs/runs/${file}`), 'utf8').length < 20_000, String(file))
})
