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

t.test('Chinese breaks between any two signs, but for punctuation; a word of another script stays whole', async (t) => {
  t.same(wrap('两个副本各抓各的。', 8), ['两个副本', '各抓各', '的。'])
  t.same(wrap('见（一）和“二”', 6), ['见', '（一）', '和“二”'])
  t.same(wrap('用 thanos-lab 看，Query 返回', 13), ['用 thanos-lab', '看，Query 返', '回'])
  t.same(wrap('空洞是 2.70 s 长', 12), ['空洞是', '2.70 s 长'])
  t.same(wrapBehind('注：', '一二三', 8), ['注：一二', '    三'])
})
