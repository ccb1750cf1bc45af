import t from 'tap'
import { openFault } from '../../src/storage/ledger.ts'
import { ownHome } from '../storage/home.ts'
import { thanosLab } from './command-line.ts'

t.test('undone newest first: what was frozen in a node that was frozen later is reached only when that goes on', async (t) => {
  const home = ownHome(t)
  for (const [id, second] of [
    ['container', 1],
    ['node', 2],
  ] as const)
    await openFault({ id, fault: 'freeze', lab: 'x', target: id, plannedAt: `2026-11-24T04:00:0${second}.000Z`, endsBy: 0, undo: {} })
  const { code, stderr } = await thanosLab(['heal', '--name', 'x'], { THANOS_LAB_HOME: home, NODE_OPTIONS: '' })
  t.equal(code, 5, 'the lab is not there')
  t.match(stderr, /freeze of node \(node\)[^]*freeze of container \(container\)/)
})
