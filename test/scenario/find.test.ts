import { join } from 'node:path'
import t from 'tap'
import { scenarioVocabulary } from '../../src/app/select-scenarios.ts'
import { findScenario, listScenarios } from '../../src/scenario/files.ts'
import { scenarioNames, scenariosFolder } from '../../src/scenario/names.ts'
import { catalogue } from './catalogue.ts'

const text =
  'title: Mine\nteaches: t\nobserve: { m: { samples: up } }\nsteps: [{ wait: 1s }]\nexpect: [{ m: { longest-gap: { at-most: 3s } } }]\n'
const home = t.testdir({
  'mine.yaml': text,
  'short.yml': text,
  'folder.yaml': {},
  inner: { 'kill-replica.yaml': text },
})

t.test('a name is a scenario of the package', async (t) => {
  const { name, file, text: found } = await findScenario('kill-replica')
  t.equal(name, 'kill-replica')
  t.equal(file, join(scenariosFolder(), 'kill-replica.yaml'))
  t.match(found, /^title: The replica that Query prefers is killed$/m)
})

t.test('what has a slash or ends in .yaml or .yml is a file', async (t) => {
  const here = process.cwd()
  process.chdir(home)
  t.teardown(() => process.chdir(here))
  t.strictSame(await findScenario('./mine.yaml'), { name: 'mine', file: 'mine.yaml', text })
  t.strictSame(await findScenario('mine.yaml'), { name: 'mine', file: 'mine.yaml', text })
  t.strictSame(await findScenario('short.yml'), { name: 'short', file: 'short.yml', text })
  t.strictSame(await findScenario('inner/kill-replica.yaml'), { name: 'kill-replica', file: 'inner/kill-replica.yaml', text })
  t.strictSame(await findScenario(join(home, 'mine.yaml')), { name: 'mine', file: join(home, 'mine.yaml'), text })
})

const refused: [wanted: string, message: string][] = [
  ['kill-replca', "There is no scenario 'kill-replca'; did you mean 'kill-replica'?"],
  ['Kill-Replica', "There is no scenario 'Kill-Replica'; did you mean 'kill-replica'?"],
  ['mine', "There is no scenario 'mine'"],
  ['..', "There is no scenario '..'"],
  ['', "There is no scenario ''"],
  ['scenario.schema.json', "There is no scenario 'scenario.schema.json'"],
  ['../x', 'There is no file ../x'],
  ['../package', 'There is no file ../package'],
  ['./none.yaml', 'There is no file none.yaml'],
  [join(home, 'mine.yaml', 'x'), `There is no file ${join(home, 'mine.yaml', 'x')}`],
  [join(home, 'folder.yaml'), `${join(home, 'folder.yaml')} is a folder, not a scenario file`],
]

for (const [wanted, message] of refused)
  t.test(`'${wanted}' is refused`, async (t) => {
    await t.rejects(findScenario(wanted), { code: 'scenario', exit: 2, message, hint: 'thanos-lab chaos --list' })
  })

t.test('the list', async (t) => {
  t.strictSame(await scenarioNames(), (await scenarioNames()).toSorted())
  const scenarios = await listScenarios(await scenarioVocabulary())
  t.match(
    scenarios.find(({ name }) => name === 'kill-replica'),
    {
      title: 'The replica that Query prefers is killed',
      teaches: /^Query returns/,
      needs: [],
      outcome: 'pass',
    },
  )
})

t.test('a broken scenario in the folder says so', async (t) => {
  const folder = t.testdir({ 'broken.yaml': 'title: 5\n' })
  await t.rejects(listScenarios(catalogue, folder), { code: 'scenario', message: /broken\.yaml:1:8: expected text, found 5/ })
})
