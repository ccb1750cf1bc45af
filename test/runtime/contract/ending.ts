import type { Test } from 'tap'
import { silent } from '../../../src/lib/progress.ts'
import { forgetLab } from '../../../src/storage/labs.ts'
import type { Contract } from '../contract.ts'

/** Nothing is left, and there is nothing to go wrong in ending it again. */
export async function ending(t: Test, { lab, runtime, name, left }: Contract): Promise<void> {
  t.not((await left()).length, 0, 'there was something to remove')
  await lab.down(silent)
  t.same(await left(), [])
  await lab.down(silent)
  await (await runtime.open(name))?.down(silent)
  await forgetLab(name)
  t.equal(await runtime.open(name), undefined)
}
