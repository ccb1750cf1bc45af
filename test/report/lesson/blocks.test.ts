import { stripVTControlCharacters } from 'node:util'
import t from 'tap'
import { readMarkdown } from '../../../src/lesson/markdown.ts'
import { forTerminal } from '../../../src/lib/terminal.ts'
import type { Block } from '../../../src/model/lesson.ts'
import { blockLines, withLab } from '../../../src/report/lesson/blocks.ts'
import { styledLines } from '../../../src/report/lesson/styled.ts'
import { makePaint } from '../../../src/report/text.ts'

const blocksOf = (text: string) => readMarkdown('a.md', text).blocks.flatMap(({ block }): Block[] => (block.type === 'line' ? [] : [block]))
const shown = (text: string, { color = false, width = 40, lab = 'thanos-lab' } = {}) =>
  blockLines(blocksOf(text), {
    width,
    lab,
    paint: makePaint(color),
    noFigure: (words) => `(no ${words} in your run)`,
    figure: (scenario, words) => (words === 'story' ? 'One.\nTwo.' : words === 'gap merged' ? `2.5 s of ${scenario}` : undefined),
    directive: ({ type, id }) => [`<${type} ${id}>`],
  })

t.test('each kind of block', async (t) => {
  t.same(shown('# Title\n\nSome *text* that is longer than a line of forty columns.'), [
    'Title',
    '',
    'Some text that is longer than a line of',
    'forty columns.',
  ])
  t.same(
    shown('- one\n- two\n  more\n\n      code\n\n1. first'),
    ['- one', '- two more', '', '      code', '', '1. first'].map((line) => line),
  )
  t.same(shown('> quoted [link](https://example.com)'), ['| quoted link (https://example.com)'])
  t.same(shown('::step kill'), ['<step kill>'])
  t.same(shown('::explain kill-replica\nA gap of {gap merged}, {none}.\n'), [
    '| A gap of 2.5 s of kill-replica, (no',
    '| none in your run).',
  ])
  t.same(shown('::explain kill-replica\n{story}'), ['| One.', '| Two.'])
})

t.test('commands get the name of the lab, but for those that need none', async (t) => {
  t.same(shown('    thanos-lab query up', { lab: 'x' }), ['    thanos-lab query up --name x'])
  t.equal(withLab('thanos-lab explain --json > a.json', 'x'), 'thanos-lab explain --json --name x > a.json')
  for (const line of ['thanos-lab lesson next', 'thanos-lab simulate', 'thanos-lab up --name y', 'ls', 'a thanos-lab'])
    t.equal(withLab(line, 'x'), line)
})

t.test('styles survive a wrap, also beside a range that looks like a colour', async (t) => {
  const lines = shown('With **four** intervals of fifteen seconds: `rate(x[1m])`, or **longer than one line of it**.', { color: true })
  for (const line of lines) t.notMatch(forTerminal(line), /\\u001b/, line)
  const bare = shown('With **four** intervals of fifteen seconds: `rate(x[1m])`, or **longer than one line of it**.')
  t.same(
    lines.map((line) => stripVTControlCharacters(forTerminal(line))),
    bare,
  )
  t.same(
    styledLines([{ text: 'a ' }, { text: 'b c', style: 'bold' }, { text: ' d' }], 40, (style, text) => `<${String(style)}>${text}</>`),
    ['a <bold>b c</> d'],
  )
})

t.test('nothing of a text is obeyed by a terminal', async (t) => {
  const lines = shown('a \u001b[31m `b\u0007` \u202e\n\n    c\u001b]0;x\n', { width: 80 })
  t.same(lines, ['a \\u001b[31m b\\u0007 \\u202e', '', '    c\\u001b]0;x'])
})
