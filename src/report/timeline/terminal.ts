import { formatDuration } from '../../lib/duration.ts'
import { seconds } from '../../lib/format.ts'
import { wrap } from '../../lib/wrap.ts'
import type { Signs } from '../signs.ts'
import type { Page, Paint } from '../text.ts'
import { type Band, type CellSpan, marksOf, type PicturePanel, type PictureRow, picturesOf, probeFigure, type ProbeRow } from './picture.ts'

/* The timeline for a terminal: a column a cell, folded where the terminal is narrower. */

/** Columns for the cells at least, however long the labels. */
const LEAST = 20
/** Cells drawn at most: beyond, a picture helps nobody. */
const MOST = 2000
/** Cells shown on each side of the faults where not everything fits. */
const AROUND = 20
/** Columns for `longest gap`, with the space before it. */
const RIGHT = 13
/** In a page narrower than this they are left out, and there are fewer cells. */
const NARROW = { width: 56, least: 15 }
/** The label of the line under Query's answers. */
const UNDER = '  samples of'
/** Gaps and switches that are pointed at, in one row, at most. */
const POINTED = 6
/** Cells from one mark of the scale to the next. */
const STEP = 10

/** A row for every series of a run, on a scale of time that begins at the first fault. */
export function timelineLines({ analysis, ...page }: Page): string[] {
  const pictures = picturesOf(analysis)
  if (pictures.length === 0) return []
  const lines = pictures.flatMap((picture) => ['', ...pictureLines(picture, page)])
  return [page.paint('bold', 'Timeline') + legend(analysis.intervalMs, page.signs), ...lines]
}

/** What the cells of a picture are, to follow its title. */
export function legend(intervalMs: number, { sample, none }: Signs): string {
  return `   one cell a scrape (${formatDuration(intervalMs)}): ${sample} sample, ${none} none`
}

/** One picture, in as many blocks below each other as its time takes. `isNewest`: only its end, in one block. */
export function pictureLines(
  picture: PicturePanel,
  { paint, width, signs, isNewest = false }: Pick<Page, 'paint' | 'width' | 'signs'> & { isNewest?: boolean },
): string[] {
  const labels = [UNDER, ...picture.rows.map(({ label }) => label), ...picture.probes.map(probeLabel)]
  const longestLabel = Math.max(...labels.map((label) => label.length))
  const [right, least] = width < NARROW.width ? [0, NARROW.least] : [RIGHT, LEAST]
  const left = Math.min(longestLabel + 4, width - right - least)
  const columns = width - left - right
  const folded = isNewest ? [newest(picture, columns)] : fold(picture, columns)
  const drawn = folded.reduce((sum, span) => sum + lengthOf(span), 0)
  const { cells } = picture.grid
  const cut = drawn < cells && !isNewest ? [`  only the time around the fault is drawn: ${drawn} of ${cells} scrapes`] : []
  const tags = tagsOf(picture.replicas)
  const blocks = folded.map((span, index) => blockLines({ picture, span, tags, signs, paint, left, columns, right, isFirst: index === 0 }))
  return [`  ${picture.selector}`, ...cut, ...blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]))]
}

const lengthOf = ({ first, last }: CellSpan): number => last - first + 1

/** The end of a picture that grows. */
function newest({ grid: { cells } }: PicturePanel, columns: number): CellSpan {
  return { first: Math.max(0, cells - columns), last: cells - 1 }
}

/** The whole of it where it fits; else the time around the faults, in as many stretches as that takes. */
function fold({ grid: { cells }, bands }: PicturePanel, columns: number): CellSpan[] {
  const isWhole = cells <= columns || bands.length === 0
  const first = isWhole ? 0 : Math.max(0, Math.min(...bands.map((band) => band.first)) - AROUND)
  const end = isWhole ? cells - 1 : Math.min(cells - 1, Math.max(...bands.map((band) => band.last)) + AROUND)
  const last = Math.min(end, first + MOST - 1)
  return Array.from({ length: Math.ceil((last - first + 1) / columns) }, (_, index) => {
    const start = first + index * columns
    return { first: start, last: Math.min(last, start + columns - 1) }
  })
}

/** A stretch of a picture, at most as wide as the page. */
interface Block {
  picture: PicturePanel
  span: CellSpan
  /** Of the replicas. */
  tags: Map<string, string>
  signs: Signs
  paint: Paint
  /** Columns for the labels. */
  left: number
  /** Columns for the cells. */
  columns: number
  /** Columns for the figures at the right; 0 where there are none. */
  right: number
  /** The figures at the right are said once, in the first block. */
  isFirst: boolean
}

/** The scale, the faults, then each row with what there is to say of it. */
function blockLines(block: Block): string[] {
  const { picture, span, left, columns, right, isFirst, paint, signs } = block
  const bars = picture.bands.map((band) => bar(span, band, signs, columns + right)).filter((line) => line !== '')
  const scale = scaleLine(span, picture)
  const hasFigures = isFirst && right > 0
  let group = 0
  return [
    ' '.repeat(left) + (hasFigures ? `${paint('dim', scale.padEnd(columns))}  longest gap` : paint('dim', scale.trimEnd())),
    ...bars.map((line) => ' '.repeat(left) + paint('yellow', line)),
    ...picture.rows.flatMap((row) => {
      const lines = rowLines(row, block)
      const isNext = row.group > group && lines.length > 0
      if (lines.length > 0) group = row.group
      return isNext ? ['', ...lines] : lines
    }),
    ...probeLines(block),
  ]
}

function rowLines(row: PictureRow, block: Block): string[] {
  const lines = stripLines(
    row.label,
    cellLine(row, block.span, block.signs),
    { red: block.signs.none, figure: seconds(row.longestSeconds) },
    block,
  )
  return lines.length === 0 ? [] : [...lines, ...under(row, block)]
}

/** A label, cells, and the figure at the right, which is said once; `red`: the sign that stands out. None where the block has no cell of it. */
function stripLines(label: string, cells: string, { red, figure }: { red: string; figure: string }, block: Block): string[] {
  const { left, columns, right, isFirst, paint } = block
  if (!isFirst && cells.trim() === '') return []
  const shown = cells.padEnd(columns).replaceAll(runsOf(red), (some) => paint('red', some))
  return [`  ${shortened(label, left - 4)}`.padEnd(left) + shown + (isFirst && right > 0 ? `  ${figure.padStart(right - 2)}` : '')]
}

/** A label that is too long loses what it has in parentheses, then its end. */
function shortened(label: string, width: number): string {
  return (label.length > width ? label.replace(/ \(.*\)$/, '') : label).slice(0, width)
}

const probeLabel = ({ name }: ProbeRow): string => `probe ${name}`

/** Finds each run of one sign. */
const runsOf = (sign: string): RegExp => new RegExp(`[${sign}]+`, 'g')

/** A row a probe. */
function probeLines(block: Block): string[] {
  const { picture, span, left, columns, right, isFirst, signs } = block
  const lines = picture.probes.flatMap((probe) =>
    stripLines(probeLabel(probe), latencyLine(probe, span, signs), { red: signs.failed, figure: signs.text(probeFigure(probe)) }, block),
  )
  const key = isFirst
    ? wrap(`the slowest request of each cell${signs.barsKey}, ${signs.failed} no answer`, left + columns + right, left)
    : []
  return lines.length === 0 ? [] : ['', ...lines, ...key]
}

/** A bar a cell, as high as its slowest request was slow; a cross where one failed. */
export function latencyLine({ cells, slowestMs }: ProbeRow, span: CellSpan, { bars, failed: cross }: Signs): string {
  const barOf = (ms: number) => bars[Math.max(0, Math.ceil((ms / Math.max(1, slowestMs)) * bars.length) - 1)]!
  return draw(
    span,
    cells.map(({ cell, ms, failed }) => ({ first: cell, last: cell, sign: failed > 0 ? cross : barOf(ms) })),
  )
}

/** A row's cells: a sample, none where one was due, blank where none was. */
export function cellLine({ samples, lacking }: Pick<PictureRow, 'samples' | 'lacking'>, span: CellSpan, { sample, none }: Signs): string {
  return draw(span, [...samples.map((one) => ({ ...one, sign: sample })), ...lacking.map((one) => ({ ...one, sign: none }))])
}

function draw(span: CellSpan, stretches: readonly (CellSpan & { sign: string })[]): string {
  const line: string[] = Array.from({ length: lengthOf(span) }, () => ' ')
  for (const { first, last, sign } of stretches)
    line.fill(sign, Math.max(0, first - span.first), Math.max(0, Math.min(last, span.last) - span.first + 1))
  return line.join('')
}

/** Under an answer of Query: whose samples it returned, its gaps and its switches. */
function under(row: PictureRow, { picture, span, tags, signs, left, columns, right, isFirst, paint }: Block): string[] {
  const lines = isFirst && row.remark !== undefined ? wrap(row.remark, left + columns + right, left) : []
  if (row.sources === undefined) return lines
  const label = `  ${UNDER}`.slice(0, left - 1).padEnd(left)
  // Ordinals speak for themselves.
  const letters = picture.replicas.filter((pod) => !pod.endsWith(tags.get(pod)!)).map((pod) => `${tags.get(pod)} is ${pod}`)
  const several = row.sources.some(({ pods }) => pods.length > 1) ? ['= is more than one replica'] : []
  const key = [...letters, ...several].join(', ')
  const inside = row.notes.map((note) => pointer(span, note, columns + right, signs.pointer)).filter((each) => each.length > 0)
  const more = inside.length > POINTED ? [`… and ${inside.length - POINTED} more`] : []
  const pointers = [...inside.slice(0, POINTED).flat(), ...more]
  const whose = draw(
    span,
    row.sources.map(({ first, last, pods }) => ({ first, last, sign: sourceTag(pods, tags) })),
  )
  return [
    ...(whose.trim() === '' ? [] : [label + paint('dim', whose.trimEnd())]),
    ...pointers.map((line) => ' '.repeat(left) + paint('cyan', line)),
    ...(isFirst ? wrap(key, left + columns + right, left) : []),
    ...lines,
  ]
}

/** Lines that point at a note's cell from below; none where the stretch does not show it. */
function pointer(span: CellSpan, { at, text }: PictureRow['notes'][number], width: number, { beside, above }: Signs['pointer']): string[] {
  const cell = Math.floor(at) - span.first
  if (cell < 0 || cell >= lengthOf(span)) return []
  if (cell + 2 + text.length <= width) return [`${' '.repeat(cell)}${beside} ${text}`]
  return [`${' '.repeat(cell)}${above}`, ...wrap(text, width, Math.max(0, Math.min(cell, width - text.length)))]
}

/** A sign for each replica: its ordinal where that is one digit, else a letter. */
export function tagsOf(pods: readonly string[]): Map<string, string> {
  const ordinals = pods.map((pod) => /-(\d)$/.exec(pod)?.[1])
  const plain = ordinals.every((digit) => digit !== undefined) && new Set(ordinals).size === pods.length
  return new Map(pods.map((pod, index) => [pod, (plain ? ordinals[index] : undefined) ?? String.fromCodePoint(97 + (index % 26))]))
}

/** `=` where more than one replica holds that sample, or has one in that cell; `?` where none does. */
function sourceTag([pod, ...others]: readonly string[], tags: Map<string, string>): string {
  if (pod === undefined) return '?'
  return others.length > 0 ? '=' : (tags.get(pod) ?? '?')
}

/** Marks every ten cells, counted from the first fault: `|-10s      |0s        |+10s`. */
export function scaleLine(span: CellSpan, picture: Pick<PicturePanel, 'zero' | 'grid'>): string {
  const length = lengthOf(span)
  const line: string[] = Array.from({ length }, () => ' ')
  for (const mark of marksOf(picture, STEP, span)) {
    const [cell, label] = [mark.cell - span.first, `|${mark.label}`]
    if (cell + label.length <= length) line.splice(cell, label.length, ...label)
  }
  return line.join('')
}

/**
 * The time that a fault lasted, as a bar with its name in it, or beside it where it is short: at its left where the line has no space for it at
 * the right. Empty where the stretch does not show it.
 */
export function bar(span: CellSpan, band: Band, { band: signs }: Pick<Signs, 'band'>, space = Infinity): string {
  const [first, last] = [Math.max(0, band.first - span.first), Math.min(span.last, band.last) - span.first]
  if (!(first <= last)) return ''
  const length = last - first + 1
  const left = band.beginsBefore || band.first < span.first ? signs.between : signs.first
  const right = band.endsAfter || band.last > span.last ? signs.between : signs.last
  const line = length === 1 ? signs.both : left + signs.between.repeat(length - 2) + right
  const name = ` ${band.label} `
  const inside = length >= name.length + 4
  const start = 1 + Math.floor((length - 2 - name.length) / 2)
  if (!inside && last + name.length >= space) return name.padStart(first).slice(0, first) + line
  return ' '.repeat(first) + (inside ? line.slice(0, start) + name + line.slice(start + name.length) : `${line}${name}`)
}
