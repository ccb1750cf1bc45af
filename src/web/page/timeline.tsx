import { useComputed, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { formatDuration } from '../../lib/duration.ts'
import { seconds } from '../../lib/format.ts'
import { rangeText } from '../../verdict/prediction.ts'
import { type CellSpan, marksOf, type PicturePanel, type PictureRow } from '../../report/timeline/picture.ts'
import { type Box, Cells, cellX, colourOf, columnsOf, FaultBands, labelOf, lastX, PANEL, rowsHeight } from './cells.tsx'
import { cursor, isLarge, view } from './state.ts'
import { TimelineTable } from './timeline-table.tsx'
import { utcClock } from './times.ts'
import { words } from './words/words.ts'

/* The timeline of one panel: what fits is drawn; a long one is scrolled, and only what is seen of it is in the document. */

interface TimelineProps {
  picture: PicturePanel
  /** Its place on the page. */
  panel: number
  sentence: string
  /** It grows: the newest is kept in view. */
  grows: boolean
}

/** Pixels that a cell has at least. */
const LEAST = 7
/** Cells from one mark of the scale to the next. */
const STEPS = [1, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600]

export function Timeline({ picture, panel, sentence, grows }: TimelineProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const width = useSignal(0)
  const offset = useSignal(0)
  const isAtEnd = useRef(true)

  useEffect(() => {
    const element = scroller.current!
    const observer = new ResizeObserver(() => {
      width.value = element.clientWidth
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  const isNarrow = useComputed(() => width.value < 640)
  const large = isLarge.value
  const said = words.value.timeline
  const longest = Math.max(
    ...picture.rows.map((row) => columnsOf(labelOf(row))),
    ...picture.probes.map(({ name }) => columnsOf(said.latency(name))),
  )
  const left = isNarrow.value ? 0 : Math.round(longest * PANEL.sign(large)) + (large ? 40 : 32)
  const right = isNarrow.value ? 0 : large ? 190 : 100
  const plot = Math.max(50, width.value - left - right)
  const unit = Math.max(large ? 12 : LEAST, plot / picture.grid.cells)
  const whole = unit * picture.grid.cells

  useEffect(() => {
    const element = scroller.current!
    if (grows && isAtEnd.current) element.scrollLeft = element.scrollWidth
  }, [picture])

  useEffect(() => {
    const at = cursor.value
    if (at === undefined || at.panel !== panel) return
    const x = at.cell * unit
    const element = scroller.current!
    if (x < element.scrollLeft || x + unit > element.scrollLeft + plot) element.scrollLeft = x - plot / 2
  }, [cursor.value])

  const first = Math.max(0, Math.floor(offset.value / unit))
  const span: CellSpan = { first, last: Math.min(picture.grid.cells - 1, Math.ceil((offset.value + plot) / unit)) }
  const box: Box = { left, right, unit, width: width.value, offset: offset.value, isNarrow: isNarrow.value, isLarge: large, span }
  const { height, tops, probes } = rowsHeight(picture, box)

  const select = (event: MouseEvent) => {
    const bounds = scroller.current!.getBoundingClientRect()
    const cell = Math.floor((event.clientX - bounds.left - left + offset.value) / unit)
    const y = event.clientY - bounds.top
    const row = tops.findLastIndex((top) => y >= top)
    if (cell < 0 || cell >= picture.grid.cells || row < 0 || row >= picture.rows.length) return
    cursor.value = { panel, row, cell }
  }
  const step = STEPS.find((cells) => (span.last - span.first) / cells <= Math.max(2, plot / (large ? 150 : 90))) ?? 7200

  return (
    <figure>
      <figcaption>
        <code>{picture.selector}</code> <span class="dim">{said.legend(formatDuration(picture.grid.interval * 1000))}</span>
      </figcaption>
      <div
        class="scroller"
        ref={scroller}
        tabIndex={0}
        role="group"
        aria-label={said.label(picture.selector)}
        onScroll={({ currentTarget }) => {
          offset.value = currentTarget.scrollLeft
          isAtEnd.current = currentTarget.scrollLeft + currentTarget.clientWidth >= currentTarget.scrollWidth - 4
        }}
        onClick={select}
        onDblClick={() => {
          view.value = 'why'
        }}
      >
        <div class="spacer" style={{ width: `${left + whole + right}px` }}>
          <svg class="picture" width={width.value} height={height} role="img" aria-label={sentence}>
            <defs>
              <pattern id={`hatch-${panel}`} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <rect class="gap" width="6" height="6" />
                <rect class="bg" width="2" height="6" />
              </pattern>
              <clipPath id={`plot-${panel}`}>
                <rect x={left} y={0} width={plot} height={height} />
              </clipPath>
            </defs>
            <g clip-path={`url(#plot-${panel})`}>
              <FaultBands bands={picture.bands} box={box} height={height} />
              <Scale marks={marksOf(picture, step, span)} box={box} height={height} />
              {picture.rows.map((row, place) => (
                <Cells key={row.label} row={row} replicas={picture.replicas} top={tops[place]!} box={box} panel={panel} />
              ))}
              {picture.probes.map((probe, place) => (
                <Latency key={probe.name} probe={probe} top={probes[place]!} box={box} />
              ))}
              <CursorMark panel={panel} tops={tops} box={box} height={height} />
            </g>
            {!box.isNarrow && (
              <text class="small" x={box.width - 6} y={PANEL.head(large) - 8} text-anchor="end">
                {said.longestGap}
              </text>
            )}
            {picture.rows.map((row, place) => (
              <Labels key={row.label} row={row} top={tops[place]!} box={box} replicas={picture.replicas} />
            ))}
            {picture.probes.map((probe, place) => (
              <g key={probe.name}>
                <text class="small" x={4} y={probes[place]! + (box.isNarrow ? -5 : PANEL.text(box))}>
                  {said.latency(probe.name)}
                </text>
                {!box.isNarrow && (
                  <text class="small" x={box.width - 6} y={probes[place]! + PANEL.text(box)} text-anchor="end">
                    {probe.failed === 0 ? `≤ ${Math.round(probe.slowestMs)} ms` : said.failed(probe.failed)}
                  </text>
                )}
              </g>
            ))}
          </svg>
        </div>
      </div>
      <Notes picture={picture} panel={panel} />
      <TimelineTable picture={picture} />
    </figure>
  )
}

function Scale({ marks, box, height }: { marks: PicturePanel['scale']; box: Box; height: number }) {
  const head = PANEL.head(box.isLarge)
  return (
    <>
      {marks.map(({ cell, label }) => (
        <g key={cell}>
          <path class="tick" d={`M${cellX(cell, box)} ${head - 4}V${height}`} />
          {cellX(cell, box) + 2 <= lastX(label, box) && (
            <text class="small" x={cellX(cell, box) + 2} y={head - 8}>
              {label}
            </text>
          )}
        </g>
      ))}
    </>
  )
}

function Labels({ row, top, box, replicas }: { row: PictureRow; top: number; box: Box; replicas: readonly string[] }) {
  const y = top + (box.isNarrow ? -5 : PANEL.text(box))
  const square = box.isLarge ? 18 : 10
  const place = row.replica === undefined ? undefined : colourOf([row.replica], replicas)
  return (
    <g>
      {!box.isNarrow && place !== undefined && <rect class={place} x={4} y={y - square} width={square} height={square} />}
      <text class={row.replica === undefined ? 'strong' : ''} x={box.isNarrow || place === undefined ? 4 : square + 10} y={y}>
        {labelOf(row)}
      </text>
      {!box.isNarrow && (
        <text class={row.replica === undefined ? 'strong' : ''} x={box.width - 6} y={y} text-anchor="end">
          {seconds(row.longestSeconds)}
        </text>
      )}
    </g>
  )
}

function Latency({ probe, top, box }: { probe: PicturePanel['probes'][number]; top: number; box: Box }) {
  const size = PANEL.cell(box)
  const shown = probe.cells.filter(({ cell }) => cell >= box.span.first && cell <= box.span.last)
  const path = (some: typeof shown, height: (ms: number) => number) =>
    some
      .map(
        ({ cell, ms }) =>
          `M${cellX(cell, box)} ${top + size}v-${height(ms).toFixed(1)}h${Math.max(1, box.unit - 1).toFixed(1)}V${top + size}z`,
      )
      .join('')
  return (
    <g>
      <path
        class="ms"
        d={path(
          shown.filter(({ failed }) => failed === 0),
          (ms) => Math.max(1, (ms / Math.max(1, probe.slowestMs)) * size),
        )}
      />
      <path
        class="bad"
        d={path(
          shown.filter(({ failed }) => failed > 0),
          () => size,
        )}
      />
    </g>
  )
}

function CursorMark({ panel, tops, box, height }: { panel: number; tops: number[]; box: Box; height: number }) {
  const at = cursor.value
  if (at === undefined || at.panel !== panel || tops[at.row] === undefined) return null
  const from = cellX(at.cell, box)
  return (
    <g>
      <path class="cursor-line" d={`M${from + box.unit / 2} ${PANEL.head(box.isLarge)}V${height}`} />
      <rect class="cursor" x={from - 2} y={tops[at.row]! - 3} width={box.unit + 3} height={PANEL.cell(box) + 6} />
    </g>
  )
}

/** Notes at most; the table has all. */
const MOST = 12

/** Gaps, switches, predictions: each moves the cursor there. */
function Notes({ picture, panel }: { picture: PicturePanel; panel: number }) {
  const notes = picture.rows
    .flatMap((row, place) => row.notes.map((note) => ({ ...note, row, place })))
    .sort((one, other) => one.at - other.at)
  const { origin, interval } = picture.grid
  const said = words.value.timeline
  return (
    <ul class="notes">
      {notes.slice(-MOST).map(({ at, text, row, place }) => (
        <li key={`${place}-${at}`}>
          <button
            type="button"
            onClick={() => {
              cursor.value = { panel, row: place, cell: Math.floor(at) }
              view.value = 'why'
            }}
          >
            {utcClock(origin + at * interval).slice(0, 8)}
          </button>{' '}
          <strong>{labelOf(row)}</strong>
          {said.colon}
          {text}
        </li>
      ))}
      {picture.rows.flatMap((row) => [
        ...row.predicted.map(({ least, most, measured, isMet }) => (
          <li key={`${row.label}-${least}`}>
            <strong>{labelOf(row)}</strong>
            {said.colon}
            {said.predicted(rangeText({ least, most }, words.value.report.figures))}
            {said.comma}
            {measured === undefined ? said.notMeasured : `${said.measured(seconds(measured))}${isMet === false ? said.notAsPredicted : ''}`}
          </li>
        )),
        ...(row.remark === undefined ? [] : [<li key={row.remark}>{row.remark}</li>]),
      ])}
    </ul>
  )
}
