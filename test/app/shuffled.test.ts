import t from 'tap'
import { shuffled } from '../../src/app/select-scenarios.ts'

const named = (names: string) => names.split('').map((name, at) => ({ name, at }))
const order = (names: string, seed: string) =>
  shuffled(named(names), seed)
    .map(({ name }) => name)
    .join('')

t.test('a seed is an order: always the same, and the same on every machine', async (t) => {
  t.equal(order('abcdefgh', '1'), order('abcdefgh', '1'))
  t.equal(order('hgfedcba', '1'), order('abcdefgh', '1'), 'whatever the order before')
  // Written down, as the same seed gives the same order tomorrow too.
  t.equal(order('abcdefgh', '1'), 'ebafgdch')
  t.equal(order('abcdefgh', 'any text, ä, 🙂'), 'abdhcgef')
})

t.test('nothing is lost, nothing comes twice', async (t) => {
  for (const seed of ['', '0', 'x', 'y'.repeat(1000)]) t.equal([...order('abcdefgh', seed)].sort().join(''), 'abcdefgh')
  t.same(shuffled([], 'x'), [])
  t.equal([...order('aabbb', 'x')].sort().join(''), 'aabbb', 'a name may be there twice')
  const places = shuffled(named('aaa'), 'x').map(({ at }) => at)
  t.same(places.sort(), [0, 1, 2])
})

t.test('seeds differ, and every place is reached', async (t) => {
  const orders = Array.from({ length: 200 }, (_, seed) => order('abcd', String(seed)))
  t.equal(new Set(orders).size, 24, 'every order of four')
})

t.test('one name more leaves the others in their order', async (t) => {
  t.equal(order('abcdefghi', '1').replace('i', ''), order('abcdefgh', '1'))
})
