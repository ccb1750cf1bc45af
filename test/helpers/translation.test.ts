import t from 'tap'
import { differences, proseOf, type Place } from './translation.ts'

const place: Place = {
  isLanguageLine: (line) => line.startsWith('English · '),
  translated: (file) => (file === 'docs/b.md' ? 'docs/b.zh-CN.md' : file),
}

const ENGLISH = `English · [中文](a.zh-CN.md)

# Title

Two of \`up\` in 2.05 s: [b](b.md), [c](../c.md#part), [out](https://example.org).

- one
- two

| a | b |
| --- | --- |
| 1 | \`x\` |

![A picture.](p.svg)

    npm test     # every test

## Next

Done.
`
const CHINESE = `# 题目

2.05 s 里有两个 \`up\`：[b](b.zh-CN.md)、[c](../c.md#part)、[外面](https://example.org)。

- 一
- 二

| 甲 | 乙 |
| --- | --- |
| 1 | \`x\` |

![图。](p.svg)

    npm test  # 全部测试

## 下一个

完。
`
const found = (text: string, english = ENGLISH, file = 'docs/a.zh-CN.md') =>
  differences({ file: file.replace('.zh-CN', '').replace('zh-CN/', ''), text: english }, { file, text }, place)

t.test('a translation with all that its English text has is right', async (t) => {
  t.same(found(CHINESE), [])
})

t.test('what is missing or more is named, with its section', async (t) => {
  const first = 'docs/a.zh-CN.md, section 1 (题目): '
  t.same(found(CHINESE.replace('## 下一个', '### 下一个')), ['docs/a.zh-CN.md: headings: missing 2: ##; only here 2: ###'])
  t.same(found(CHINESE.replace('- 二\n', '')), [`${first}what it has: missing list of 2; only here list of 1`])
  t.same(found(CHINESE.replace('| 1 | `x` |\n', '| 1 | `x` |\n| | |\n')), [
    `${first}what it has: missing table of 1 x 2; only here table of 2 x 2`,
  ])
  t.same(found(CHINESE.replace('npm test', 'npm  test')), [`${first}code blocks: missing npm test; only here npm  test`])
  t.same(found(CHINESE.replace('`up`', '`upp`')), [`${first}code in the text: missing up; only here upp`])
  t.same(found(CHINESE.replace('b.zh-CN.md', 'b.md')), [`${first}links: missing docs/b.zh-CN.md; only here docs/b.md`])
  t.same(found(CHINESE.replace('p.svg', 'q.svg')), [`${first}images: missing docs/p.svg; only here docs/q.svg`])
  t.same(found(CHINESE.replace('2.05 s', '2.50 s')), [`${first}figures: missing 2.05; only here 2.50`])
  t.same(found(CHINESE.replace('完。', '')), ['docs/a.zh-CN.md, section 2 (下一个): what it has: missing paragraph'])
})

const LESSON = `---
title: The merge
minutes: 8
predict:
  - id: gap
    ask: How long?
    choices: [{ text: about 2 s, below: 3 }, { text: longer, from: 3 }]
steps:
  - id: kill
    task: Run it.
    solve: thanos-lab chaos kill-replica
---

# Merge

::predict gap

::explain kill-replica
Your gap is {gap merged}, see [this](../docs/b.md).
`
const LEKTION = LESSON.replace('The merge', '合并')
  .replace('How long?', '多长？')
  .replace('about 2 s', '约 2 s')
  .replace('longer', '更长')
  .replace('Run it.', '运行它。')
  .replace('# Merge', '# 合并')
  .replace('Your gap is {gap merged}, see [this](../docs/b.md).', '你的空洞是 {gap merged}，见[这里](../../docs/b.zh-CN.md)。')
const inLesson = (text: string) => found(text, LESSON, 'lessons/zh-CN/05-merge.md')

t.test('a lesson has the same directives, figures and front matter, but for its words', async (t) => {
  t.same(inLesson(LEKTION), [])
  t.match(inLesson(LEKTION.replace('::predict gap', '::predict hole')), [/directives: missing ::predict gap; only here ::predict hole$/])
  t.match(inLesson(LEKTION.replace('{gap merged}', '{gap victim}')), [/directives: missing \{gap merged\}; only here \{gap victim\}$/])
  t.match(inLesson(LEKTION.replace('below: 3', 'below: 4')), [/front matter: missing predict\.0\.choices\.0\.below: 3; only here .*: 4$/])
  t.match(inLesson(LEKTION.replace('    task: 运行它。\n', '')), [/front matter: missing steps\.0\.task$/])
  t.match(inLesson(LEKTION.replace(/^---[^]*---\n/, '')), [/front matter: missing title \| minutes: 8 \|/])
})

t.test('code that shows a directive is none: the words behind it are translated', async (t) => {
  t.same(found('# 一\n\n- `::hint ID` 是提示。\n', '# A\n\n- `::hint ID` is a hint.\n'), [])
  t.match(found('# 一\n\n- `::hint` 是提示。\n', '# A\n\n- `::hint ID` is a hint.\n'), [
    /code in the text: missing ::hint ID; only here ::hint$/,
  ])
})

t.test('the words of the front matter are read for their style, too', async (t) => {
  const texts = proseOf({ file: 'lessons/zh-CN/05-merge.md', text: LEKTION }, place).map(({ text }) => text)
  for (const text of ['合并', '多长？', '约 2 s', '更长', '运行它。']) t.ok(texts.includes(text), text)
  t.notOk(texts.some((text) => text.includes('thanos-lab chaos')))
})
