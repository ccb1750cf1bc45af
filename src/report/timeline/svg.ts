import { widest } from '../../lib/columns.ts'
import { cutTo, seconds } from '../../lib/format.ts'
import { wrap } from '../../lib/wrap.ts'
import { rangeText } from '../../verdict/prediction.ts'
import { reportInEnglish, type ReportWords } from '../words/en.ts'
import { escapedXml } from '../xml.ts'
import { type Band, type CellSpan, type PicturePanel, type PictureRow, type PredictedGap, probeFigure, type ProbeRow } from './picture.ts'

/* The timeline as SVG. What a colour tells, a shape or a word tells, too. */

const [WIDTH, LEFT, RIGHT] = [1000, 206, 100]
const [ROW, CELL, LINE, HEAD] = [26, 16, 16, 60]
/** Of the font's size: every sign of a monospaced one is so wide. */
const SIGN = 0.61
const [TEXT, SMALL] = [13, 12]
/** Narrower than this, cells are drawn without a space between them. */
const APART = 4
/** A bar of a probe is so wide at least. */
const BAR = 1.5
/** Replicas that are told apart by colour. */
const COLOURS = 4

/** A run to be drawn. */
export interface Drawing {
  title: string
  /** What it says, in whole sentences. */
  lines: string[]
  pictures: PicturePanel[]
  /** Without its title and lines, which stand beside it. */
  isBare?: boolean
}

/** Runs below each other, as one picture. `id`: of its hatching, of its own where a page has several pictures. `words`: left out, English. */
export function svgOf(drawings: readonly Drawing[], id = 'hatched', words = reportInEnglish): string {
  const parts: string[] = []
  let top = 12
  for (const { title, lines, pictures, isBare = false } of drawings) {
    for (const [index, line] of isBare ? [] : [title, ...lines].entries()) {
      top += index === 0 ? 20 : 17
      parts.push(text(12, top, line, index === 0 ? 'h' : 's'))
    }
    for (const picture of pictures) {
      const drawn = panelOf(picture, top + 14, { hatched: id, words })
      parts.push(...drawn.parts)
      top = drawn.bottom
    }
    top += 20
  }
  const sentences = drawings.map(({ title, lines }) => words.verdict.whole(title, lines.join(' ')))
  const height = Math.ceil(top)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="timeline" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`,
    `<title>${escapedXml(sentences.join(' '))}</title>`,
    `<style>${STYLE}</style>`,
    `<defs><pattern id="${id}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="gap" width="6" height="6"/><rect class="bg" width="2" height="6"/></pattern></defs>`,
    `<rect class="bg" width="${WIDTH}" height="${height}"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n')
}

/** Light, dark, and on paper. Contrast of text with its ground: 7 and more. */
const STYLE = `
.timeline{--bg:#fff;--fg:#1a1a1a;--dim:#404040;--line:#c9c9c9;--band:#e9b64f;--edge:#8a5a00;--a:#2f6fb3;--b:#2e7d4f;--c:#8a4fa3;--d:#9a5b12;--both:#6b6b6b;--gap:#1a1a1a;--on:#fff;--bad:#a4161a}
@media(prefers-color-scheme:dark){.timeline{--bg:#15171a;--fg:#f0f0f0;--dim:#d0d3d8;--line:#4a4e55;--band:#7d6120;--edge:#d9a93f;--a:#7fb4ec;--b:#7fd0a0;--c:#cfa0e4;--d:#e6b06a;--both:#a9adb3;--gap:#f0f0f0;--on:#15171a;--bad:#ff9a9d}}
@media print{.timeline{--bg:#fff;--fg:#000;--dim:#333;--line:#bbb;--band:#bbb;--edge:#333;--on:#fff;--gap:#000;--bad:#000}}
.timeline text{font:${TEXT}px ui-monospace,Menlo,Consolas,monospace;fill:var(--fg)}
.timeline .bg{fill:var(--bg)}.timeline .h{font-weight:700;font-size:15px}.timeline .s{font-size:${SMALL}px;fill:var(--dim)}.timeline .b{font-weight:700}
.timeline .s0{fill:var(--a)}.timeline .s1{fill:var(--b)}.timeline .s2{fill:var(--c)}.timeline .s3{fill:var(--d)}.timeline .sx{fill:var(--both)}
.timeline .on{fill:var(--on);font-size:11px}.timeline .band{fill:var(--band);fill-opacity:.35}.timeline .edge{stroke:var(--edge);stroke-width:1.5;fill:none}.timeline .gap{fill:var(--gap)}.timeline .tick{stroke:var(--line)}.timeline .lead{stroke:var(--fg);fill:none}
.timeline .bad{fill:var(--bad)}.timeline .ms{fill:var(--dim)}`.replaceAll('\n', '')

interface Around {
  /** The id of the hatching. */
  hatched: string
  words: ReportWords
}

interface Frame extends Around {
  unit: number
  x: (cell: number) => number
}

function panelOf(picture: PicturePanel, top: number, around: Around): { parts: string[]; bottom: number } {
  const unit = (WIDTH - LEFT - RIGHT) / picture.grid.cells
  const frame: Frame = { unit, x: (cell) => LEFT + cell * unit, ...around }
  const lanes = lanesOf(picture.bands, frame)
  const begin = top + HEAD + Math.max(0, ...lanes) * LINE
  const { longestGap } = around.words.timeline
  const most = WIDTH - 20 - widthOf(longestGap)
  const head = [
    text(12, top + 14, picture.selector, 'b'),
    text(WIDTH - 12, begin - 6, longestGap, 's', 'end'),
    ...picture.scale.flatMap(({ cell, label }) =>
      frame.x(cell) + widthOf(label) > most ? [] : [text(frame.x(cell), begin - 6, label, 's')],
    ),
  ]
  let y = begin
  const rows: string[] = []
  for (const row of picture.rows) {
    const drawn = rowOf(row, frame, y, picture.replicas)
    rows.push(...drawn.parts)
    y = drawn.bottom
  }
  for (const probe of picture.probes) {
    rows.push(...probeRow(probe, frame, y))
    y += ROW
  }
  const bands = picture.bands.map((band, index) => bandOf(band, frame, top + HEAD - 26 + lanes[index]! * LINE, y))
  const ticks = picture.scale.map(({ cell }) => `<path class="tick" d="M${fixed(frame.x(cell))} ${begin - 2}V${fixed(y)}"/>`)
  return { parts: [...bands, ...ticks, ...head, ...rows], bottom: y }
}

/** How wide small text is. */
const widthOf = (words: string): number => widest([words]) * SMALL * SIGN

/** Bands and their labels beside each other where they fit, else below each other: the lane of each, from 0. */
function lanesOf(bands: readonly Band[], { x }: Frame): number[] {
  const ends: number[] = []
  return bands.map(({ first, last, label }) => {
    const begin = Math.min(x(first), labelX(first, label, x))
    const free = ends.findIndex((end) => end < begin)
    const lane = free < 0 ? ends.length : free
    ends[lane] = Math.max(x(last + 1), labelX(first, label, x) + widthOf(label)) + 8
    return lane
  })
}

const labelX = (first: number, label: string, x: Frame['x']): number => within(x(first) + 3, label)

/** A band over all rows, with its name and its length above them: where bands overlap, each has its own edges. */
function bandOf({ first, last, label, beginsBefore, endsAfter }: Band, { x, unit }: Frame, top: number, bottom: number): string {
  const [from, to] = [x(first), x(first) + Math.max(2, (last - first + 1) * unit)]
  const edge = (at: number) => `M${fixed(at)} ${fixed(bottom)}V${fixed(top)}`
  const edges = `${beginsBefore ? '' : edge(from)}M${fixed(from)} ${fixed(top)}H${fixed(to)}${endsAfter ? '' : edge(to)}`
  const shade = `<rect class="band" x="${fixed(from)}" y="${fixed(top)}" width="${fixed(to - from)}" height="${fixed(bottom - top)}"/>`
  return `<g>${shade}<path class="edge" d="${edges}"/>${text(labelX(first, label, x), top - 4, label, 's b')}</g>`
}

/** `order`: a replica has its colour by its place in it. */
function rowOf(row: PictureRow, frame: Frame, top: number, order: readonly string[]): { parts: string[]; bottom: number } {
  const middle = top + CELL - 4
  const style = row.replica === undefined ? 'b' : ''
  const figures = [text(12, middle, cut(row.label), style), text(WIDTH - 12, middle, seconds(row.longestSeconds), style, 'end')]
  const gaps = row.lacking.map((stretch) => hatchedBox(stretch, frame, top))
  const { sources = [] } = row
  const samples =
    sources.length === 0
      ? [cellsPath(row.samples, frame, top, row.replica === undefined ? 'sx' : colourOf([row.replica], order))]
      : sources.flatMap((source) => [
          cellsPath([source], frame, top, colourOf(source.pods, order)),
          ...sourceName(source, frame, top, colourOf(source.pods, order)),
        ])
  let y = top + ROW
  const words: string[] = []
  const shown = row.notes.length > NOTES ? row.notes.slice(0, FEW) : row.notes
  const noted = noteParts(shown, frame, top)
  words.push(...noted.parts)
  y += noted.lines * LINE
  const more = row.notes.length - shown.length
  if (more > 0) {
    words.push(text(LEFT, y + 9, frame.words.timeline.more(more, seconds(row.longestSeconds)), 's'))
    y += LINE
  }
  for (const line of [...row.predicted.map((gap) => predictedText(gap, frame.words)), ...(row.remark === undefined ? [] : [row.remark])]) {
    words.push(text(LEFT, y + 9, line, 's'))
    y += LINE
  }
  return { parts: [...gaps, ...samples, ...figures, ...words], bottom: y + (y > top + ROW ? 6 : 0) }
}

/** Notes of a row at most; of more, the first few. */
const [NOTES, FEW] = [4, 2]

/** The last note stands highest, so that no line from a cell to its note crosses another note. Notes share a line where they fit. */
function noteParts(notes: PictureRow['notes'], { x }: Frame, top: number): { parts: string[]; lines: number } {
  // Where the words on each line begin.
  const begins: number[] = []
  const parts = notes.toReversed().flatMap(({ at, text: note }) => {
    const words = wrap(note, 90).map((line) => ({ line, left: within(x(at) + 4, line) }))
    const isFree = (first: number) => words.every(({ line, left }, index) => left + widthOf(line) + 8 < (begins[first + index] ?? WIDTH))
    let first = 0
    while (first < begins.length && !isFree(first)) first += 1
    for (const [index, { left }] of words.entries()) begins[first + index] = left
    const y = (index: number) => top + ROW + (first + index) * LINE
    return [
      // Not into words that could not begin at it.
      `<path class="lead" d="M${fixed(x(at))} ${top + CELL}V${y(0) + (words[0]!.left < x(at) ? -2 : 2)}"/>`,
      ...words.map(({ line, left }, index) => text(left, y(index) + 9, line, 's')),
    ]
  })
  return { parts, lines: begins.length }
}

function predictedText(gap: PredictedGap, { timeline, figures }: ReportWords): string {
  const measured = gap.measured === undefined ? undefined : seconds(gap.measured)
  return timeline.predicted(rangeText(gap, figures), measured, gap.isMet !== false)
}

function colourOf(pods: readonly string[], order: readonly string[]): string {
  const place = pods.length === 1 ? order.indexOf(pods[0]!) : -1
  return place >= 0 && place < COLOURS ? `s${place}` : 'sx'
}

/** The replica's name in its stretch, where it fits. */
function sourceName(
  { first, last, pods }: NonNullable<PictureRow['sources']>[number],
  { x, unit, words: { timeline } }: Frame,
  top: number,
  style: string,
): string[] {
  const width = (last - first + 1) * unit
  const { ofNone, ofBoth, ofSeveral } = timeline
  const name = pods.length === 1 ? pods[0]! : pods.length === 0 ? ofNone : pods.length === 2 ? ofBoth : ofSeveral
  const short = /-(\d+)$/.exec(name)?.[1] ?? name
  const fitting = [name, short].find((one) => widest([one]) * 11 * SIGN + 6 < width)
  if (fitting === undefined) return []
  const middle = x(first) + width / 2
  const half = (widest([fitting]) * 11 * SIGN) / 2 + 3
  // Without the lines between the cells behind it.
  const ground = `<rect class="${style}" x="${fixed(middle - half)}" y="${top}" width="${fixed(2 * half)}" height="${CELL}"/>`
  return [ground, text(middle, top + CELL - 4, fitting, 'on', 'middle')]
}

/** Cells beside each other, as one shape: a picture of an hour stays small. */
function cellsPath(all: readonly CellSpan[], { x, unit }: Frame, top: number, style: string): string {
  const gap = unit >= APART ? 1 : 0
  const d = all.flatMap(({ first, last }) =>
    gap === 0
      ? [`M${fixed(x(first))} ${top}h${fixed((last - first + 1) * unit)}v${CELL}h-${fixed((last - first + 1) * unit)}z`]
      : Array.from({ length: last - first + 1 }, (_, index) => {
          const width = fixed(unit - gap)
          return `M${fixed(x(first + index))} ${top}h${width}v${CELL}h-${width}z`
        }),
  )
  return `<path class="${style}" d="${d.join('')}"/>`
}

/** A gap is dark and hatched, so that it shows without colour, too. */
function hatchedBox({ first, last }: CellSpan, { x, unit, hatched }: Frame, top: number): string {
  return `<rect x="${fixed(x(first))}" y="${top}" width="${fixed(Math.max(2, (last - first + 1) * unit))}" height="${CELL}" fill="url(#${hatched})"/>`
}

/** A bar a cell, as high as its slowest request was slow; one that failed is whole and in another colour. */
function probeRow(probe: ProbeRow, { x, unit, words }: Frame, top: number): string[] {
  const { name, slowestMs } = probe
  const each = Math.ceil(BAR / unit)
  const cells = together(probe.cells, each)
  const width = fixed(each > 1 ? each * unit : Math.max(0.8, unit - 1))
  const bars = (some: typeof cells, height: (ms: number) => number) =>
    some.map(({ cell, ms }) => `M${fixed(x(cell))} ${top + CELL}v-${fixed(height(ms))}h${width}V${top + CELL}z`).join('')
  const good = cells.filter(({ failed }) => failed === 0)
  const bad = cells.filter(({ failed }) => failed > 0)
  return [
    text(12, top + CELL - 4, cut(words.timeline.probe(name)), 's'),
    ...(good.length === 0 ? [] : [`<path class="ms" d="${bars(good, (ms) => Math.max(1, (ms / Math.max(1, slowestMs)) * CELL))}"/>`]),
    ...(bad.length === 0 ? [] : [`<path class="bad" d="${bars(bad, () => CELL)}"/>`]),
    text(WIDTH - 12, top + CELL - 4, probeFigure(probe, words), 's', 'end'),
  ]
}

/** The worst of so many cells as one: more than one bar in a point is not seen, and an hour of them is a large file. */
function together(cells: ProbeRow['cells'], each: number): ProbeRow['cells'] {
  if (each === 1) return cells
  const worst = new Map<number, ProbeRow['cells'][number]>()
  for (const { cell, ms, failed } of cells) {
    const first = cell - (cell % each)
    const known = worst.get(first)
    worst.set(first, { cell: first, ms: Math.max(ms, known?.ms ?? 0), failed: failed + (known?.failed ?? 0) })
  }
  return [...worst.values()]
}

function cut(label: string): string {
  return cutTo(label, Math.floor((LEFT - 20) / (TEXT * SIGN)), (part) => widest([part]))
}

/** So far left that a text ends in the picture. */
function within(x: number, words: string): number {
  return Math.max(LEFT, Math.min(x, WIDTH - 8 - widthOf(words)))
}

function text(x: number, y: number, words: string, style = '', anchor = ''): string {
  const more = `${style === '' ? '' : ` class="${style}"`}${anchor === '' ? '' : ` text-anchor="${anchor}"`}`
  return `<text x="${fixed(x)}" y="${fixed(y)}"${more}>${escapedXml(words)}</text>`
}

function fixed(value: number): string {
  return String(Math.round(value * 10) / 10)
}
