import { fromMarkdown } from 'mdast-util-from-markdown'
import type { Complaint } from '../lib/yaml.ts'
import type { Block, Inline } from '../model/lesson.ts'

type Tree = ReturnType<typeof fromMarkdown>
type Node = Tree['children'][number]

/** A block of a lesson, and where it stands. `line`: what separates two screens. */
export interface PlacedBlock {
  block: Block | { type: 'line' }
  line: number
}

export interface ReadText {
  blocks: PlacedBlock[]
  complaints: Complaint[]
}

/** Reads the Markdown of a lesson, whose first line is that of the file. What a lesson does not use is a complaint, with its place. */
export function readMarkdown(file: string, text: string): ReadText {
  const complaints: Complaint[] = []
  const reader = new Reader(file, complaints)
  const blocks = fromMarkdown(text).children.map((node) => ({ block: reader.top(node), line: lineOf(node) }))
  return { blocks: blocks.flatMap(({ block, line }) => (block === undefined ? [] : [{ block, line }])), complaints }
}

const lineOf = ({ position }: Node) => position?.start.line ?? 1

/** What each type of node is called in a complaint. */
const NAMES: Record<string, string> = {
  html: 'HTML',
  image: 'an image',
  imageReference: 'an image',
  linkReference: 'a link by reference',
  definition: 'a link definition',
  break: 'a hard line break',
  thematicBreak: 'a line (---) inside of something',
}

const DIRECTIVE = /^::\s*([\w-]*)[ \t]*([^\n]*)(?:\n|$)/

class Reader {
  readonly #file: string
  readonly #complaints: Complaint[]

  constructor(file: string, complaints: Complaint[]) {
    this.#file = file
    this.#complaints = complaints
  }

  top(node: Node): PlacedBlock['block'] | undefined {
    return node.type === 'thematicBreak' ? { type: 'line' } : this.#block(node)
  }

  #block(node: Node): Block | undefined {
    switch (node.type) {
      case 'heading':
        return { type: 'heading', depth: node.depth, children: this.#inlines(node.children) }
      case 'paragraph':
        return this.#directive(node) ?? { type: 'paragraph', children: this.#inlines(node.children) }
      case 'list':
        return { type: 'list', ordered: node.ordered === true, items: node.children.map((item) => this.#blocks(item.children)) }
      case 'blockquote':
        return { type: 'quote', children: this.#blocks(node.children) }
      case 'code':
        return { type: 'code', value: node.value }
      default:
        return this.#refuse(node)
    }
  }

  #blocks(nodes: readonly Node[]): Block[] {
    return nodes.flatMap((node) => {
      const block = this.#block(node)
      if (block !== undefined && 'id' in block) return this.#complain(node, `::${block.type} stands in a paragraph of its own`) ?? []
      return block ?? []
    })
  }

  #directive(node: Extract<Node, { type: 'paragraph' }>): Block | undefined {
    const [first, ...more] = node.children
    if (first?.type !== 'text' || !first.value.startsWith('::')) return undefined
    const [whole = '', name = '', argument = ''] = DIRECTIVE.exec(first.value) ?? []
    const rest = first.value.slice(whole.length)
    const children = this.#inlines([...(rest === '' ? [] : [{ ...first, value: rest }]), ...more], true)
    const word = argument.trim()
    if (name === 'explain') {
      if (children.length === 0) this.#complain(node, 'expected the text of ::explain on the lines below it')
      return { type: 'explain', scenario: word, children }
    }
    if (name !== 'predict' && name !== 'step' && name !== 'hint')
      return this.#complain(node, `'::${name}' is no directive; expected ::predict, ::step, ::hint, or ::explain`)
    if (children.length > 0) this.#complain(node, `::${name} ${word} stands in a paragraph of its own`)
    return { type: name, id: word }
  }

  #inlines(nodes: readonly Node[], isExplained = false): Inline[] {
    return nodes.flatMap((node): Inline[] => {
      switch (node.type) {
        case 'text':
          return isExplained ? withFigures(node.value) : this.#plainText(node)
        case 'inlineCode':
          return [{ type: 'code', value: node.value }]
        case 'strong':
        case 'emphasis':
          return [{ type: node.type, children: this.#inlines(node.children, isExplained) }]
        case 'link':
          return [{ type: 'link', url: node.url, children: this.#inlines(node.children, isExplained) }]
        default:
          return this.#refuse(node) ?? []
      }
    })
  }

  #plainText(node: Extract<Node, { type: 'text' }>): Inline[] {
    if (node.value.includes('{')) this.#complain(node, 'a figure in braces stands in ::explain only')
    return [{ type: 'text', value: node.value }]
  }

  #refuse(node: Node): undefined {
    return this.#complain(
      node,
      `${NAMES[node.type] ?? node.type} is not for a lesson; use paragraphs, headings, lists, quotes, code and links`,
    )
  }

  #complain({ position }: Node, message: string): undefined {
    const { line = 1, column = 1 } = position?.start ?? {}
    this.#complaints.push({ file: this.#file, line, column, message })
    return undefined
  }
}

/** `{gap merged}` in a text is a figure of the learner's run. */
function withFigures(text: string): Inline[] {
  return text.split(/(\{[^{}\n]*\})/).flatMap((part): Inline[] => {
    if (part === '') return []
    return /^\{.*\}$/.test(part) ? [{ type: 'figure', words: part.slice(1, -1).trim() }] : [{ type: 'text', value: part }]
  })
}
