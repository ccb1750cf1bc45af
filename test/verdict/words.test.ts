import t from 'tap'
import { limitWords, seconds } from '../../src/verdict/words.ts'

t.test('three figures, as more would be noise', async (t) => {
  const cases: [number, string][] = [
    [0, '0.00 s'],
    [0.092, '0.09 s'],
    [2.701, '2.70 s'],
    [9.994, '9.99 s'],
    [9.996, '10.0 s'],
    [12.68, '12.7 s'],
    [99.96, '100 s'],
    [310.2, '310 s'],
    [-0.34, '-0.34 s'],
  ]
  for (const [value, text] of cases) t.equal(seconds(value), text)
})

t.test('a limit in seconds and in scrapes', async (t) => {
  t.equal(limitWords(3000, 1000), '3 s (3 scrapes)')
  t.equal(limitWords(1000, 1000), '1 s (1 scrape)')
  t.equal(limitWords(20_000, 15_000), '20 s (1.33 scrapes)')
})
