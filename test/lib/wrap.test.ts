import t from 'tap'
import { wrap, wrapBehind } from '../../src/lib/wrap.ts'

t.test('words in lines', async (t) => {
  t.same(wrap('the kill of prometheus-0 is verified', 16), ['the kill of', 'prometheus-0 is', 'verified'])
  t.same(wrap('the kill', 8, 4), ['    the', '    kill'])
  t.same(wrap('a-word-longer-than-the-line b', 10), ['a-word-longer-than-the-line', 'b'])
  t.same(wrap('', 10), [])
})

t.test('a figure and its unit stay together', async (t) => {
  t.same(wrap('it was 2.70 s long', 11), ['it was', '2.70 s long'])
  t.same(wrap('up to 100 % of 3 scrapes', 10), ['up to', '100 % of 3', 'scrapes'])
})

t.test('behind a label', async (t) => {
  t.same(wrapBehind('  ? ', 'one two three', 12), ['  ? one two', '    three'])
  t.same(wrapBehind('  ? ', '', 12), ['  ? '])
})

t.test('wide characters', async (t) => {
  t.same(wrap('数据 数据 数据', 9), ['数据 数据', '数据'])
  t.same(wrapBehind('数 ', 'one two', 6), ['数 one', '   two'])
})
