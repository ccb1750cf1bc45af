import { readFileSync } from 'node:fs'
import t from 'tap'
import { dockerDisk } from '../../src/doctor/checks/docker-disk.ts'
import { NODE_NEEDED, nodeCheck } from '../../src/doctor/checks/node.ts'
import { sizeText } from '../../src/doctor/docker.ts'
import { canBuild } from '../../src/doctor/programs.ts'
import { fakeMachine } from './machine.ts'

const gos: [version: string | undefined, toolchain: string, can: string][] = [
  ['1.26.8', 'local', 'yes'],
  ['1.26.7', 'auto', 'yes'],
  ['1.24.1', 'auto', 'fetches'],
  ['1.24.1', 'go1.24.1+auto', 'fetches'],
  ['1.24.1', 'local', 'no'],
  ['1.24.1', 'path', 'no'],
  ['1.24.1', 'go1.25.0', 'no'],
  ['1.20.4', '', 'no'],
  [undefined, '', 'no'],
]

t.test('which go can build what needs 1.26.7', async (t) => {
  for (const [version, toolchain, can] of gos)
    t.equal(canBuild(version === undefined ? {} : { version, toolchain }, '1.26.7'), can, `${version} ${toolchain}`)
})

const disks: [free: number, share: number, status: string][] = [
  [77e9, 0.3, 'ok'],
  [5e9, 0.5, 'ok'],
  [4.9e9, 0.5, 'warn'],
  [20e9, 0.09, 'warn'],
  [2e9, 0.5, 'warn'],
  [1.9e9, 0.9, 'missing'],
  [0, 0, 'missing'],
]

t.test("the disk of Docker's data", async (t) => {
  for (const [free, share, status] of disks) {
    const found = dockerDisk({ folder: '/', free, share }, '/var/lib/docker')
    t.equal(found.status, status, `${free} ${share}`)
    t.equal(found.fix === undefined, status === 'ok')
    t.notMatch(found.fix ?? '', /system prune|container|volume/, 'nothing of anybody is removed')
  }
  t.equal(sizeText(1.53e9), '1.5 GB')
  t.equal(sizeText(77.4e9), '77 GB')
  t.equal(sizeText(620e6), '620 MB')
})

t.test('Node', async (t) => {
  const { machine } = await fakeMachine(t)
  t.match(await nodeCheck('20.19.0').look(machine), { status: 'ok', detail: '20.19.0' })
  t.match(await nodeCheck('18.20.1').look(machine), { status: 'missing', detail: '18.20.1, and the lab needs 20.19 or later' })
  const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { engines: { node: string } }
  t.equal(engines.node, `>=${NODE_NEEDED}`)
})
