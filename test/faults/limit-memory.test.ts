import t from 'tap'
import { limitMemory } from '../../src/faults/limit-memory.ts'
import type { ContainerState } from '../../src/model/lab.ts'
import type { Lab } from '../../src/runtime/runtime.ts'

const PLANNED = Date.parse('2026-11-24T04:00:00.700Z')

/** A lab whose Query ended like that, with the limit active. */
const labWith = (lastExit: ContainerState['lastExit']) => {
  const container = { name: 'thanos-query', id: 'a', running: true, ready: true, restarts: 1, ...(lastExit && { lastExit }) }
  const pods = [{ name: 'thanos-query-1', uid: 'u', app: 'thanos-query', ready: true, deleting: false, containers: [container] }]
  return { pods: async () => pods, injectionEvidence: async () => ({ verified: true, detail: 'the limit is set' }) } as unknown as Lab
}
const record = {
  id: '1',
  fault: 'limit-memory',
  lab: 'x',
  target: 'thanos-query/thanos-query',
  plannedAt: new Date(PLANNED).toISOString(),
  endsBy: PLANNED + 60_000,
  undo: {
    injection: { kind: 'change', edits: [] },
    lease: { id: '1', until: 0 },
    args: { part: 'thanos-query', container: 'thanos-query', memory: '20Mi' },
  },
}
const at = Date.parse('2026-11-24T04:00:00Z')

t.test('verified by an OOM kill since the limit was set', async (t) => {
  const cases: [what: string, lastExit: ContainerState['lastExit'], verified: boolean][] = [
    ['it never ended', undefined, false],
    ['in the same second: Kubernetes gives whole seconds', { code: 137, at, reason: 'OOMKilled' }, true],
    ['before', { code: 137, at: at - 1000, reason: 'OOMKilled' }, false],
    ['killed by something else', { code: 137, at: at + 5000, reason: 'Error' }, false],
    ['a runtime that gives no reason', { code: 137, at: at + 5000 }, false],
    ['another exit', { code: 1, at: at + 5000, reason: 'OOMKilled' }, false],
  ]
  for (const [what, lastExit, verified] of cases) t.equal((await limitMemory.verify(labWith(lastExit), record)).verified, verified, what)
})
