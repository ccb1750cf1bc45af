import t from 'tap'
import { at } from '../../helpers/run.ts'
import { end, hole, inconclusive } from '../../helpers/spoil.ts'

t.test('looks that could not have shown a gap', async (t) => {
  inconclusive(t, [
    ['not asked before', ({ merged }) => delete merged.before, /merged was not looked at before the fault/],
    ['no look at the outage', ({ merged }) => merged.looks.shift(), /merged was not looked at during the outage/],
    ['no look after the return', ({ merged }) => merged.looks.pop(), /merged was not looked at after the return/],
    ['no look at all', ({ merged }) => (merged.looks = []), /no answer of merged to measure/],
    [
      'another left edge, by a millisecond',
      ({ after }) => (after.from = at(0.141)),
      /After the return, Query was asked for merged from another left edge/,
    ],
    ['asked before, but too late', ({ before }) => (before.to = at(16)), /was asked when the kill of prometheus-0 had begun/],
    ['a gap from before the fault', ({ before }) => hole(before, 2, 8, 'prometheus-0'), /merged had a gap of 7.00 s before the fault/],
    ['a look that ends before the fault', ({ outage }) => end(outage, 15), /during the outage does not include the fault/],
    ['a look that ends right after the fault', ({ outage }) => end(outage, 17), /ended 1\.50 s after the kill: too early/],
    ['a last look that ends before the return', ({ after }) => end(after, 25), /ended before the kill of prometheus-0 was healed/],
    ['a last look that begins after the fault', ({ after }) => (after.from = at(20)), /does not go back to the fault/],
  ])
})
