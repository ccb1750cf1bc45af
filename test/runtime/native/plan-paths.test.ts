import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { foreignIn } from '../../../src/runtime/native/plan-paths.ts'
import type { Slot } from '../../../src/runtime/native/plan.ts'

const slots = (volume: string, file?: string) =>
  [
    { volumes: [{ kind: 'claim', folder: volume }], endpointFiles: file === undefined ? [] : [{ file, endpoints: [] }] },
  ] as unknown as Slot[]

t.test('a plan is of the lab whose folder it names, and stays in it', async (t) => {
  const folder = t.testdir({ labs: { x: {}, y: {} } })
  const [x, y] = [join(folder, 'labs', 'x'), join(folder, 'labs', 'y')]
  symlinkSync(join(folder, 'labs'), join(folder, 'linked'))
  const inside = join(x, 'claims', 'data-0')
  t.equal(foreignIn({ folder: x, slots: slots(inside) }, x), undefined)
  t.equal(foreignIn({ folder: x, slots: slots(inside) }, join(folder, 'linked', 'x')), undefined, 'by another path')
  t.equal(foreignIn({ folder: x, slots: slots(inside) }, y), `it is the plan of the lab in ${x}`)
  t.equal(foreignIn({ folder: '/none', slots: [] }, join(folder, 'none')), 'it is the plan of the lab in /none')
  for (const outside of [x, y, '/', join(x, '..'), `${x}/claims/../../y`, 'claims/data-0', `${x}-other/claims`]) {
    t.equal(foreignIn({ folder: x, slots: slots(outside) }, x), `${outside} is not in the lab's folder`)
    t.equal(foreignIn({ folder: x, slots: slots(inside, outside) }, x), `${outside} is not in the lab's folder`)
  }
})
