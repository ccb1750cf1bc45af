import t from 'tap'
import { whatIsLeft, worksOnLab } from '../../src/cli/what-is-left.ts'
import { withLock } from '../../src/storage/lock.ts'
import { stateHome } from '../../src/storage/paths.ts'
import { join } from 'node:path'
import { ownHome } from '../storage/home.ts'

t.test('only a process that works on a lab has something to heal', async (t) => {
  ownHome(t)
  t.notOk(worksOnLab())
  t.equal(whatIsLeft('x'), 'No fault is open, and no lab is half made.')
  const signal = new AbortController().signal
  await withLock(join(stateHome(), 'locks', 'x'), { what: 'the lab "x"', waitMs: 0, signal, onWait: () => {} }, async () => {
    t.ok(worksOnLab())
  })
  t.notOk(worksOnLab())
})
