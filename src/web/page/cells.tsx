import { cutTo } from '../../lib/format.ts'
import type { CellSpan, PicturePanel, PictureRow } from '../../report/timeline/picture.ts'
import { words } from './words/words.ts'

/* The cells of one row of the timeline, as far as they are seen. */

/** Where and how the picture is drawn; pixels. */
export interface Box {
  /** Columns for labels and figures on both sides; 0 where the page is narrow. */
  left: number
  right: number
  /** Width of a cell. */
  unit: number
  width: number
  /** How far it is scrolled. */
  offset: number
  isNarrow: boolean
  isLarge: boolean
  /** The cells that are seen. */
  span: CellSpan
}

/** Sizes, pixels. */
export const PANEL = {
  head: (isLarge: boolean) => (isLarge ? 72 : 46),
  cell: ({ isLarge }: Box) => (isLarge ? 32 : 20),
  row: ({ isLarge, isNarrow }: Box) => (isLarge ? 48 : 32) + (isNarrow ? (isLarge ? 34 : 20) : 0),
  text: ({ isLarge }: Box) => (isLarge ? 24 : 15),
  /** The width of a sign. */
  sign: (isLarge: boolean) => (isLarge ? 14.6 : 8.6),
}

/** Where each row begins, and how high the whole is. Groups are apart. */
export function rowsHeight(picture: PicturePanel, box: Box): { height: number; tops: number[]; probes: number[] } {
  const above = box.isNarrow ? (box.isLarge ? 34 : 20) : 0
  let y = PANEL.head(box.isLarge)
  let group = 0
  const tops = picture.rows.map((row) => {
    if (row.group !== group) y += 10
    group = row.group
    const top = y + above
    y += PANEL.row(box)
    return top
  })
  if (picture.probes.length > 0) y += 10
  const probes = picture.probes.map(() => {
    const top = y + above
    y += PANEL.row(box)
    return top
  })
  return { height: y + 4, tops, probes }
}

/** Replicas that are told apart by colour; each has its number in the cell, too. */
const COLOURS = 4

export function colourOf(pods: readonly string[], order: readonly string[]): string {
  const place = pods.length === 1 ? order.indexOf(pods[0]!) : -1
  return place >= 0 && place < COLOURS ? `s${place}` : 'sx'
}

/** How many Latin signs a text is as wide as: a Chinese one is as wide as two. */
export function columnsOf(text: string): number {
  return text.replaceAll(/[\u2e80-\uffef]/g, 'xx').length
}

/** Columns of a row's label at most. */
const LABEL = 24

/** A row's label; a long one is cut. */
export function labelOf({ label }: Pick<PictureRow, 'label'>): string {
  return cutTo(label, LABEL, columnsOf)
}

interface CellsProps {
  row: PictureRow
  replicas: readonly string[]
  top: number
  box: Box
  panel: number
}

export function Cells({ row, replicas, top, box, panel }: CellsProps) {
  const size = PANEL.cell(box)
  const at = (cell: number) => box.left + cell * box.unit - box.offset
  const own = row.replica === undefined ? 'sx' : colourOf([row.replica], replicas)
  const stretches = row.sources ?? row.samples.map((span) => ({ ...span, pods: row.replica === undefined ? undefined : [row.replica] }))
  return (
    <g>
      {seenOf(row.lacking, box.span).map(({ first, last }) => (
        <rect key={first} x={at(first)} y={top} width={(last - first + 1) * box.unit} height={size} fill={`url(#hatch-${panel})`} />
      ))}
      {seenOf(stretches, box.span).map(({ first, last, pods }) => {
        const style = pods === undefined ? own : colourOf(pods, replicas)
        return (
          <g key={first}>
            <path class={style} d={cellsPath({ first, last }, at, top, size, box.unit)} />
            <Name pods={pods} first={first} last={last} at={at} top={top} box={box} style={style} />
          </g>
        )
      })}
    </g>
  )
}

/** The parts of stretches that are seen. */
function seenOf<S extends CellSpan>(spans: readonly S[], seen: CellSpan): S[] {
  return spans
    .filter(({ first, last }) => last >= seen.first && first <= seen.last)
    .map((span) => ({ ...span, first: Math.max(span.first, seen.first), last: Math.min(span.last, seen.last) }))
}

function cellsPath({ first, last }: CellSpan, at: (cell: number) => number, top: number, size: number, unit: number): string {
  const width = (unit - 1).toFixed(1)
  const cells = Array.from(
    { length: last - first + 1 },
    (_, index) => `M${at(first + index).toFixed(1)} ${top}h${width}v${size}h-${width}z`,
  )
  return cells.join('')
}

interface NameProps {
  pods: readonly string[] | undefined
  first: number
  last: number
  at: (cell: number) => number
  top: number
  box: Box
  style: string
}

/** Whose samples they are, as a word where it fits, else as its number: colour alone does not tell. */
function Name({ pods, first, last, at, top, box, style }: NameProps) {
  if (pods === undefined) return null
  const name = pods.length === 1 ? pods[0]! : pods.length === 0 ? words.value.timeline.noReplica : words.value.timeline.both
  const sign = box.isLarge ? 13 : 8
  const width = (last - first + 1) * box.unit
  const fitting = [name, /-(\d+)$/.exec(name)?.[1] ?? ''].find((one) => one !== '' && columnsOf(one) * sign + 4 < width)
  if (fitting === undefined) return null
  const middle = at(first) + width / 2
  const half = (columnsOf(fitting) * sign) / 2 + 2
  return (
    <g>
      <rect class={style} x={middle - half} y={top} width={2 * half} height={PANEL.cell(box)} />
      <text class="on" x={middle} y={top + PANEL.text(box)} text-anchor="middle">
        {fitting}
      </text>
    </g>
  )
}

/** Where a cell begins, pixels. */
export const cellX = (cell: number, { left, unit, offset }: Box) => Math.round((left + cell * unit - offset) * 10) / 10

/** The last pixel at which a text can begin without being cut. */
export const lastX = (text: string, { width, right, isLarge: large }: Box) => width - right - columnsOf(text) * PANEL.sign(large)

/** The name of a fault that has just begun ends at the edge; one that would lie on the name before it comes after that. */
export function FaultBands({ bands, box, height }: { bands: PicturePanel['bands']; box: Box; height: number }) {
  let free = box.left + 4
  const names = bands.map(({ first, label }) => {
    const at = Math.max(free, Math.min(cellX(first, box) + 4, lastX(label, box)))
    free = at + (columnsOf(label) + 1) * PANEL.sign(box.isLarge)
    return at
  })
  return (
    <g>
      {bands.map(({ first, last }, place) => (
        <rect
          key={place}
          class="band"
          x={cellX(first, box)}
          y={2}
          width={Math.max(3, cellX(last + 1, box) - cellX(first, box))}
          height={height - 2}
        />
      ))}
      {bands.map(({ label }, place) => (
        <text key={place} class="small strong" x={names[place]} y={box.isLarge ? 24 : 15}>
          {label}
        </text>
      ))}
    </g>
  )
}
