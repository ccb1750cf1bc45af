import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { z } from 'zod'
import { scenarioVocabulary } from '../../src/app/select-scenarios.ts'
import { template } from '../../src/cli/commands/scenario.ts'
import { readYaml } from '../../src/lib/yaml.ts'
import { scenarioCheckSchema, scenarioNewSchema, scenarioShowSchema, scenariosSchema } from '../../src/model/answers.ts'
import { scenarioNames, scenariosFolder } from '../../src/scenario/names.ts'
import { readScenario } from '../../src/scenario/parse.ts'
import { bin, run, thanosLabs } from './command-line.ts'

/* Scenario files, as a person who writes one meets them. */

const home = t.testdir({ other: { 'scenario.schema.json': '{}' } })
const env = { THANOS_LAB_HOME: join(home, 'state'), NODE_OPTIONS: '' }
const typed = async (...line: string[]) => (await allTyped([line]))[0]!
/** Several one after the other, in one process. */
const allTyped = (lines: string[][]) =>
  thanosLabs(
    lines.map((line) => ['scenario', ...line]),
    env,
    home,
  )
const read = (file: string) => readFileSync(join(home, file), 'utf8')
const bad = (name: string) => fileURLToPath(new URL(`../scenarios/bad/${name}`, import.meta.url))
const MODELINE = /^# yaml-language-server: \$schema=\.\/scenario\.schema\.json$/m

t.test('new: a file that check takes, with the schema that its first line names', async (t) => {
  const made = await typed('new', 'mine.yaml', '--json')
  t.equal(made.code, 0, made.stderr)
  t.same(scenarioNewSchema.parse(JSON.parse(made.stdout)), { schemaVersion: 1, file: 'mine.yaml', schema: 'scenario.schema.json' })
  t.match(read('mine.yaml').split('\n')[0], MODELINE)
  t.equal(read('scenario.schema.json'), readFileSync(join(scenariosFolder(), 'scenario.schema.json'), 'utf8'))
  const schema = z.fromJSONSchema(JSON.parse(read('scenario.schema.json')) as Parameters<typeof z.fromJSONSchema>[0])
  t.ok(schema.safeParse(readYaml('mine.yaml', read('mine.yaml')).sources[0]?.value).success, 'an editor takes it, too')
  t.match(await typed('check', 'mine.yaml'), { code: 0, stdout: 'mine.yaml is valid\n' })
})

t.test('new: it runs as kill-replica does', async (t) => {
  const catalogue = await scenarioVocabulary()
  const own = readScenario({ name: 'x', file: 'x.yaml', text: template('x') }, catalogue).resolve(1000)
  const text = readFileSync(join(scenariosFolder(), 'kill-replica.yaml'), 'utf8')
  const { steps, expect } = readScenario({ name: 'kill-replica', file: 'kill-replica.yaml', text }, catalogue).resolve(1000)
  t.same({ steps: own.steps, expect: own.expect }, { steps, expect })
})

t.test('new: what its comments offer fits, too', async (t) => {
  const offered = template('x').replaceAll(/^( *)# (?=outcome:|needs:|naive:)/gm, '$1')
  const scenario = readScenario({ name: 'x', file: 'x.yaml', text: offered }, await scenarioVocabulary()).resolve(1000)
  t.match(scenario, { outcome: 'fail', needs: ['nodes'], observe: { naive: { via: 'service' } } })
})

t.test('new: nothing that is there is overwritten', async (t) => {
  writeFileSync(join(home, 'there.yaml'), 'mine')
  const files = ['there.yaml', 'other/a.yaml', 'deep/er/a.yml', 'mine', 'there.yaml/x.yaml']
  t.match(await allTyped(files.map((file) => ['new', file])), [
    { code: 2, stderr: /there\.yaml already exists; nothing was changed\n→ thanos-lab/ },
    { code: 0, stderr: /of another version\. Remove it/ },
    { code: 0, stdout: /→|Next: thanos-lab scenario check deep\/er\/a\.yml/ },
    { code: 2, stderr: /ends in \.yaml; mine does not\n→ thanos-lab scenario new mine\.yaml/ },
    { code: 2, stderr: /Could not write there\.yaml\/x\.yaml/ },
  ])
  t.equal(read('there.yaml'), 'mine')
  t.equal(read('other/scenario.schema.json'), '{}')
})

t.test('check: every fault of every file, with its place', async (t) => {
  const [said, other] = await allTyped([
    ['check', bad('misspelt.yaml'), 'kill-replica', bad('shapes.yaml'), 'none.yaml'],
    ['check', bad('tab.yaml'), 'kill-replica', '--json'],
  ])
  if (said === undefined || other === undefined) throw new Error('no answers')
  t.equal(said.code, 2)
  for (const name of ['misspelt', 'shapes'])
    for (const [place] of readFileSync(bad(`${name}.txt`), 'utf8').matchAll(/^\S+\.yaml:\d+:\d+: /gm))
      t.ok(said.stdout.includes(`/${place}`), place)
  t.match(said.stdout, /kill-replica\.yaml is valid\n/)
  t.match(
    said.stdout,
    /There is no file none\.yaml\n→ correct them, then thanos-lab scenario check .*misspelt.yaml .*shapes.yaml none.yaml\n$/,
  )
  t.equal(other.code, 2)
  t.match(scenarioCheckSchema.parse(JSON.parse(other.stdout)).files, [
    { fits: false, complaints: [/tab\.yaml:\d+:\d+: /] },
    { fits: true, complaints: [] },
  ])
})

t.test('check: what no lab has is told without a lab, in the file, and chaos refuses it before it looks for one', async (t) => {
  const container = 'kill: { replica: preferred, container: promtheus, for: 10 scrapes }'
  writeFileSync(join(home, 'misnamed.yaml'), template('x').replace(/kill: {.*}/, container))
  const complaint =
    /^misnamed\.yaml:\d+:44: Pod prometheus has no container promtheus; it has thanos-sidecar and prometheus; did you mean 'prometheus'\?$/m
  t.match(await typed('check', 'misnamed.yaml'), { code: 2, stdout: complaint })
  const chaos = await run(process.execPath, [bin, 'chaos', './misnamed.yaml'], env, home)
  t.match(chaos, { code: 2, stderr: complaint })
  t.match(chaos.stderr, /^The scenario cannot be run\.\n/)
})

t.test('list and show', async (t) => {
  const said = await allTyped([
    ['list', '--json'],
    ['show', 'kill-replica'],
    ['show', 'kill-replica', '--json'],
    ['show', 'kill-replca'],
  ])
  const [list = '', shown = '', asJson = ''] = said.map(({ stdout }) => stdout)
  const listed = scenariosSchema.parse(JSON.parse(list))
  t.same(
    listed.scenarios.map(({ name }) => name),
    await scenarioNames(),
  )
  const text = readFileSync(join(scenariosFolder(), 'kill-replica.yaml'), 'utf8')
  t.match(said[1], { code: 0, stdout: /^The replica that Query prefers is killed\n\nTeaches {2}Query returns/ })
  t.ok(shown.endsWith(text.trimEnd() + '\n'), 'and its text')
  t.match(scenarioShowSchema.parse(JSON.parse(asJson)), { name: 'kill-replica', text })
  t.match(said[3], { code: 2, stderr: /did you mean 'kill-replica'/ })
})

t.test('without a verb: the help, and that this is no command', async (t) => {
  t.match(await allTyped([[], ['chek', 'x']]), [
    { code: 2, stderr: /Usage: thanos-lab scenario/ },
    { code: 2, stderr: /unknown command 'chek'/ },
  ])
})

t.test('every scenario of the package names its schema in its first line', async (t) => {
  for (const name of await scenarioNames())
    t.match(readFileSync(join(scenariosFolder(), `${name}.yaml`), 'utf8').split('\n')[0], MODELINE, name)
})
