import t from 'tap'
import { seconds } from '../../src/lib/format.ts'

t.test('three figures, as more would be noise', async (t) => {
  const cases: [number, string][] = [
    [0, '0.00 s'],
    [0.092, '0.09 s'],
    [2.701, '2.70 s'],
    [0.595, '0.60 s'],
    [2.595, '2.60 s'],
    [9.994, '9.99 s'],
    [9.996, '10.0 s'],
    [12.68, '12.7 s'],
    [99.96, '100 s'],
    [310.2, '310 s'],
    [-0.34, '-0.34 s'],
  ]
  for (const [value, text] of cases) t.equal(seconds(value), text)
})
