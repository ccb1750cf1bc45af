import { readFile } from 'node:fs/promises'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import t from 'tap'
import { packedLab, packedPrograms } from '../../src/bundle/contents.ts'
import { listing } from '../../src/bundle/listing.ts'
import { program, writeProgram } from '../binaries/fakes.ts'
import { importsOf } from '../helpers/sources.ts'
import { listed, PROMETHEUS } from './small.ts'

t.test('the lab is packed with all that it reads, and with no package beside it', async (t) => {
  const packed = await packedLab()
  const paths = packed.map(({ path }) => path)
  for (const path of [
    'dist/bundled/thanos-lab.js',
    'dist/bundled/supervisor.js',
    'dist/bundled/planner.js',
    'dist/bundled/install.mjs',
    'dist/web/page.html',
    'package.json',
  ])
    t.ok(paths.includes(`lab/${path}`), path)
  for (const path of [
    'manifests/40-prometheus.yaml',
    'scenarios/kill-replica.yaml',
    'lessons/04-preferred.md',
    'third-party/thanos/go.mod',
  ])
    t.ok(paths.includes(`lab/${path}`), path)
  t.same(
    paths.filter((path) => /node_modules|\.test\.|^lab\/src/.test(path)),
    [],
  )
  const files = paths.map((path) => listed(path))
  t.match(
    listing.safeParse({ format: 1, version: '0.1.0', platform: 'linux-amd64', files }),
    { success: true },
    'every path may be unpacked',
  )
})

t.test('what is packed imports nothing that is not in it', async (t) => {
  const code = (await packedLab()).flatMap(({ path, from }) => (/\.m?js$/.test(path) && 'file' in from ? [{ path, file: from.file }] : []))
  const beside = code.map(({ path }) => path.replace(/.*\//, './'))
  const known = new Set([...beside, ...builtinModules, ...builtinModules.map((name) => `node:${name}`)])
  for (const { path, file } of code)
    t.same(
      importsOf(path, await readFile(file, 'utf8')).filter((name) => !known.has(name)),
      [],
      path,
    )
})

t.test('a program is packed to its place in the cache; a script that starts one is refused', async (t) => {
  const folder = t.testdir()
  await writeProgram(join(folder, 'elf'), '\x7fELF')
  await writeProgram(join(folder, 'shim'), program('prometheus', '3.16.0'))
  const found = (name: string) => ({ prometheus: { path: join(folder, name), version: '3.16.0', from: 'path' as const } })
  t.same(await packedPrograms(found('elf')), [{ path: PROMETHEUS, program: true, from: { file: join(folder, 'elf') } }])
  await t.rejects(packedPrograms(found('shim')), {
    code: 'bundle',
    message: /shim is a script that starts prometheus/,
    hint: /--binaries FOLDER/,
  })
})
