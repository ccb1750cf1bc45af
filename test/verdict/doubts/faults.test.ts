import t from 'tap'
import { iso } from '../../helpers/journal.ts'
import { inconclusive } from '../../helpers/spoil.ts'

t.test('a fault that is not proven, or has no end', async (t) => {
  inconclusive(t, [
    ['no fault', ({ run }) => (run.faults = []), /No fault was injected/],
    [
      'a fault that is not proven',
      ({ kill }) => (kill.evidence = { proven: false, detail: 'it still runs' }),
      /not proven .* it still runs/,
    ],
    ['a fault that never ended', ({ kill }) => (kill.healedAt = null), /not known that the kill of prometheus-0 ever ended/],
    ['a fault at no time', ({ kill }) => (kill.injectedAt = 'soon'), /make no sense/],
    ['a fault that ends before it begins', ({ kill }) => (kill.healedAt = iso(3)), /make no sense/],
  ])
})
