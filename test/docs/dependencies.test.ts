import { readFileSync } from 'node:fs'
import t from 'tap'

const root = new URL('../../', import.meta.url)
const text = (path: string) => readFileSync(new URL(path, root), 'utf8')
const json = (path: string) => JSON.parse(text(path)) as Record<string, any>

t.test('docs/dependencies.md names every direct dependency, with the version and the licence that are installed', async (t) => {
  const { dependencies, devDependencies } = json('package.json')
  const rows = [...text('docs/dependencies.md').matchAll(/^\| `([^`]+)` \| (\S+) \| ([^|]+?) \| ([^|]+?) \| ([^|]+?) \|$/gm)]
  const stated = rows.map(([, name, version, licence]) => `${name} ${version} ${licence}`)
  const installed = Object.keys({ ...dependencies, ...devDependencies }).map((name) => {
    const { version, license } = json(`node_modules/${name}/package.json`)
    return `${name} ${version} ${license}`
  })
  t.same(stated.sort(), installed.sort())
})

t.test('no package runs a script when it is installed', async (t) => {
  // npm writes the mark into the lock file (package-lock.json, "hasInstallScript").
  const packages: Record<string, { hasInstallScript?: boolean }> = json('package-lock.json')['packages']
  t.ok(Object.keys(packages).length > 100)
  const run = Object.entries(packages).filter(([name, { hasInstallScript }]) => name !== '' && hasInstallScript === true)
  t.same(
    run.map(([name]) => name),
    [],
  )
})
