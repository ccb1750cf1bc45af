import type { AuditSource } from './reads.ts'
import { valuesAt } from './reads.ts'

/* Where a selector has more series than may be counted: those of some of its targets are, and how many is said. */

/** A part of a selector's series. */
export interface SeriesPart {
  selector: string
  /** The label whose values are the part, how many of them it has, and of how many. */
  label: string
  values: number
  of: number
}

/** By what series are parted: whole targets first, as these come and go together. */
const BY = ['instance', 'pod', 'namespace', 'node', 'job']
/** Values of a label that are looked at. */
const VALUES = 2000
/** A URL has to hold the selector. */
const LONGEST = 4000
/** Series come and go: there may be more in the whole window than there are at one time. */
const SHARE = 0.8

/**
 * The part of a selector's `series` that fits into `most`: those of some values of a label, evenly chosen. undefined where no label has values
 * with few enough series.
 */
export async function partOf(
  source: AuditSource,
  selector: string,
  at: number,
  { series, most }: { series: number; most: number },
): Promise<SeriesPart | undefined> {
  for (const label of BY) {
    const found = await valuesAt(source, `topk(${VALUES}, count by (${label}) (${selector}))`, at, Math.min(VALUES, series))
    const values = found
      .flatMap(({ labels, value }) => (labels[label] === undefined ? [] : [{ name: labels[label], series: value }]))
      .sort((one, other) => (one.name < other.name ? -1 : 1))
    const chosen = evenly(values, SHARE * most)
    if (values.length > 1 && chosen.length > 0)
      return { selector: withMatcher(selector, label, chosen), label, values: chosen.length, of: values.length }
  }
  return undefined
}

interface Value {
  name: string
  series: number
}

function evenly(values: readonly Value[], most: number): string[] {
  const total = values.reduce((sum, { series }) => sum + series, 0)
  const every = Math.max(1, Math.ceil(total / most))
  const chosen: string[] = []
  let [series, length] = [0, 0]
  for (let place = 0; place < values.length; place += every) {
    const value = values[place]!
    if (series + value.series > most || length + value.name.length + 3 > LONGEST) continue
    series += value.series
    length += value.name.length + 3
    chosen.push(value.name)
  }
  return chosen
}

/** A selector with one more matcher. */
function withMatcher(selector: string, label: string, values: readonly string[]): string {
  const pattern = values.map((value) => value.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&')).join('|')
  const matcher = `${label}=~${JSON.stringify(pattern)}`
  const open = selector.indexOf('{')
  if (open < 0) return `${selector}{${matcher}}`
  const rest = selector.slice(open + 1).trimStart()
  return `${selector.slice(0, open)}{${matcher}${rest.startsWith('}') ? '' : ','}${rest}`
}
