import t from 'tap'
import { cutOwn, inconclusive, setMerged, setOwn } from '../../helpers/parts.ts'
import { own } from '../../helpers/run.ts'

t.test('a fault on a replica that Query did not prefer', async (t) => {
  inconclusive(t, [
    [
      'another replica than the preferred one was hit',
      ({ kill }) => (kill.preferred = { merged: 'prometheus-1' }),
      /^Query preferred prometheus-1 for merged when prometheus-0 was hit: this kill shows nothing\.$/,
    ],
    [
      'the preferred replica could not be determined',
      ({ kill }) => (kill.preferred = { merged: null }),
      /Which replica Query preferred .* could not be determined/,
    ],
    [
      'the preferred replica was never determined',
      ({ kill }) => delete kill.preferred,
      /Which replica Query preferred .* could not be determined/,
    ],
    ['no replica was hit', ({ kill }) => delete kill.replica, /No fault hit a replica/],
    [
      'Query returned the samples of another replica than the run says',
      ({ before }) => setMerged(before, own('prometheus-1', 15.3)),
      /last sample before the fault is not one of prometheus-0's/,
    ],
  ])
})

t.test('the victim was not away, or is not back', async (t) => {
  inconclusive(t, [
    ['it never came back', ({ after }) => cutOwn(after, 'prometheus-0', 16), /prometheus-0 has no sample of merged after the kill/],
    [
      'its own samples have no gap',
      ({ after }) => setOwn(after, 'prometheus-0', own('prometheus-1', 43.2)),
      /show no gap at the time of the kill/,
    ],
    [
      'it scraped while it was said to be away',
      ({ during }) => setOwn(during, 'prometheus-0', own('prometheus-1', 24.9)),
      /was still scraping merged during the outage/,
    ],
    [
      'Query read the survivor only, though the other was back',
      ({ after }) => setMerged(after, own('prometheus-1', 43.2)),
      /without any sample of prometheus-0 from before the kill: it merged nothing/,
    ],
  ])
})
