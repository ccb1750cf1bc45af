import t from 'tap'
import { isoSeconds } from '../../src/lib/time.ts'
import { hasSamples } from '../../src/model/reading.ts'
import { recordAt, replaySpan, storesAt } from '../../src/report/replay.ts'
import { keptRuns } from '../helpers/kept-runs.ts'

/* A saved run as it stood at a moment of it; what the page makes of it is in test/web/. */

t.test('at each moment there is what was known then, and nothing later', async (t) => {
  for (const [name, run] of keptRuns()) {
    const { from, to } = replaySpan(run)!
    // A moment at which a probe was sent is one of them.
    const sent = isoSeconds(Object.values(run.probes)[0]?.[20]?.at ?? run.startedAt)
    for (const at of [from - 1, from, sent, (from + to) / 2, to]) {
      const record = recordAt(run, at)
      const expected = Object.entries(run.probes).map(([probe, results]) => [probe, results.filter((one) => isoSeconds(one.at) <= at)])
      t.same(record.probes, Object.fromEntries(expected), `${name}, ${at}`)
      const samples = record.snapshots.flatMap(({ replicas }) =>
        Object.values(replicas).flatMap((own) => Object.values(own).filter(hasSamples)),
      )
      t.notOk(
        samples.some((own) => own.samples.some(([time]) => time > at)),
        `${name}: no sample from after ${at}`,
      )
      t.same(storesAt(record.probes), run.probes['stores']?.findLast((one) => one.replicas && isoSeconds(one.at) <= at)?.replicas)
    }
  }
})
