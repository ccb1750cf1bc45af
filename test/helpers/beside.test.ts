import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import * as groups from '../together/groups.ts'

const here = (path: string) => new URL(path, import.meta.url).href
const tap = import.meta.resolve('tap')

t.test('every file beside is run, also where tap has nothing to do while one is loaded', async (t) => {
  const first = `import t from '${tap}'\nt.teardown(() => {})\nt.test('first', async (t) => t.pass())\n`
  // Longer than the three timers of no delay after which tap ends what is idle and has a teardown.
  const slow = `import t from '${tap}'\nawait new Promise((resolve) => setTimeout(resolve, 100))\nt.test('second', async (t) => t.pass())\n`
  const all = `import { allBeside } from '${here('beside.ts')}'\nawait allBeside(import.meta.url)\n`
  const folder = t.testdir({ 'a.test.ts': first, 'b.test.ts': slow, 'all.ts': all })
  const { status, stdout } = spawnSync(process.execPath, ['--import', here('../loader.js'), `${folder}/all.ts`], {
    cwd: fileURLToPath(here('../..')),
    encoding: 'utf8',
    env: { ...process.env, TAP: '1' },
  })
  t.equal(status, 0, stdout)
  t.match(stdout, /# Subtest: first\n/)
  t.match(stdout, /# Subtest: second\n/)
})

const pattern = (name: string) => (name.endsWith('/') ? `${name}**/*.test.ts` : name.endsWith('*') ? `${name}.test.ts` : name)

t.test('what tap leaves out is run by a process that several files share, and the other way round', async (t) => {
  const { tap: config } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { tap: { exclude: string[] } }
  const own = readdirSync(new URL('..', import.meta.url), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('/all.ts'))
    .map((path) => path.replace(/all\.ts$/, ''))
  const names = [...Object.values(groups).flat(), ...own]
  t.same([...config.exclude].sort(), names.map((name) => `test/${pattern(name)}`).sort())
  t.equal(new Set(names).size, names.length, 'each once')
})
