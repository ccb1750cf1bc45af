import t from 'tap'
import { drainEach } from '../../src/faults/drain-each.ts'
import type { Evidence } from '../../src/model/run.ts'
import type { Lab } from '../../src/runtime/runtime.ts'

const lab = { gone: async () => ({ verified: true, detail: 'it is gone' }) } as unknown as Lab
const record = (seen: Evidence[]) => ({
  id: '1',
  fault: 'drain-each',
  lab: 'x',
  target: 'a, b',
  plannedAt: new Date(0).toISOString(),
  endsBy: 0,
  undo: {
    turns: seen.map((_, index) => ({
      pod: { name: `prometheus-${index}`, uid: String(index) },
      drain: { kind: 'drain', node: 'a' },
      lease: { id: `1-${index}`, until: 0 },
    })),
    seen,
  },
})

t.test('a drain that its budget refused is counted by the facts, whatever the words are', async (t) => {
  const seen: Evidence[] = [
    { verified: true, detail: 'a is cordoned; nobody was refused', facts: { evicted: 1, refused: 0 } },
    { verified: true, detail: 'b is cordoned', facts: { evicted: 1, refused: 2 } },
  ]
  t.match(await drainEach.verify(lab, record(seen)), {
    verified: true,
    detail: 'a is cordoned; nobody was refused; b is cordoned',
    facts: { drained: 2, refused: 1 },
  })
})
