import { plain } from '../../lib/plain.ts'
import type { Block, Directive, Inline } from '../../model/lesson.ts'
import type { PageBlock, PageInline } from '../../model/lesson-page.ts'
import { type LessonPage, withLab } from './blocks.ts'

/** What the tree of a screen is filled from: as on a terminal. */
export type FilledFrom = Pick<LessonPage, 'lab' | 'figure' | 'noFigure'>

/** The tree of a screen for the page, which draws it: the same one that a terminal shows, with the figures of the learner's run. */
export function pageBlocks(blocks: readonly Block[], from: FilledFrom): PageBlock[] {
  return blocks.map((block) => pageBlock(block, from))
}

function pageBlock(block: Block, from: FilledFrom): PageBlock {
  switch (block.type) {
    case 'heading':
      return { type: 'heading', depth: block.depth, children: inlinesOf(block.children, from) }
    case 'paragraph':
      return { type: 'paragraph', children: inlinesOf(block.children, from) }
    case 'list':
      return { type: 'list', ordered: block.ordered, items: block.items.map((item) => pageBlocks(item, from)) }
    case 'quote':
      return { type: 'quote', children: pageBlocks(block.children, from) }
    case 'code':
      return {
        type: 'code',
        value: block.value
          .split('\n')
          .map((line) => plain(withLab(line, from.lab)))
          .join('\n'),
      }
    case 'explain':
      return { type: 'explain', paragraphs: explained(block, from) }
    default:
      return { type: block.type, id: block.id }
  }
}

/** A figure of several lines is as many paragraphs. */
function explained({ scenario, children }: Extract<Directive, { type: 'explain' }>, from: FilledFrom): PageInline[][] {
  const paragraphs: PageInline[][] = [[]]
  for (const one of inlinesOf(children, from, scenario)) {
    const [first = '', ...more] = one.type === 'figure' ? one.value.split('\n') : []
    if (more.length === 0) {
      paragraphs.at(-1)!.push(one)
      continue
    }
    paragraphs.at(-1)!.push({ type: 'text', value: first })
    for (const line of more) paragraphs.push([{ type: 'text', value: line }])
  }
  return paragraphs
}

function inlinesOf(children: readonly Inline[], from: FilledFrom, scenario = ''): PageInline[] {
  return children.map((one): PageInline => {
    switch (one.type) {
      case 'text':
        return { type: 'text', value: plain(one.value.replaceAll('\n', ' ')) }
      case 'code':
        return { type: 'code', value: plain(one.value) }
      case 'strong':
      case 'emphasis':
        return { type: one.type, children: inlinesOf(one.children, from, scenario) }
      case 'link':
        return { type: 'link', url: plain(one.url), children: inlinesOf(one.children, from, scenario) }
      case 'figure':
        return figureOf(from.figure(scenario, one.words) ?? from.noFigure(one.words))
    }
  })
}

/** Its lines are parted where they are paragraphs. */
function figureOf(text: string): PageInline {
  return { type: 'figure', value: text.split('\n').map(plain).join('\n') }
}
