import { plain } from '../../lib/plain.ts'
import { wrap, wrapBehind } from '../../lib/wrap.ts'
import type { Block, Directive, Inline } from '../../model/lesson.ts'
import type { Paint } from '../text.ts'

/** How a lesson is shown on a terminal. */
export interface LessonPage {
  /** Columns. */
  width: number
  paint: Paint
  /** The lab that the learner works on: its option is added to the commands. */
  lab: string
  /** A figure of the learner's run of a scenario; undefined where there is none. */
  figure(scenario: string, words: string): string | undefined
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
      return wrap(paint('bold', inlineText(block.children, page)), width)
    case 'paragraph':
      return wrap(inlineText(block.children, page), width)
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
  const [first, ...more] = item
  const indent = ' '.repeat(mark.length)
  const inner = { ...page, width: page.width - mark.length }
  const head = first?.type === 'paragraph' ? wrapBehind(mark, inlineText(first.children, page), page.width) : [mark.trimEnd()]
  const rest = first?.type === 'paragraph' ? more : item
  return [...head, ...blockLines(rest, inner).map((line) => `${indent}${line}`.trimEnd())]
}

function explainLines({ scenario, children }: Extract<Directive, { type: 'explain' }>, page: LessonPage): string[] {
  const { width, paint } = page
  const paragraphs = inlineText(children, page, scenario).split('\n')
  return paragraphs.flatMap((text) => wrap(text, width - 2)).map((line) => `${paint('cyan', '|')} ${line}`)
}

function inlineText(children: readonly Inline[], page: LessonPage, scenario = ''): string {
  return children.map((one) => inline(one, page, scenario)).join('')
}

function inline(one: Inline, page: LessonPage, scenario: string): string {
  const { paint } = page
  switch (one.type) {
    case 'text':
      return plain(one.value.replaceAll('\n', ' '))
    case 'code':
      return paint('cyan', plain(one.value))
    case 'strong':
      return paint('bold', inlineText(one.children, page, scenario))
    case 'emphasis':
      return paint('italic', inlineText(one.children, page, scenario))
    case 'link':
      return `${inlineText(one.children, page, scenario)} (${plain(one.url)})`
    case 'figure':
      return figureLines(page.figure(scenario, one.words) ?? `(no ${one.words} in your run)`, paint)
  }
}

/** A figure of several lines is a text of its own. */
function figureLines(text: string, paint: Paint): string {
  const lines = text.split('\n').map(plain)
  return lines.length > 1 ? lines.join('\n') : paint('bold', lines.join(''))
}

/** A command of the lab, with the option that names the lab, where it is not the default one. `lesson` remembers it, and others need no lab. */
export function withLab(line: string, lab: string): string {
  if (lab === 'thanos-lab' || !/^\s*thanos-lab (?!lesson|scenario|simulate|runs)/.test(line) || / --name /.test(line)) return line
  const [command = '', redirection = ''] = line.split(/(?= >)/)
  return `${command} --name ${lab}${redirection}`
}
