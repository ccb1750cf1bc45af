import {
  type Document,
  isCollection,
  isMap,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  type Pair,
  parse,
  parseAllDocuments,
  stringify,
  visit,
  type YAMLMap,
} from 'yaml'
import { plain } from './plain.ts'

export interface Position {
  file: string
  line: number
  column: number
}

/** Something in a file that does not fit. */
export interface Complaint extends Position {
  message: string
}

type Path = readonly PropertyKey[]

/** One YAML document: its value, and where each part of it stands. */
export interface YamlDocument {
  value: unknown
  /** Position of the value at a path; `key` asks for the key's own position. The nearest parent's where there is none. */
  at(path: Path, key?: 'key'): Position
  /** Position of a character inside the text that stands at a path; the text's own position where that is not known. */
  inside(path: Path, offset: number): Position
}

/** Reads every document of a YAML text. Complaints (with file:line:column) instead of documents where it does not parse. */
export function readYaml(file: string, text: string): { sources: YamlDocument[]; complaints: Complaint[] } {
  const lines = new LineCounter()
  // The library would compare each key of a map with every other one: of 100,000, for minutes.
  const how = { lineCounter: lines, prettyErrors: false, logLevel: 'error', uniqueKeys: false } as const
  const documents = parseAllDocuments(text, how) as Document.Parsed[]
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const complaints = documents.flatMap((document) =>
    document.errors.map((error) => ({ ...position(error.pos[0]), message: error.message })),
  )
  const twice = documents.flatMap(keysThereTwice).map((offset) => ({ ...position(offset), message: TWICE }))
  if (complaints.length + twice.length > 0) return { sources: [], complaints: [...complaints, ...twice] }
  const sources = documents.map((document) => ({
    value: document.toJS() as unknown,
    at: (path: Path, key?: 'key') => position(offsetOf(document, path, key)),
    inside: (path: Path, offset: number) => position(characterOf(text, document, path, offset)),
  }))
  return { sources, complaints }
}

/** The complaint about a key that a map has already. */
export const TWICE = 'Map keys must be unique'

/** Where a key stands that its map has already. */
function keysThereTwice(document: Document.Parsed): number[] {
  const offsets: number[] = []
  visit(document, {
    Map(_key, map) {
      const known = new Set<unknown>()
      for (const { key } of map.items) {
        if (!isScalar(key)) continue
        if (known.has(key.value)) offsets.push(startOf(key))
        known.add(key.value)
      }
    },
  })
  return offsets
}

/** A YAML text with its value changed by `edit`; comments are not kept. Throws where the text does not parse. */
export function editYaml(text: string, edit: (value: any) => void): string {
  const value: unknown = parse(text)
  edit(value)
  return stringify(value)
}

/** `mine.yaml:7:5: what does not fit`, on one line whatever the file holds. */
export function formatComplaint({ message, ...position }: Complaint): string {
  return `${formatPosition(position)}: ${plain(message)}`
}

/** `mine.yaml:7:5` */
export function formatPosition({ file, line, column }: Position): string {
  return `${plain(file)}:${line}:${column}`
}

function offsetOf(document: Document.Parsed, path: Path, key?: 'key'): number {
  let node: Node | null = document.contents
  let offset = startOf(node)
  for (const [depth, part] of path.entries()) {
    if (!isCollection(node)) return offset
    const pair = isMap(node) ? pairOf(node, part) : undefined
    if (isMap(node) && pair === undefined) return offset
    const child = isPair(pair) ? pair.value : node.get(part as string | number, true)
    const last = depth === path.length - 1
    if (last && key === 'key' && isPair(pair)) return startOf(pair.key as Node)
    node = (child ?? null) as Node | null
    offset = node === null ? offset : startOf(node)
  }
  return offset
}

const pairs = new WeakMap<YAMLMap, Map<unknown, Pair>>()

/** By an index that is made once: a file may have as many complaints as keys. */
function pairOf(map: YAMLMap, key: unknown): Pair | undefined {
  const known = pairs.get(map) ?? new Map(map.items.flatMap((item) => (isScalar(item.key) ? [[item.key.value, item]] : [])))
  pairs.set(map, known)
  return known.get(key)
}

/** What is written in a file for one character of a text in double or in single quotes. */
const WRITTEN = { '"': /\\(?:["\\/])|[^\\\n]/y, "'": /''|[^\n]/y }

function characterOf(text: string, document: Document.Parsed, path: Path, offset: number): number {
  const start = offsetOf(document, path)
  const quote = text[start]
  if (quote === '|' || quote === '>') return start
  if (quote !== '"' && quote !== "'") return start + offset
  let at = start + 1
  for (let passed = 0; passed < offset; passed += 1) {
    const written = new RegExp(WRITTEN[quote].source, 'y')
    written.lastIndex = at
    const length = written.exec(text)?.[0].length
    if (length === undefined) return start
    at += length
  }
  return at
}

function startOf(node: Node | null): number {
  return node?.range?.[0] ?? 0
}
