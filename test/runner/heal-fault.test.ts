import t from 'tap'
import { LabError } from '../../src/lib/errors.ts'
import { healFault } from '../../src/runner/fault-session.ts'
import { openFault, openFaults } from '../../src/storage/ledger.ts'
import { ownHome } from '../storage/home.ts'
import { fault, quietLab } from './quiet-lab.ts'

/** Heals a fault whose undoing fails that often first; how often it was undone, and what is thrown. */
async function healed(code: 'lab-broken' | 'foreign', failures: number) {
  let undone = 0
  const heals = fault('it', () => {
    undone += 1
    if (undone <= failures) throw new LabError(code, 'Docker could not do its work: its client was ended by SIGKILL')
  })
  const lab = await quietLab()
  const record = await heals.plan(lab, {}, `id-${code}-${failures}`)
  await openFault(record)
  const thrown = await healFault(lab, heals, record).then(
    () => undefined,
    (error: unknown) => (error as LabError).code,
  )
  return { undone, thrown, open: (await openFaults(lab.name)).map(({ id }) => id) }
}

// Docker's client was killed while it undid a fault: exit 5, and the fault stayed until its own end (torture, crash-kind, seed 92035).
t.test('what undoes a fault may be ended on its way: it is undone again, once', async (t) => {
  ownHome(t)
  t.same(await healed('lab-broken', 0), { undone: 1, thrown: undefined, open: [] })
  t.same(await healed('lab-broken', 1), { undone: 2, thrown: undefined, open: [] })
  t.same(await healed('lab-broken', 2), { undone: 2, thrown: 'lab-broken', open: ['id-lab-broken-2'] })
})

t.test('a lab that is not the one of the fault is not tried again', async (t) => {
  ownHome(t)
  t.same(await healed('foreign', 1), { undone: 1, thrown: 'foreign', open: ['id-foreign-1'] })
})
