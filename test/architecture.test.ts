import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import satisfies from 'semver/functions/satisfies.js'
import t, { type Test } from 'tap'
import { runtimeName } from '../src/model/lab.ts'
import { LAYERS, OWNERS, PURE } from './helpers/layers.ts'
import {
  cycleTrouble,
  effectTrouble,
  lengthTrouble,
  nameTrouble,
  packageTrouble,
  moduleOf,
  moduleTrouble,
  runtimeNameTrouble,
} from './helpers/rules.ts'
import { readSources, type SourceFile } from './helpers/sources.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const sources = readSources(here('../src'))

/** The rule holds for src/, and finds what is wrong in a small tree that breaks it. */
function rule(name: string, find: (files: SourceFile[]) => string[], bad: Tree, troubles: string[]): void {
  t.test(name, async (t) => {
    t.same(find(sources), [])
    t.same(find(readSources(t.testdir(bad))), troubles)
  })
}

type Tree = NonNullable<Parameters<Test['testdir']>[0]>

rule(
  'a module imports only what the table gives it',
  (files) => moduleTrouble(files, LAYERS),
  {
    model: { 'run.ts': "import type { Lab } from '../runtime/runtime.ts'" },
    verdict: {
      'by-type.ts': "import type { Lab } from '../runtime/runtime.ts'",
      'late.ts': "export const late = async () => import('../storage/runs.ts')",
      'well.ts': "import { a } from '../dedup/a.ts'\nimport type { Run } from '../model/run.ts'\n// from '../lib/exec.ts'",
    },
    attic: { 'a.ts': '' },
    faults: { deep: { 'a.ts': "export { b } from '../../registry.ts'" } },
  },
  [
    'attic/a.ts: the module attic is not in the table',
    'faults/deep/a.ts imports registry.ts',
    'model/run.ts imports runtime/runtime.ts',
    'verdict/by-type.ts imports runtime/runtime.ts',
    'verdict/late.ts imports storage/runs.ts',
  ],
)

rule(
  'a package has one importer',
  (files) => packageTrouble(files, OWNERS),
  {
    lib: { 'exec.ts': "import { execa } from 'execa'" },
    storage: { 'paths.ts': "import envPaths from 'env-paths'\nimport { execa } from 'execa'" },
    cli: { 'main.ts': "import { z } from 'zod'\nimport 'left-pad'\nimport { join } from 'node:path'" },
    runtime: { native: { 'a.ts': "const k = () => import('@kubernetes/client-node/dist/deep.js')" } },
  },
  [
    'cli/main.ts imports zod',
    'cli/main.ts imports left-pad',
    'runtime/native/a.ts imports @kubernetes/client-node',
    'storage/paths.ts imports execa',
  ],
)

rule(
  'the half that only thinks reads and writes nothing',
  (files) => effectTrouble(files, PURE, ['node:util', 'node:path']),
  { verdict: { 'a.ts': "import { readFile } from 'node:fs/promises'" }, report: { 'b.ts': "import { styleText } from 'node:util'" } },
  ['verdict/a.ts imports node:fs/promises'],
)

rule(
  'no import cycle',
  cycleTrouble,
  {
    'a.ts': "import './b.ts'",
    'b.ts': "import './c/c.ts'",
    c: { 'c.ts': "import type { A } from '../a.ts'", 'd.ts': "export * from './e.ts'" },
  },
  ['a.ts → b.ts → c/c.ts → a.ts', 'c/d.ts imports c/e.ts, which is not there'],
)

rule(
  'no test on the name of a runtime',
  (files) => runtimeNameTrouble(files, runtimeName.options),
  {
    app: { 'a.ts': "if (runtime === 'kind') up()", 'b.ts': "const names = ['kind']\nif (injection.kind === 'freeze') up()" },
    doctor: { 'c.ts': "switch (name) {\n  case 'native':\n}\nconst other = name !== 'cluster'" },
    runtime: { kind: { 'kind.ts': "if (record.runtime !== 'kind') throw other" } },
  },
  ["app/a.ts: === 'kind'", "doctor/c.ts: case 'native'", "doctor/c.ts: !== 'cluster'"],
)

rule(
  'an exported name stands for one thing',
  nameTrouble,
  {
    'a.ts': 'export interface Window {}\nexport async function load() {}',
    'b.ts': 'export type Window = string\nfunction load() {}\nexport const other = 1\nexport type Other = 1',
  },
  ['Window is exported by a.ts and b.ts'],
)

rule('files are short', (files) => lengthTrouble(files, 300), { 'a.ts': 'a\n'.repeat(301), 'b.ts': 'b\n' }, ['a.ts has 301 lines'])

t.test('tests are short, too', async (t) => {
  t.same(lengthTrouble(readSources(here('.')), 300), [])
})

interface Packages {
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
  packages: Record<
    string,
    {
      engines?: { node?: string }
      peerDependencies?: Record<string, string>
      peerDependenciesMeta?: Record<string, { optional?: boolean }>
    }
  >
}

const json = (path: string) => JSON.parse(readFileSync(here(path), 'utf8')) as Packages

const usedBy = (files: SourceFile[]) => files.flatMap(({ packages }) => packages).filter((name) => !name.startsWith('node:'))

t.test('every package that is named is used, and every one that is used is named', async (t) => {
  const { dependencies, devDependencies } = json('../package.json')
  // What the page needs is built into it.
  const page = usedBy(sources.filter(({ path }) => moduleOf(path) === 'web/page'))
  t.same(
    page.filter((name) => devDependencies[name] === undefined),
    [],
  )
  const used = usedBy(sources.filter(({ path }) => moduleOf(path) !== 'web/page'))
  // A package that asks for others beside it gets them from us, not by chance.
  const { packages } = json('../package-lock.json')
  const peers = used.flatMap((name) => {
    const { peerDependencies = {}, peerDependenciesMeta = {} } = packages[`node_modules/${name}`] ?? {}
    return Object.keys(peerDependencies).filter((peer) => peerDependenciesMeta[peer]?.optional !== true)
  })
  t.same(Object.keys(dependencies).sort(), [...new Set([...used, ...peers])].sort())
})

t.test('every package runs on the oldest Node that the lab names', async (t) => {
  const { packages } = json('../package-lock.json')
  const oldest = packages['']?.engines?.node?.replace('>=', '') ?? ''
  t.match(oldest, /^\d+\.\d+$/)
  const tooNew = Object.entries(packages).filter(([, { engines }]) => !satisfies(`${oldest}.0`, engines?.node ?? '*'))
  t.same(tooNew, [])
})
