import t from 'tap'
import { columns, pad, widest } from '../../src/lib/columns.ts'

t.test('a text is as wide as a terminal shows it', async (t) => {
  t.equal(pad('数据', 6), '数据  ')
  t.equal(pad('longer', 3), 'longer')
  t.equal(widest(['a', '数据', '\u001b[32mabc\u001b[39m']), 4)
  t.equal(widest([]), 0)
})

t.test('columns', async (t) => {
  t.same(columns([]), [])
  t.same(columns([['name', 's'], ['数据', '10'], ['x']], { right: [1] }), ['name   s', '数据  10', 'x'])
  t.same(
    columns(
      [
        ['\u001b[32m✔\u001b[39m', 'a', ''],
        ['xx', 'b'],
      ],
      { gap: 1 },
    ),
    ['\u001b[32m✔\u001b[39m  a', 'xx b'],
    'colours take no room',
  )
})
