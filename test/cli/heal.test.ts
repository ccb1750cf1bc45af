import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { type FaultRecord, openFault } from '../../src/storage/ledger.ts'
import { ownHome } from '../storage/home.ts'
import { thanosLab } from './command-line.ts'

const record = (id: string, second: number): FaultRecord => ({
  id,
  fault: 'freeze',
  lab: 'x',
  target: id,
  plannedAt: `2026-11-24T04:00:0${second}.000Z`,
  endsBy: 0,
  undo: {},
})

/** A home with what the lab x has in its ledger, and the command on it. */
function home(t: Test) {
  const folder = ownHome(t)
  const faults = join(folder, 'labs', 'x', 'faults')
  mkdirSync(faults, { recursive: true })
  const typed = (...args: string[]) => thanosLab([...args, '--name', 'x'], { THANOS_LAB_HOME: folder, NODE_OPTIONS: '' })
  return { folder, faults, typed }
}

t.test('undone newest first: what was frozen in a node that was frozen later is reached only when that goes on', async (t) => {
  const { typed } = home(t)
  await openFault(record('container', 1))
  await openFault(record('node', 2))
  const { code, stderr } = await typed('heal')
  t.equal(code, 5, 'the lab is not there')
  t.match(stderr, /freeze of node \(node\)[^]*freeze of container \(container\)/)
})

t.test('a ledger file that is no record is named and set aside; the faults beside it are healed all the same', async (t) => {
  const { faults, typed } = home(t)
  for (const [name, text] of [
    ['1-a.json', ''],
    ['1-b.json', 'null'],
    ['1-c.json', '{"id":"1-c"}'],
  ] as const)
    writeFileSync(join(faults, name), text)
  mkdirSync(join(faults, '1-d.json'))
  await openFault(record('2-a', 1))
  const { code, stderr } = await typed('heal')
  t.equal(code, 5, stderr)
  t.match(stderr, /freeze of 2-a \(2-a\): the lab is not there/)
  for (const name of ['1-a.json', '1-b.json', '1-c.json', '1-d.json'])
    t.ok(stderr.includes(`${join(faults, name)} cannot be read: `), `${name} is named`)
  t.match(stderr, /→ thanos-lab up --name x.*thanos-lab down --name x/)
  t.notMatch(stderr, /bug/)
  t.same(readdirSync(faults).sort(), ['1-a.json.bad', '1-b.json.bad', '1-c.json.bad', '1-d.json.bad', '2-a.json'])
})

t.test('what was set aside is told once', async (t) => {
  const { faults, typed } = home(t)
  writeFileSync(join(faults, '1-a.json'), '{}')
  t.match(await typed('status'), { code: 3, stderr: /1-a\.json cannot be read.*→ thanos-lab heal --name x/ })
  t.match(await typed('heal'), { code: 5, stderr: /1-a\.json\.bad\. The fault that it recorded.*\n→ thanos-lab status --name x/ })
  t.match(await typed('heal'), { code: 0, stdout: /Nothing is open/ })
  t.match(await typed('status'), { code: 3, stderr: '' })
})

t.test("an id that is a path removes nothing: it is not the file's name", async (t) => {
  const { folder, faults, typed } = home(t)
  writeFileSync(join(folder, 'precious.json'), '')
  const wicked = { ...record('1', 1), fault: 'kill', id: '../../../precious', undo: { pod: { name: 'a', uid: 'b' }, signal: 'SIGKILL' } }
  writeFileSync(join(faults, '1.json'), JSON.stringify(wicked))
  t.match(await typed('heal'), { code: 5, stderr: /1\.json cannot be read: id: not an id\./ })
  t.ok(existsSync(join(folder, 'precious.json')))
})
