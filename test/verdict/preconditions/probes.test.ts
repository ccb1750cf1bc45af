import t from 'tap'
import { iso } from '../../helpers/run.ts'
import { expect, inconclusive } from '../../helpers/spoil.ts'

t.test('a steady probe that did not beat', async (t) => {
  inconclusive(t, [
    [
      'a steady probe that paused during the fault',
      ({ run }) => {
        expect(run, 'query', 'answers', { 'at-least': 0.99 })
        run.probes.query = run.probes.query?.filter(({ at: beat }) => beat < iso(16)) ?? []
      },
      /query beat 2 times during the kill of prometheus-0, where 50 were due/,
    ],
  ])
})
