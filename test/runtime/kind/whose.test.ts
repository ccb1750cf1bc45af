import t from 'tap'
import { NODE_PORTS } from '../../../src/runtime/kind/config.ts'
import { type NodeContainer, whose, type Whose } from '../../../src/runtime/kind/record.ts'
import type { LabRecord } from '../../../src/storage/labs.ts'

const createdAt = '2026-11-22T10:00:00.000Z'
const before = Date.parse(createdAt) - 1
const after = Date.parse(createdAt) + 1
const ports = { query: 4001, service: 4002 }
const ourPorts = { [NODE_PORTS.query]: ports.query, [NODE_PORTS.service]: ports.service, 6443: 5000 }

const record = (nodes: Record<string, string>, state: LabRecord['state'] = 'made', runtime: LabRecord['runtime'] = 'kind'): LabRecord => ({
  name: 'x',
  runtime,
  settings: { replicas: 2, scrapeIntervalMs: 1000, timing: 'fast', workers: 0 },
  createdAt,
  state,
  facts: { nodes, ports, pods: 3 },
})

const node = (id: string, role: string, created: number, mapped: Record<number, number> = {}): NodeContainer => ({
  id,
  name: `x-${role}`,
  role,
  created,
  running: true,
  paused: false,
  started: created,
  ports: mapped,
})
const plane = (id: string, created = after, mapped = {}) => node(id, 'control-plane', created, mapped)
const worker = (id: string, created = after) => node(id, 'worker', created)

const cases: [what: string, nodes: NodeContainer[], record: LabRecord | undefined, expected: Whose][] = [
  ['nothing is there', [], record({ p: 'p' }), 'nobody'],
  ['no record', [plane('p')], undefined, 'foreign'],
  ['the record of another runtime', [plane('p')], record({ p: 'p' }, 'made', 'native'), 'foreign'],
  ['its id is noted', [plane('p', before)], record({ p: 'p' }), 'ours'],
  ['a worker beside a noted control plane', [plane('p'), worker('w')], record({ p: 'p' }, 'making'), 'ours'],
  ['removed by hand, and made by another since', [plane('q')], record({ p: 'p' }), 'foreign'],
  ['killed before the id was noted: the ports tell', [plane('p', after, ourPorts)], record({}, 'making'), 'ours'],
  ['the same, with the clock of the engine behind', [plane('p', before, ourPorts)], record({}, 'making'), 'ours'],
  ['made later than the record, with other ports', [plane('p', after, { 6443: 5000 })], record({}, 'making'), 'foreign'],
  ['a worker only, made after the record', [worker('w')], record({}, 'making'), 'ours'],
  ['a worker only, made before the record', [worker('w', before)], record({}, 'making'), 'foreign'],
  ['a worker only, of a lab that was made', [worker('w')], record({ p: 'p' }), 'foreign'],
  ['a noted worker whose control plane is gone', [worker('w', before)], record({ p: 'p', w: 'w' }), 'ours'],
]

t.test('whose a cluster is', async (t) => {
  for (const [what, nodes, known, expected] of cases) t.equal(whose(nodes, known), expected, what)
})
