import t from 'tap'
import type { RunRecord } from '../../src/model/run.ts'
import { ownHome } from '../storage/home.ts'
import { fault, recordOf } from './quiet-lab.ts'

/** When the snapshots during the outage were taken, Unix ms. */
function timesDuring({ snapshots }: RunRecord): number[] {
  return snapshots.flatMap(({ phase, at }) => (phase === 'during' ? [Date.parse(at)] : []))
}

t.test('the snapshot of a fault that lasts until it is healed is taken right before that, not at another wait for the lab', async (t) => {
  ownHome(t)
  let healed = 0
  const lasting = fault('lasting', () => (healed = Date.now()))
  const steps = [{ fault: 'lasting', args: {} }, { until: { is: 'steady' as const, within: 5000 } }, { wait: 300 }, { heal: 'lasting' }]
  const record = await recordOf([lasting], steps)
  const injected = Date.parse(record.faults[0]?.injectedAt ?? '')
  const times = timesDuring(record)
  t.equal(times.length, 1)
  t.ok((times[0] ?? 0) - injected >= 300, 'after the wait')
  t.ok((times[0] ?? Infinity) <= healed, 'before it was healed')
})

t.test('so it is where another fault has its own snapshot due, which is taken all the same', async (t) => {
  ownHome(t)
  let healed = 0
  const faults = [fault('lasting', () => (healed = Date.now())), fault('passing', () => {}, 1500)]
  const record = await recordOf(faults, [
    { fault: 'lasting', args: {} },
    { fault: 'passing', args: {} },
    { wait: 100 },
    { heal: 'lasting' },
    { wait: 600 },
  ])
  const times = timesDuring(record)
  t.equal(times.length, 2)
  t.ok((times[0] ?? Infinity) <= healed && (times[1] ?? 0) > healed, 'one before the healing, one when it is due')
})
