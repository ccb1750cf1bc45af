import t from 'tap'
import { expect, inconclusive } from '../../helpers/spoil.ts'

t.test('an expectation that found nothing to measure', async (t) => {
  inconclusive(t, [
    [
      'an expectation of what was not observed',
      ({ run }) => expect(run, 'merge', 'longest-gap', { 'at-most': 3000 }),
      /of merge could not be judged/,
    ],
    ['a check that is not known', ({ run }) => expect(run, 'merged', 'shortest-gap', { 'at-most': 3000 }), /does not know the check/],
    [
      'a steady probe without a beat',
      ({ run }) => (expect(run, 'query', 'answers', { 'at-least': 0 }), (run.probes.query = [])),
      /no beat to measure/,
    ],
  ])
})
