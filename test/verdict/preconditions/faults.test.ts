import t from 'tap'
import { iso } from '../../helpers/run.ts'
import { inconclusive } from '../../helpers/spoil.ts'

t.test('a fault that is not verified, or has no end', async (t) => {
  inconclusive(t, [
    ['no fault', ({ run }) => (run.faults = []), /No fault was injected/],
    [
      'a fault that is not verified',
      ({ kill }) => (kill.evidence = { verified: false, detail: 'it still runs' }),
      /not verified .* it still runs/,
    ],
    ['a fault that never ended', ({ kill }) => (kill.healedAt = null), /not known that the kill of prometheus-0 ever ended/],
    ['a fault at no time', ({ kill }) => (kill.injectedAt = 'soon'), /make no sense/],
    ['a fault that ends before it begins', ({ kill }) => (kill.healedAt = iso(3)), /make no sense/],
  ])
})
