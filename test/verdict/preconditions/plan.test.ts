import t from 'tap'
import { expect, inconclusive } from '../../helpers/spoil.ts'

t.test('a run that was not played, or expects nothing', async (t) => {
  inconclusive(t, [
    ['stopped early', ({ run }) => (run.interrupted = true), /stopped before its last step/],
    [
      'a step that failed',
      ({ run }) => (run.troubles = ['prometheus-0 was not back within 2m: no pod']),
      /did not go as written: prometheus-0 was not back within 2m: no pod\.$/,
    ],
    ['nothing expected', ({ run }) => (run.plan.expect = []), /expects nothing/],
    ['an expectation without a limit', ({ run }) => expect(run, 'merged', 'longest-gap', {}), /sets no limit/],
    ['a scrape interval that is none', ({ run }) => (run.settings.scrapeIntervalMs = Number.NaN), /scrape interval/],
  ])
})
