import t from 'tap'
import { own } from '../../helpers/run.ts'
import { inconclusive } from '../../helpers/spoil.ts'

t.test('a fault on a replica that Query did not follow', async (t) => {
  inconclusive(t, [
    [
      'the replica that Query did not follow was hit',
      ({ kill }) => (kill.preferred = { merged: 'prometheus-1' }),
      /^Query was following prometheus-1 for merged when prometheus-0 was hit: this kill proves nothing\.$/,
    ],
    [
      'it could not be told which replica was followed',
      ({ kill }) => (kill.preferred = { merged: null }),
      /could not be told which replica/,
    ],
    ['it was not asked which replica was followed', ({ kill }) => delete kill.preferred, /could not be told which replica/],
    ['no replica was hit', ({ kill }) => delete kill.replica, /No fault hit a replica/],
    [
      'Query answered from the other replica than the journal says',
      ({ before }) => (before.samples = own('prometheus-1', 15.3)),
      /last sample before the fault is not one of prometheus-0's/,
    ],
  ])
})
