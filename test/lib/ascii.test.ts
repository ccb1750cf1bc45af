import t from 'tap'
import { asciiText } from '../../src/lib/ascii.ts'

t.test('our own signs are read as before; others are written as JSON does', async (t) => {
  t.equal(asciiText('✔ a → b, ≤ 2 × 3 ms ± 1 µs …'), '+ a -> b, <= 2 x 3 ms +- 1 us ...')
  t.equal(asciiText('“it’s”'), `"it's"`)
  t.equal(JSON.parse(`"${asciiText('naïve 中 \u{1f600}')}"`), 'naïve 中 \u{1f600}')
  t.equal(asciiText('\u001b[31mred\u001b[39m\n'), '\u001b[31mred\u001b[39m\n', 'colours stay')
})
