import t from 'tap'
import { bracketTroubles, styleTroubles } from './chinese.ts'
import { readMarkdown } from './markdown.ts'

const proseOf = (text: string) => readMarkdown(text).sections.flatMap(({ prose }) => prose)
/** Each kind of mistake once. */
const written = (text: string) => [
  ...new Set(proseOf(text).flatMap((one) => styleTroubles('a.md', one).map((trouble) => trouble.split(': ')[1]))),
]

const PUNCTUATION = 'full-width punctuation'
const SPACE = 'a space between Chinese and Latin letters, figures or code'
const TIGHT = 'no space beside full-width punctuation'
const LINE = 'one line'

t.test('half-width punctuation in a Chinese text is found, also behind Latin words', async (t) => {
  for (const text of [
    '你好,世界。',
    '你好, Query。',
    'Query, 你好。',
    '你好.',
    '好: Query。',
    '好吗?',
    '好!',
    '好(Query)。',
    '“好” (Query) 好。',
    '"好"',
  ])
    t.ok(written(text).includes(PUNCTUATION), text)
  t.same(written('用 Prometheus, Thanos。'), [PUNCTUATION], 'between Latin words')
  t.same(written('返回给 Query.'), [PUNCTUATION], 'at the end')
  t.same(written('用 `a`, `b`。'), [PUNCTUATION], 'between code')
  t.same(written('![图.](a.png)'), [PUNCTUATION], 'for an image')
  t.same(written('| 列, 列 |\n| --- |\n| 好 |'), [PUNCTUATION], 'in a table')
})

t.test('what is missing or too much between Chinese and Latin is found', async (t) => {
  for (const text of [
    '返回Query 的样本',
    '返回 Query的样本',
    '用 3个副本',
    '用`code` 看',
    '用 `code`看',
    '**用**Query',
    '看 {gap merged}长',
  ])
    t.same(written(text), [SPACE], text)
  t.same(written('返回 样本'), ['no space within Chinese'])
  for (const text of ['返回样本 。好', '返回样本， 好', '返回 （Query）', '**好。** 好']) t.same(written(text), [TIGHT], text)
  for (const text of ['返回\n样本', '返回，\nQuery']) t.same(written(text), [LINE], text)
  t.match(written('说**“好”**了'), [/^emphasis/], 'what Markdown shows as stars')
})

t.test('well written Chinese, English, code and links are left alone', async (t) => {
  const well = [
    '- **只有一份**。`a, b` 返回 2.05 s 的空洞（gap），见[说明](a.md)和 [Query: dedup, again](b.md)。\n- 好：`x`、`y`；`SCENARIO...` 好。',
    '| 列 | 值 |\n| --- | --- |\n| 好（`a`） | （空） |\n| Query | 好 |',
    '用 Thanos v0.42.4\n的 Query。',
    'English · [简体中文](README.zh-CN.md)',
    'All English. With (brackets), and: more.',
    '```\n中文,代码(1)\n```\n\n    中文,代码',
  ]
  for (const text of well) t.same(written(text), [], text)
})

t.test('a word that the glossary does not have is found, with its place', async (t) => {
  const [, prose] = proseOf('好。\n\n第一行\nQuery 合并两个复本。')
  t.same(styleTroubles('a.md', prose!), ['a.md:4: 副本: "Query 合并两个复本。"'])
  t.equal(styleTroubles('a.md', proseOf('复本、复本。')[0]!).length, 2, 'each')
  for (const word of ['挎斗', '命名空间', '排空', '间隙', '采集', '您']) t.equal(written(word).length, 1, word)
  t.same(written('副本、边车、探针、腾空、名字空间、去重、空洞、抓取、惩罚'), [])
})

t.test('the English stands in brackets where a text first uses a word, and not in a heading', async (t) => {
  t.same(bracketTroubles('a.md', proseOf('# 副本\n\n两个副本（replica）。\n\n又是副本。')), [])
  t.same(bracketTroubles('a.md', proseOf('# 副本\n\n两个副本。\n\n副本（replica）。')), [
    'a.md:3: the English in brackets at first use: 副本（replica）',
  ])
  t.same(bracketTroubles('a.md', proseOf('- 抓取（scraping）\n- 去重（dedup）')), [
    'a.md:1: the English in brackets at first use: 抓取（scrape）',
  ])
})
