import t from 'tap'
import { own } from '../../helpers/run.ts'
import { cut, inconclusive } from '../../helpers/spoil.ts'

t.test('the struck replica was not away, or is not back', async (t) => {
  inconclusive(t, [
    ['it never came back', ({ after }) => cut(after, 'prometheus-0', 16), /prometheus-0 has no sample of merged after the kill/],
    [
      'its own samples have no hole',
      ({ after }) => (after.replicas['prometheus-0'] = own('prometheus-1', 43.2)),
      /show no hole at the time of the kill/,
    ],
    [
      'it scraped while it was said to be away',
      ({ outage }) => (outage.replicas['prometheus-0'] = own('prometheus-1', 24.9)),
      /was scraping when merged was looked at during the outage/,
    ],
    [
      'Query read the survivor only, though the other was back',
      ({ after }) => (after.samples = own('prometheus-1', 43.2)),
      /without any sample of prometheus-0 from before the kill: it merged nothing/,
    ],
  ])
})
