import type { SyntaxNode, Tree } from '@lezer/common'
import { parser } from '@prometheus-io/lezer-promql'
import { parseDuration } from '../lib/duration.ts'
import type { CounterCall } from '../model/run.ts'

/** Why a text is not what is expected, and at which character; without `offset` it is about the whole text. */
export interface PromqlError {
  offset?: number
  message: string
}

const EXPRESSION = 'expected a PromQL expression'
const SELECTOR = `expected a selector of one series such as 'up{job="thanos-query"}'`

/** What is wrong with a text as a PromQL expression; undefined where it is one. Prometheus checks the types. */
export function expressionError(text: string): PromqlError | undefined {
  const tree = parser.parse(text)
  const wrong = firstError(tree)
  return wrong === undefined ? undefined : { offset: wrong.from, message: `${EXPRESSION}: ${misfit(text, wrong)}` }
}

/** Why a text is not a selector without a range, an offset or a function (the lab adds the range itself); undefined where it is one. */
export function selectorError(text: string): PromqlError | undefined {
  const tree = parser.parse(text)
  const wrong = firstError(tree)
  if (wrong !== undefined) return { offset: wrong.from, message: `${SELECTOR}: ${misfit(text, wrong)}` }
  const expression = children(tree.topNode).find(({ name }) => name !== 'LineComment')
  const bare = text.length === expression?.to && expression.from === 0
  const named = expression !== undefined && text.slice(expression.from, expression.to).replaceAll(/\s/g, '') !== '{}'
  if (expression?.name === 'VectorSelector' && bare && named) return undefined
  return { message: `${SELECTOR}, without a range, an offset or a function, in quotes, found '${text}'` }
}

/** What is read of an expression: the raw samples of a selector, of its own range where it has one (`up[5m]`), or its value at each step. */
export type Reading = { of: 'samples'; selector: string; rangeMs?: number } | { of: 'graph' }

/**
 * How an expression is read. Of a selector alone, a graph would hide the gaps; anything else has no raw samples. What this grammar cannot
 * parse is left to Query, which knows what is wrong with it, and where, better.
 */
export function readingOf(text: string): Reading {
  const tree = parser.parse(text)
  if (firstError(tree) !== undefined) return { of: 'graph' }
  const selector = only(tree.topNode, 'VectorSelector')
  if (selector !== undefined) return { of: 'samples', selector: textOf(selector, text) }
  const matrix = only(tree.topNode, 'MatrixSelector')
  const inner = textOf(matrix?.getChild('VectorSelector'), text)
  const rangeMs = parseDuration(textOf(matrix?.getChild('DurationExpr'), text))
  return inner === '' || rangeMs === undefined || rangeMs === 0 ? { of: 'graph' } : { of: 'samples', selector: inner, rangeMs }
}

/** Every selector in an expression, as it is written, each once: without ranges and offsets. */
export function selectorsIn(text: string): string[] {
  const found = new Set<string>()
  const cursor = parser.parse(text).cursor()
  do if (cursor.name === 'VectorSelector') found.add(text.slice(cursor.from, cursor.to))
  while (cursor.next())
  return [...found]
}

/** The matchers of a selector, by the names of their labels, as they are written: `site="x"`. Of what is no selector, none. */
export function matchersOf(text: string): { label: string; matcher: string }[] {
  const matchers = parser.parse(text).topNode.getChild('VectorSelector')?.getChild('LabelMatchers')
  return (matchers == null ? [] : children(matchers)).flatMap((node) => {
    const name = node.getChild('LabelName') ?? node.getChild('QuotedLabelName')
    return name === null ? [] : [{ label: textOf(name, text).replaceAll(/^["'`]|["'`]$/g, ''), matcher: textOf(node, text) }]
  })
}

/** What an expression is where it is nothing but `rate(SELECTOR[RANGE])` or `increase(…)`; undefined for any other. */
export function counterCall(text: string): CounterCall | undefined {
  const tree = parser.parse(text)
  if (firstError(tree) !== undefined) return undefined
  const call = only(tree.topNode, 'FunctionCall')
  const range = only(call?.getChild('FunctionCallBody'), 'MatrixSelector')
  const name = CALLS[call?.getChild('FunctionIdentifier')?.firstChild?.name ?? '']
  const selector = textOf(range?.getChild('VectorSelector'), text)
  const rangeMs = parseDuration(textOf(range?.getChild('DurationExpr'), text))
  return name === undefined || rangeMs === undefined ? undefined : { call: name, selector, rangeMs }
}

/** The functions of a counter that the model computes too, by the grammar's name. */
const CALLS: Record<string, CounterCall['call'] | undefined> = { Rate: 'rate', Increase: 'increase' }

/** The one child of a node beside comments, where it is of that type. */
function only(node: SyntaxNode | null | undefined, type: string): SyntaxNode | undefined {
  const [child, ...others] = (node == null ? [] : children(node)).filter(({ name }) => name !== 'LineComment')
  return child?.name === type && others.length === 0 ? child : undefined
}

function textOf(node: SyntaxNode | null | undefined, text: string): string {
  return node == null ? '' : text.slice(node.from, node.to)
}

/** A range of a function that needs two samples or more in it. */
export interface CounterRange {
  /** `rate`, `increase`, … */
  call: string
  /** As it is written. */
  selector: string
  /** As it is written, or what its variable was said to be, and in milliseconds. */
  range: string
  rangeMs: number
  /** The variable of Grafana that it is, without its signs. */
  variable?: string
}

/** Functions of one range that have no value for fewer than two samples. Source: Prometheus v3.16.0, promql/functions.go. */
const OF_TWO_SAMPLES = new Set([
  'rate',
  'irate',
  'increase',
  'delta',
  'idelta',
  'deriv',
  'predict_linear',
  'holt_winters',
  'double_exponential_smoothing',
])

/** What Grafana fills in: `$name`, `${name:format}`, `[[name:format]]`. */
const VARIABLE = /\$\{(\w+)[^}]*\}|\$(\w+)|\[\[(\w+)[^\]]*\]\]/g

/** What may stand between a range and the function's brackets, by the grammar's names. */
const AROUND = new Set(['OffsetExpr', 'StepInvariantExpr', 'ParenExpr'])

/**
 * The ranges of such functions in an expression, also in one that has mistakes, or variables of Grafana. A range that is a variable is among
 * them where `valueOf` gives it a duration: `$__rate_interval` has none, as it is four scrape intervals at least.
 */
export function counterRanges(expression: string, valueOf: (variable: string) => string | undefined = () => undefined): CounterRange[] {
  const { text, filled, written } = filledIn(expression, valueOf)
  const found: CounterRange[] = []
  const cursor = parser.parse(text).cursor()
  do {
    if (cursor.name !== 'MatrixSelector') continue
    const duration = cursor.node.getChild('DurationExpr')
    const range = textOf(duration, text)
    const rangeMs = parseDuration(range)
    const call = callOf(cursor.node, text)
    if (rangeMs === undefined || range === FILLED_IN || !OF_TWO_SAMPLES.has(call)) continue
    const { from = 0, to = 0 } = cursor.node.getChild('VectorSelector') ?? {}
    const variable = filled.get(duration?.from ?? -1)
    found.push({ call, selector: written(from, to), range, rangeMs, ...(variable === undefined ? {} : { variable }) })
  } while (cursor.next())
  return found
}

/** Stands for a range that Grafana fills in. */
const FILLED_IN = '1234d'

interface FilledIn {
  text: string
  /** The variable of a range, by the place of its value. */
  filled: Map<number, string>
  /** What is written where the text has the characters of a stretch. */
  written: (from: number, to: number) => string
}

function filledIn(expression: string, valueOf: (variable: string) => string | undefined): FilledIn {
  const filled = new Map<number, string>()
  const shifts: { at: number; by: number }[] = []
  let text = ''
  let read = 0
  for (const match of expression.matchAll(VARIABLE)) {
    const name = match[1] ?? match[2] ?? match[3] ?? ''
    text += expression.slice(read, match.index)
    const isRange = /\[\s*$/.test(text)
    const value = isRange ? (valueOf(name) ?? FILLED_IN) : 'variable'
    if (isRange) filled.set(text.length, name)
    text += value
    read = match.index + match[0].length
    shifts.push({ at: text.length, by: match[0].length - value.length })
  }
  const placeOf = (place: number) => shifts.reduce((sum, { at, by }) => (at <= place ? sum + by : sum), place)
  return { text: text + expression.slice(read), filled, written: (from, to) => expression.slice(placeOf(from), placeOf(to)) }
}

/** The function that a node is an argument of, with `offset`, `@` or brackets around it; empty where there is none. */
function callOf({ parent }: SyntaxNode, text: string): string {
  if (parent !== null && AROUND.has(parent.name)) return callOf(parent, text)
  const call = parent?.name === 'FunctionCallBody' ? parent.parent : null
  return textOf(call?.getChild('FunctionIdentifier'), text)
}

/**
 * How far back from a moment an expression's ranges reach, offsets and subqueries among them; milliseconds. An instant selector's look-back of
 * five minutes does not count, nor does what `@` pins to one time.
 */
export function reachOf(text: string): number {
  return Math.max(0, reach(text, parser.parse(text).topNode))
}

function reach(text: string, node: SyntaxNode): number {
  if (node.name === 'StepInvariantExpr') return 0
  const parts = children(node)
  const duration = parts.find(({ name }) => DURATIONS.has(name))
  const furthest = Math.max(0, ...parts.filter(({ name }) => !DURATIONS.has(name)).map((part) => reach(text, part)))
  return duration === undefined ? furthest : furthest + signed(text.slice(duration.from, duration.to))
}

/** What a range, the range of a subquery, and an offset are written in. */
const DURATIONS = new Set(['DurationExpr', 'OffsetDurationExpr'])

function signed(text: string): number {
  const ms = parseDuration(text.replace(/^[-+]\s*/, '')) ?? 0
  return text.startsWith('-') ? -ms : ms
}

function firstError(tree: Tree): SyntaxNode | undefined {
  const cursor = tree.cursor()
  do if (cursor.type.isError) return cursor.node
  while (cursor.next())
  return undefined
}

function children({ firstChild }: SyntaxNode): SyntaxNode[] {
  const all: SyntaxNode[] = []
  for (let node = firstChild; node !== null; node = node.nextSibling) all.push(node)
  return all
}

function misfit(text: string, { from, to, prevSibling }: SyntaxNode): string {
  const rest = text.slice(from).trimStart()
  const open = unclosed(text.slice(0, from))
  const closing = open === undefined ? '' : `, where '${open}' is still open`
  if (rest === '') return text.trim() === '' ? 'found nothing' : `the text ends too early${closing}`
  if (rest.startsWith('(') && prevSibling?.name === 'Identifier') return notAFunction(text.slice(prevSibling.from, prevSibling.to))
  const word = /^[\w:.]+|^./.exec(text.slice(from, Math.max(to, from + 1)).trimStart() || rest)?.[0] ?? rest
  return `'${word}' does not fit here${closing}`
}

function notAFunction(name: string): string {
  return `'${name}' is not a function of PromQL`
}

/** The last bracket that is still open at the end of a text; text in quotes is skipped. */
function unclosed(text: string): string | undefined {
  const open: string[] = []
  for (const [sign] of text.matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|[([{}\])]/g))
    if (sign.length === 1 && '([{'.includes(sign)) open.push(sign)
    else if (sign.length === 1) open.pop()
  return open.at(-1)
}
