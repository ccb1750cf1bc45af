import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { readYaml } from '../../../src/lib/yaml.ts'
import { endpointWriter } from '../../../src/runtime/native/discovery.ts'
import type { EndpointFile } from '../../../src/runtime/native/plan.ts'

t.test('the file lists those that are ready, now', async (t) => {
  const file = join(t.testdir({}), 'pods', 'q', 'endpoints.yaml')
  const ready = new Set<string>()
  const endpoints = [
    { slot: 'prometheus-0', port: 20_000 },
    { slot: 'prometheus-1', port: 20_001 },
  ]
  const write = endpointWriter(
    () => [{ file, endpoints }],
    (slot) => ready.has(slot),
  )
  const steps: [slots: string[], ports: number[]][] = [
    [[], []],
    [['prometheus-1'], [20_001]],
    [
      ['prometheus-1', 'prometheus-0'],
      [20_000, 20_001],
    ],
    [['prometheus-0'], [20_000]],
  ]
  for (const [slots, ports] of steps) {
    ready.clear()
    for (const slot of slots) ready.add(slot)
    await write()
    t.same(readYaml(file, await readFile(file, 'utf8')).sources[0]?.value, {
      endpoints: ports.map((port) => ({ address: `127.0.0.1:${port}` })),
    })
  }
})

t.test('the file of one that is not in the plan any more is removed', async (t) => {
  const folder = t.testdir({})
  const fileOf = (name: string): EndpointFile => ({ file: join(folder, `${name}.yaml`), endpoints: [] })
  const [stays, goes] = [fileOf('q-0'), fileOf('q-1')]
  let files = [stays, goes]
  const write = endpointWriter(
    () => files,
    () => false,
  )
  await write()
  t.same((await readdir(folder)).toSorted(), ['q-0.yaml', 'q-1.yaml'])
  files = [stays]
  await write()
  t.same(await readdir(folder), ['q-0.yaml'])
})

t.test('of many changes at once the last one is in the file', async (t) => {
  const file = join(t.testdir({}), 'endpoints.yaml')
  let ready = false
  const write = endpointWriter(
    () => [{ file, endpoints: [{ slot: 'a', port: 20_000 }] }],
    () => ready,
  )
  const first = write()
  ready = true
  await Promise.all([first, write(), write()])
  t.match(await readFile(file, 'utf8'), /127\.0\.0\.1:20000/)
})
