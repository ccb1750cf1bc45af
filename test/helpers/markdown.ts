import { fromMarkdown } from 'mdast-util-from-markdown'

/* What tests look at in a Markdown file. Tables are not of CommonMark: such a paragraph is known by its second line. */

type Node = ReturnType<typeof fromMarkdown> | ReturnType<typeof fromMarkdown>['children'][number]

/** Stands in a text for code, a link without Chinese, or a figure in braces: nobody translates these, but they need a space beside Chinese. */
export const OPAQUE = '\u{E000}'

/** A text as it is read: `text` without markup and with `OPAQUE`, `whole` with what stands there. */
export interface Prose {
  /** `alt`: what stands for an image. */
  kind: 'heading' | 'paragraph' | 'table' | 'alt'
  text: string
  whole: string
  /** Line of its file, from 1; 0: in the front matter. */
  line: number
}

/** From one heading to the next. */
export interface Section {
  /** 0: before the first heading. */
  depth: number
  title: string
  prose: Prose[]
  /** What there is, in its order: `paragraph`, `list of 3`, `table of 4 x 2`, `code`. */
  shape: string[]
  /** Blocks of code. */
  blocks: string[]
  /** Code in a text. */
  codes: string[]
  links: string[]
  images: string[]
  /** `::predict gap`, `{gap merged}`: for `thanos-lab lesson`. */
  directives: string[]
}

export interface Markdown {
  /** YAML between two lines `---` at the beginning. */
  front: string | undefined
  sections: Section[]
}

/** Reads a file. `isSkipped` says which paragraphs nobody looks at, by their first line. */
export function readMarkdown(text: string, isSkipped: (line: string) => boolean = () => false): Markdown {
  const [whole = '', front] = /^---\n([^]*?\n)---\n/.exec(text) ?? []
  const sections = [sectionOf(0, '')]
  // Empty lines in place of the front matter: lines keep their numbers.
  const rest = '\n'.repeat(whole.split('\n').length - 1) + text.slice(whole.length)
  for (const node of fromMarkdown(rest).children) {
    if (node.type === 'heading') sections.push(sectionOf(node.depth, wholeOf(node)))
    else if (node.type === 'paragraph' && isSkipped(rest.split('\n')[lineOf(node) - 1]!)) continue
    readBlock(node, sections.at(-1)!, true)
  }
  return { front, sections }
}

function sectionOf(depth: number, title: string): Section {
  return { depth, title, prose: [], shape: [], blocks: [], codes: [], links: [], images: [], directives: [] }
}

const lineOf = ({ position }: Node) => position?.start.line ?? 1

function readBlock(node: Node, section: Section, isTop: boolean): void {
  if (isTop) section.shape.push(...shapeOf(node))
  if (node.type === 'code') section.blocks.push(node.value)
  if (node.type === 'heading' || node.type === 'paragraph') readText(node, section)
  else if ('children' in node) for (const child of node.children) readBlock(child, section, false)
}

function shapeOf(node: Node): string[] {
  // A heading begins the section; a comment is for no reader.
  if (node.type === 'heading' || node.type === 'html') return []
  if (node.type === 'list') return [`${node.ordered === true ? 'numbered list' : 'list'} of ${node.children.length}`]
  const table = node.type === 'paragraph' ? tableOf(wholeOf(node)) : undefined
  return [table === undefined ? node.type : `table of ${table.rows} x ${table.columns}`]
}

function tableOf(text: string): { rows: number; columns: number } | undefined {
  const [, line = '', ...rows] = text.split('\n')
  return /^\|( -+ \|)+$/.test(line) ? { rows: rows.length, columns: line.split('|').length - 2 } : undefined
}

function readText(node: Extract<Node, { type: 'heading' | 'paragraph' }>, section: Section): void {
  const line = lineOf(node)
  const text = opaque(node)
  const whole = wholeOf(node)
  // Not in `whole`: code in a text about directives is none.
  const [directive] = /^::.*/.exec(text) ?? []
  if (directive !== undefined) section.directives.push(directive)
  section.directives.push(...(whole.match(/\{[^{}\n]*\}/g) ?? []))
  const kind = node.type === 'paragraph' && tableOf(whole) !== undefined ? 'table' : node.type
  const read = (part: string) => part.slice(directive?.length ?? 0)
  section.prose.push({ kind, text: directive === undefined ? text : text.replace(/^::.*/, ''), whole: read(whole), line })
  readInline(node, section)
}

function readInline(node: Node, section: Section): void {
  if (node.type === 'inlineCode') section.codes.push(node.value.replaceAll(/\s+/g, ' '))
  if (node.type === 'link') section.links.push(node.url)
  if (node.type === 'image') {
    section.images.push(node.url)
    const alt = node.alt ?? ''
    section.prose.push({ kind: 'alt', text: alt, whole: alt, line: lineOf(node) })
  }
  if ('children' in node) for (const child of node.children) readInline(child, section)
}

function opaque(node: Node): string {
  if (node.type === 'text') return node.value.replaceAll(/\{[^{}\n]*\}/g, OPAQUE)
  if (node.type === 'inlineCode') return OPAQUE
  if (!('children' in node)) return ''
  const text = node.children.map(opaque).join('')
  return node.type === 'link' && text !== '' && !/\p{Script=Han}/u.test(text) ? OPAQUE : text
}

function wholeOf(node: Node): string {
  if (node.type === 'text' || node.type === 'inlineCode') return node.value
  return 'children' in node ? node.children.map(wholeOf).join('') : ''
}
