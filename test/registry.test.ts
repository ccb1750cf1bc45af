import { fileURLToPath } from 'node:url'
import t from 'tap'
import { startProbes } from '../src/observe/probes.ts'
import { checks, faults, loadAll, probes, reports, runtimes } from '../src/registry.ts'
import { exportedValues, type PartKind, registryTrouble } from './helpers/registered.ts'

const root = fileURLToPath(new URL('../src', import.meta.url))
const FOLDERS = ['faults', 'verdict/checks', 'report', 'web/report', 'runtime']
const PROGRAMS = ['runtime/native/supervisor.ts', 'runtime/native/planner.ts']
const KINDS: PartKind[] = [
  { kind: 'fault', functions: ['plan', 'inject', 'verify', 'heal'] },
  { kind: 'check', functions: ['limits', 'judge', 'demands'] },
  { kind: 'report', functions: ['render'] },
  { kind: 'runtime', functions: ['missing', 'up', 'open'] },
]
const lists = [faults, checks, reports, runtimes]
const registered = (await Promise.all(lists.map((list) => loadAll<unknown>([...list])))).flat()

t.test('every fault, check, report and runtime is in the registry', async (t) => {
  const values = await exportedValues(root, FOLDERS, PROGRAMS)
  t.same(registryTrouble(values, KINDS, registered), [])
})

t.test('a line that is forgotten is found, for every single part', async (t) => {
  const values = await exportedValues(root, FOLDERS, PROGRAMS)
  for (const part of registered) {
    const others = registered.filter((other) => other !== part)
    t.equal(registryTrouble(values, KINDS, others).length, 1, `${(part as { name: string }).name} is missed`)
  }
})

t.test('however it is written', async (t) => {
  const tree = t.testdir({
    faults: {
      'define.js': 'export const define = (given) => ({ ...given, inject() {}, verify() {}, heal() {} })',
      'melt.js': "import { define } from './define.js'\nexport const melt = define({ name: 'melt', plan() {} })",
      'flood.js': "class Flood { name = 'flood'; plan() {} inject() {} verify() {} heal() {} }\nexport default new Flood()",
      'words.js': "export const NAME = 'melt'\nexport const half = { name: 'half', plan() {} }",
    },
    report: { deep: { 'html.js': "const html = { name: 'html', render: () => '' }\nexport { html as renamed }" } },
  })
  t.same(registryTrouble(await exportedValues(tree, ['faults', 'report']), KINDS, registered).sort(), [
    'the fault of faults/flood.js is not in registry.ts',
    'the fault of faults/melt.js is not in registry.ts',
    'the report of report/deep/html.js is not in registry.ts',
  ])
})

t.test('the probes that run are those of the registry', async (t) => {
  const running = startProbes({ address: () => ({ url: 'http://127.0.0.1:9' }) }, 'up')
  await Promise.all(Object.values(running).map((probe) => probe.stop()))
  t.same(Object.keys(running).sort(), [...probes].sort())
})

t.test('what the registry says is what its files say', async (t) => {
  for (const list of lists) for (const entry of list) t.equal((await entry.load()).name, entry.name)
})
