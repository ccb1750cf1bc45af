import t from 'tap'
import { listLessons } from '../../../src/lesson/files.ts'
import { lessonsFolder } from '../../../src/lesson/names.ts'
import { readMarkdown } from '../../../src/lesson/markdown.ts'
import { LANGUAGES } from '../../../src/model/language.ts'
import type { Block } from '../../../src/model/lesson.ts'
import type { PageBlock, PageInline } from '../../../src/model/lesson-page.ts'
import { blockLines } from '../../../src/report/lesson/blocks.ts'
import { pageBlocks } from '../../../src/report/lesson/page-blocks.ts'

const figure = (scenario: string, words: string) =>
  words === 'story' ? 'One.\nTwo.' : words === 'none' ? undefined : `<${scenario} ${words}>`
const noFigure = (words: string) => `(no ${words})`
const onPage = (text: string, lab = 'thanos-lab') =>
  pageBlocks(
    readMarkdown('a.md', text).blocks.flatMap(({ block }): Block[] => (block.type === 'line' ? [] : [block])),
    { lab, figure, noFigure },
  )

/** A block's words as a reader has them, without what a terminal adds. */
function wordsOf(blocks: readonly PageBlock[]): string[] {
  return blocks.flatMap((block) => {
    if (block.type === 'code') return [block.value]
    if (block.type === 'list') return block.items.flatMap(wordsOf)
    if (block.type === 'quote') return wordsOf(block.children)
    if (block.type === 'explain') return block.paragraphs.map(textOf)
    return 'children' in block ? [textOf(block.children)] : [block.id]
  })
}

function textOf(parts: readonly PageInline[]): string {
  return parts
    .map((part) => {
      if (part.type === 'link') return `${textOf(part.children)} (${part.url})`
      return 'children' in part ? textOf(part.children) : part.value
    })
    .join('')
}

const bare = (text: string) => text.replaceAll(/[\s|]|(?<=^|\n)\s*(?:-|\d+\.) /g, '')

t.test('the page has the words of the terminal, of every screen of every lesson', async (t) => {
  for (const language of LANGUAGES)
    for (const { name, screens } of await listLessons(lessonsFolder(language)))
      for (const [place, { blocks }] of screens.entries()) {
        const lines = blockLines(blocks, {
          width: 80,
          lab: 'x',
          paint: (_style, text) => text,
          figure,
          noFigure,
          directive: ({ id }) => [id],
        })
        t.equal(
          wordsOf(pageBlocks(blocks, { lab: 'x', figure, noFigure }))
            .map(bare)
            .join(''),
          bare(lines.join('\n')),
          `${language} ${name} ${place}`,
        )
      }
})

t.test('figures are filled, and one of several lines is as many paragraphs', async (t) => {
  t.same(onPage('::explain kill\nA gap of {gap merged}, *{none}*.'), [
    {
      type: 'explain',
      paragraphs: [
        [
          { type: 'text', value: 'A gap of ' },
          { type: 'figure', value: '<kill gap merged>' },
          { type: 'text', value: ', ' },
          { type: 'emphasis', children: [{ type: 'figure', value: '(no none)' }] },
          { type: 'text', value: '.' },
        ],
      ],
    },
  ])
  t.match(onPage('::explain kill\nThen: {story}'), [
    { paragraphs: [[{ value: 'Then: ' }, { type: 'text', value: 'One.' }], [{ type: 'text', value: 'Two.' }]] },
  ])
})

t.test('commands name the lab, and nothing of a text directs how others are shown', async (t) => {
  t.same(onPage('    thanos-lab query up\n    ls', 'x'), [{ type: 'code', value: 'thanos-lab query up --name x\nls' }])
  t.match(onPage('a\u202eb `\u202e` [c](http://x/\u202e)'), [
    { children: [{ value: String.raw`a\u202eb ` }, { value: String.raw`\u202e` }, {}, {}] },
  ])
})
