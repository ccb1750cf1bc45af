import { plain } from '../../lib/plain.ts'
import type { Block, Directive, Inline } from '../../model/lesson.ts'
import type { Style } from '../../lib/terminal.ts'
import type { Paint } from '../text.ts'
import { type StyledText, styledLines } from './styled.ts'

/** How a lesson is shown on a terminal. */
export interface LessonPage {
  /** Columns. */
  width: number
  paint: Paint
  /** The lab that the learner works on: its option is added to the commands. */
  lab: string
  /** A figure of the learner's run of a scenario; undefined where there is none. */
  figure(scenario: string, words: string): string | undefined
  /** What stands in place of such a figure. */
  noFigure(words: string): string
  /** The lines of a directive that is not `::explain`. */
  directive(directive: Exclude<Directive, { type: 'explain' }>): string[]
}

/** The lines of a lesson's text, an empty one between two blocks. Nothing of it is obeyed by a terminal but our own colours. */
export function blockLines(blocks: readonly Block[], page: LessonPage): string[] {
  return blocks.flatMap((block, index) => [...(index === 0 ? [] : ['']), ...linesOf(block, page)])
}

function linesOf(block: Block, page: LessonPage): string[] {
  const { width, paint } = page
  switch (block.type) {
    case 'heading':
      return styledLines(spansOf(block.children, page, { style: 'bold' }), width, paint)
    case 'paragraph':
      return styledLines(spansOf(block.children, page), width, paint)
    case 'list':
      return block.items.flatMap((item, index) => itemLines(item, block.ordered ? `${index + 1}. ` : '- ', page))
    case 'quote':
      return blockLines(block.children, { ...page, width: width - 2 }).map((line) => `| ${line}`.trimEnd())
    case 'code':
      return block.value.split('\n').map((line) => `    ${plain(withLab(line, page.lab))}`.trimEnd())
    case 'explain':
      return explainLines(block, page)
    default:
      return page.directive(block)
  }
}

function itemLines(item: readonly Block[], mark: string, page: LessonPage): string[] {
  const indent = ' '.repeat(mark.length)
  const lines = blockLines(item, { ...page, width: page.width - mark.length })
  return lines.map((line, index) => `${index === 0 ? mark : indent}${line}`.trimEnd())
}

function explainLines({ scenario, children }: Extract<Directive, { type: 'explain' }>, page: LessonPage): string[] {
  const { width, paint } = page
  return paragraphsOf(spansOf(children, page, { scenario }))
    .flatMap((paragraph) => styledLines(paragraph, width - 2, paint))
    .map((line) => `${paint('cyan', '|')} ${line}`)
}

/** A figure of several lines is as many paragraphs. */
function paragraphsOf(all: readonly StyledText[]): StyledText[][] {
  const paragraphs: StyledText[][] = [[]]
  for (const { text, ...rest } of all)
    for (const [index, line] of text.split('\n').entries()) {
      if (index > 0) paragraphs.push([])
      paragraphs.at(-1)!.push({ ...rest, text: line })
    }
  return paragraphs
}

interface Around {
  /** Whose run the figures are of. */
  scenario?: string
  style?: Style
}

function spansOf(children: readonly Inline[], page: LessonPage, around: Around = {}): StyledText[] {
  return children.flatMap((one) => spans(one, page, around))
}

function spans(one: Inline, page: LessonPage, around: Around): StyledText[] {
  const { scenario = '', style } = around
  const own = style === undefined ? {} : { style }
  switch (one.type) {
    case 'text':
      return [{ text: plain(one.value.replaceAll('\n', ' ')), ...own }]
    case 'code':
      return [{ text: plain(one.value), style: 'cyan' }]
    case 'strong':
      return spansOf(one.children, page, { ...around, style: 'bold' })
    case 'emphasis':
      return spansOf(one.children, page, { ...around, style: 'italic' })
    case 'link':
      return [...spansOf(one.children, page, around), { text: ` (${plain(one.url)})` }]
    case 'figure':
      return [figureSpan(page.figure(scenario, one.words) ?? page.noFigure(one.words))]
  }
}

/** A figure of several lines is a text of its own. */
function figureSpan(text: string): StyledText {
  const lines = text.split('\n').map(plain)
  return lines.length > 1 ? { text: lines.join('\n') } : { text: lines.join(''), style: 'bold' }
}

/** A command of the lab, with the option that names the lab, where it is not the default one. `lesson` remembers it, and others need no lab. */
export function withLab(line: string, lab: string): string {
  if (lab === 'thanos-lab' || !/^\s*thanos-lab (?!lesson|scenario|simulate|runs)/.test(line) || / --name /.test(line)) return line
  const [command = '', redirection = ''] = line.split(/(?= >)/)
  return `${command} --name ${lab}${redirection}`
}
