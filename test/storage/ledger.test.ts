import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { forgetLab, labNames, readLab, writeLab } from '../../src/storage/labs.ts'
import { closeFault, type FaultRecord, openFault, openFaults } from '../../src/storage/ledger.ts'
import { ownHome } from './home.ts'

const record = (id: string, plannedAt: string, lab = 'x'): FaultRecord => ({
  id,
  fault: 'kill',
  lab,
  target: 'prometheus-0',
  replica: 'prometheus-0',
  plannedAt,
  endsBy: 0,
  undo: { pod: { name: 'prometheus-0', uid: 'u' } },
})

t.test('what is opened is there until it is closed, oldest first', async (t) => {
  ownHome(t)
  t.same(await openFaults('x'), [])
  const [first, second] = [record('2-b', '2026-01-01T00:00:00Z'), record('1-a', '2026-01-01T00:00:01Z')]
  await openFault(second)
  await openFault(first)
  await openFault(record('3-c', '2026-01-01T00:00:00Z', 'another-lab'))
  t.same(await openFaults('x'), [first, second])
  await closeFault('x', '2-b')
  await closeFault('x', '2-b')
  t.same(await openFaults('x'), [second])
})

t.test('a half-written record is no record; a spoilt one is told, not passed over', async (t) => {
  const home = ownHome(t)
  await mkdir(join(home, 'labs', 'x', 'faults'), { recursive: true })
  await writeFile(join(home, 'labs', 'x', 'faults', '1.json.12.34.partial'), '{"id"')
  t.same(await openFaults('x'), [])
  await writeFile(join(home, 'labs', 'x', 'faults', '1.json'), '{"id"')
  await t.rejects(openFaults('x'), { code: 'state', message: /1\.json/ })
})

t.test('a lab is known from its first moment, and forgotten with its ledger', async (t) => {
  ownHome(t)
  t.same(await labNames(), [])
  t.equal(await readLab('x'), undefined)
  const lab = {
    name: 'x',
    runtime: 'native' as const,
    settings: { replicas: 2, scrapeIntervalMs: 1000, timing: 'fast' as const, workers: 0 },
    createdAt: '2026-01-01T00:00:00Z',
    state: 'making' as const,
    facts: {},
  }
  await writeLab(lab)
  await openFault(record('1', '2026-01-01T00:00:00Z'))
  t.same(await readLab('x'), lab)
  t.same(await labNames(), ['x'])
  await forgetLab('x')
  await forgetLab('x')
  t.same([await readLab('x'), await labNames(), await openFaults('x')], [undefined, [], []])
})
