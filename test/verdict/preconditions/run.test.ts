import t from 'tap'
import { expect, inconclusive } from '../../helpers/parts.ts'
import { iso } from '../../helpers/run.ts'

t.test('a run that did not go as written, or expects nothing', async (t) => {
  inconclusive(t, [
    ['stopped early', ({ run }) => (run.interrupted = true), /stopped before its last step/],
    [
      'a step that failed',
      ({ run }) => (run.errors = ['prometheus-0 was not back within 2m: no pod']),
      /did not go as written: prometheus-0 was not back within 2m: no pod\.$/,
    ],
    ['nothing expected', ({ run }) => (run.scenario.expect = []), /expects nothing/],
    ['an expectation without a limit', ({ run }) => expect(run, 'merged', 'longest-gap', {}), /sets no limit/],
    ['a scrape interval that is none', ({ run }) => (run.settings.scrapeIntervalMs = Number.NaN), /scrape interval/],
  ])
})

t.test('a fault that is not verified, or has no end', async (t) => {
  inconclusive(t, [
    ['no fault', ({ run }) => (run.faults = []), /No fault was injected/],
    [
      'a fault that is not verified',
      ({ kill }) => (kill.evidence = { verified: false, detail: 'it still runs' }),
      /was not observed: it still runs/,
    ],
    ['a fault that never ended', ({ kill }) => (kill.healedAt = null), /not known that the kill of prometheus-0 ever ended/],
    [
      'a fault that another command healed',
      ({ kill }) => (kill.lasted = { verified: false, detail: 'another command has healed it' }),
      /^It was not seen that the kill of prometheus-0 lasted to its end: another command has healed it\.$/,
    ],
    ['a fault at no time', ({ kill }) => (kill.injectedAt = 'soon'), /make no sense/],
    ['a fault that ends before it begins', ({ kill }) => (kill.healedAt = iso(3)), /make no sense/],
  ])
})

t.test('a probe that paused during the fault', async (t) => {
  inconclusive(t, [
    [
      'too few results',
      ({ run }) => {
        expect(run, 'query', 'success-rate', { 'at-least': 0.99 })
        run.probes['query'] = run.probes['query']?.filter(({ at }) => at < iso(16)) ?? []
      },
      /query has 2 results during the kill of prometheus-0, where 50 were due/,
    ],
  ])
})

t.test('an expectation that found nothing to measure', async (t) => {
  inconclusive(t, [
    [
      'an expectation of what was not observed',
      ({ run }) => expect(run, 'merge', 'longest-gap', { 'at-most': 3000 }),
      /of merge could not be judged/,
    ],
    ['a check that is not known', ({ run }) => expect(run, 'merged', 'shortest-gap', { 'at-most': 3000 }), /does not know the check/],
    [
      'a probe without a result',
      ({ run }) => (expect(run, 'query', 'success-rate', { 'at-least': 0 }), (run.probes['query'] = [])),
      /no result to measure/,
    ],
  ])
})
