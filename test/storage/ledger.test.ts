import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { forgetLab, labNames, readLab, writeLab } from '../../src/storage/labs.ts'
import { closeFault, type FaultRecord, openFault, openFaults, readLedger, setAside } from '../../src/storage/ledger.ts'
import { labFile, ownHome } from './home.ts'

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

const good = record('0', '2026-01-01T00:00:00Z')
const withField = (field: object) => JSON.stringify({ ...good, id: '1', ...field })

const bad: [title: string, text: string, reason: RegExp][] = [
  ['empty', '', /^it is empty$/],
  ['half-written', '{"id"', /^it is not JSON$/],
  ['null', 'null', /expected object, received null/],
  ['a list', '[]', /expected object, received array/],
  ['nothing in it', '{}', /id: .*; fault: .*; undo: /],
  ['another id than its name', withField({ id: '2' }), /^it has the id "2", not 1$/],
  ['a path for an id', withField({ id: '../../../../x' }), /^id: not an id$/],
  ['a path for a lab', withField({ lab: '../x' }), /^it is of the lab "\.\.\/x", not x$/],
  ['a number for an id', withField({ id: 1 }), /^id: /],
  ['no time', withField({ plannedAt: 'yesterday' }), /^plannedAt: /],
  ['nothing to undo it by', withField({ undo: null }), /^undo: /],
]

for (const [title, text, reason] of bad)
  t.test(`a ledger file that is no record (${title}) is named, and hides no other`, async (t) => {
    const folder = join(ownHome(t), 'labs', 'x', 'faults')
    await openFault(good)
    await writeFile(join(folder, '1.json'), text)
    t.match(await readLedger('x'), { faults: [good], bad: [{ file: join(folder, '1.json'), reason }] })
    t.same(await openFaults('x'), [good])
  })

t.test('what is no file is not read: a folder, a link, and the whole ledger', async (t) => {
  const folder = join(ownHome(t), 'labs', 'x', 'faults')
  await openFault(good)
  await mkdir(join(folder, '1.json'))
  await symlink(join(folder, '0.json'), join(folder, '2.json'))
  t.match(await readLedger('x'), { faults: [good], bad: [{ reason: 'it is a folder, not a file' }, { reason: 'it is a link' }] })
  await writeFile(join(folder, '..', '..', 'y'), '')
  t.match(await readLedger('y'), { faults: [], bad: [] }, 'there is no such lab')
  await mkdir(join(folder, '..', '..', 'z'))
  await writeFile(join(folder, '..', '..', 'z', 'faults'), '')
  t.match(await readLedger('z'), { faults: [], bad: [{ file: /faults$/, reason: /ENOTDIR/ }] })
})

t.test('what is set aside is kept, and read no more', async (t) => {
  const folder = join(ownHome(t), 'labs', 'x', 'faults')
  await mkdir(join(folder, '1.json'), { recursive: true })
  await writeFile(join(folder, '1.json.12.34.partial'), '{"id"')
  for (const left of [1, 0]) {
    const [file] = (await readLedger('x')).bad
    t.match(await setAside(file!), /1\.json.*\.bad$/)
    if (left > 0) await writeFile(join(folder, '1.json'), 'null')
  }
  t.same(await readLedger('x'), { faults: [], bad: [] })
  t.equal((await readdir(folder)).filter((name) => name.endsWith('.bad')).length, 2)
})

t.test('a lab whose record cannot be read is not taken for none: the file, what is lost, and what to type', async (t) => {
  const file = join(ownHome(t), 'labs', 'x', 'lab.json')
  const settings = { replicas: 2, scrapeIntervalMs: 1000, timing: 'fast', workers: 0 }
  const whole = labFile('x')
  await mkdir(join(file, '..'), { recursive: true })
  const write = (value: unknown) => writeFile(file, typeof value === 'string' ? value : JSON.stringify(value))
  await write(whole)
  t.match(await readLab('x'), { name: 'x', runtime: 'native' })
  for (const [value, why] of [
    ['', 'it is empty'],
    ['{"format":1', 'it is not JSON'],
    ['null', 'Invalid input: expected object, received null'],
    [{ ...whole, format: 2 }, 'format: another version of thanos-lab wrote it: this one reads format 1'],
    [{ ...whole, runtime: 'docker' }, 'runtime: '],
    [{ ...whole, settings: { ...settings, replicas: 1e9 } }, 'settings.replicas: '],
    [{ ...whole, runtime: 'kind' }, 'facts: not what its runtime keeps'],
    [{ ...whole, runtime: 'kind', facts: { ports: { query: 1, service: 2 }, nodes: null, pods: 4 } }, 'facts: '],
  ] as const) {
    await write(value)
    const refused = await readLab('x').catch((error: unknown) => error)
    t.match(refused, { code: 'state', exit: 3, hint: /^thanos-lab down --name x, .*, then thanos-lab up --name x$/ })
    t.ok(String(refused).includes(`${file} cannot be read: ${why}`), String(refused))
    t.match(refused, { message: /The runtime and the settings of the lab "x" are lost\.$/ })
  }
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
