import type { PlacedOutage } from '../../../explain/inputs/simulated.ts'
import { formatDuration } from '../../../lib/duration.ts'
import { trackPointer, valueByKey } from './drag.ts'
import { niceStep, type TimeScale, shareOf, widthOf, xOf } from './drawn.ts'
import { language, words } from '../words/words.ts'
import type { PlaygroundState } from './state.ts'

/* What can be dragged on a replica's row: its first scrape, and its outages. By the keyboard each is a slider. */

/** A pixel may be a fraction of what people count in. */
function snapOf({ from, to, width }: TimeScale): number {
  return niceStep((to - from) / Math.max(1, width))
}

interface Slider {
  label: string
  class: string
  /** Where it is, ms, and within which limits. */
  value: number
  least: number
  most: number
  step: number
  valueText: string
  change: (ms: number) => void
  remove?: () => void
  /** CSS. */
  place: { left: string; width?: string }
}

function DragSlider({ scale, slider }: { scale: TimeScale; slider: Slider }) {
  const { value, least, most, step, change, remove } = slider
  const begin = (event: PointerEvent) => {
    const snap = snapOf(scale)
    event.stopPropagation()
    trackPointer(event, (dx) => {
      const moved = value + (dx * (scale.to - scale.from)) / scale.width
      change(Math.min(Math.max(Math.round(moved / snap) * snap, least), most))
    })
  }
  const key = (event: KeyboardEvent) => {
    if (remove !== undefined && (event.key === 'Delete' || event.key === 'Backspace')) {
      event.preventDefault()
      remove()
      return
    }
    const next = valueByKey(event, value, { step, least, most })
    if (next === undefined) return
    event.preventDefault()
    event.stopPropagation()
    change(next)
  }
  return (
    <div
      class={slider.class}
      role="slider"
      tabIndex={0}
      aria-label={slider.label}
      aria-orientation="horizontal"
      aria-valuemin={least}
      aria-valuemax={most}
      aria-valuenow={value}
      aria-valuetext={slider.valueText}
      style={slider.place}
      onPointerDown={begin}
      onKeyDown={key}
      onDblClick={(event) => event.stopPropagation()}
    />
  )
}

/** The grip at a replica's first scrape. */
export function OffsetHandle({ state, replica, scale }: { state: PlaygroundState; replica: number; scale: TimeScale }) {
  const { intervalsMs, offsetsMs } = state.setting.value
  const [intervalMs, value] = [intervalsMs[replica]!, offsetsMs[replica]!]
  const slider = {
    label: words.value.playground.offsetOf(`replica-${replica}`),
    class: 'pg-grip',
    value,
    least: 0,
    most: intervalMs - 1,
    step: niceStep(intervalMs / 100),
    valueText: formatDuration(value),
    change: (ms: number) => void state.setOffset(replica, ms),
    place: { left: shareOf(scale, value) },
  }
  return <DragSlider scale={scale} slider={slider} />
}

/**
 * Where an outage is moved, and its ends. The ends are outside of it, 1.5em wide. However short it is, and however near to the edge, a finger
 * finds each of the three.
 */
function placesOf({ from, to }: PlacedOutage, scale: TimeScale): Record<'move' | 'begin' | 'end', { left: string; width?: string }> {
  const [left, right, width] = [shareOf(scale, from), shareOf(scale, to), widthOf(scale, to - from)]
  if (xOf(scale, to) - xOf(scale, from) > 5 * scale.em)
    return {
      move: { left, width },
      begin: { left: `max(-0.6em, calc(${left} - 1.5em))` },
      end: { left: `min(calc(100% - 0.9em), ${right})` },
    }
  const wide = `max(${width}, 1.6em)`
  const begin = `clamp(0.9em, calc(${shareOf(scale, (from + to) / 2)} - ${wide} / 2), calc(100% - 0.9em - ${wide}))`
  return { move: { left: begin, width: wide }, begin: { left: `calc(${begin} - 1.5em)` }, end: { left: `calc(${begin} + ${wide})` } }
}

/** An outage as it is seen. */
export function OutageBand({ outage: { from, to, kind }, scale }: { outage: PlacedOutage; scale: TimeScale }) {
  const word = kind === 'dies' ? words.value.playground.down : words.value.playground.scrapesFail
  const isWide = xOf(scale, to) - xOf(scale, from) > (word.length * (language.value === 'en' ? 0.62 : 1) + 1.2) * scale.em
  return (
    <span class={`pg-band ${kind}`} style={{ left: shareOf(scale, from), width: widthOf(scale, to - from) }}>
      {isWide ? word : ''}
    </span>
  )
}

/** An outage: it is moved, and each of its ends. */
export function OutageHandles({
  state,
  outage,
  place,
  scale,
}: {
  state: PlaygroundState
  outage: PlacedOutage
  place: number
  scale: TimeScale
}) {
  const { lengthMs, intervalsMs } = state.setting.value
  const { replica, from, to } = outage
  const step = niceStep(intervalsMs[replica]! / 10)
  const said = words.value.playground
  const labels = said.outageOf(replica)
  const valueText = said.range(formatDuration(from), formatDuration(to))
  const remove = () => void state.removeOutage(place)
  const places = placesOf(outage, scale)
  const sliders: Slider[] = [
    {
      label: labels.when,
      class: 'pg-move',
      value: from,
      place: places.move,
      least: 0,
      most: lengthMs - (to - from),
      step,
      valueText,
      change: (ms) => void state.setOutage(place, { from: ms, to: ms + (to - from) }),
      remove,
    },
    {
      label: labels.begin,
      class: 'pg-end pg-begin',
      place: places.begin,
      value: from,
      least: 0,
      most: to - 1,
      step,
      valueText: said.beginsAt(formatDuration(from)),
      change: (ms) => void state.setOutage(place, { from: ms }),
      remove,
    },
    {
      label: labels.end,
      class: 'pg-end',
      place: places.end,
      value: to,
      least: from + 1,
      most: lengthMs,
      step,
      valueText: said.endsAt(formatDuration(to)),
      change: (ms) => void state.setOutage(place, { to: ms }),
      remove,
    },
  ]
  return (
    <>
      {sliders.map((slider, index) => (
        <DragSlider key={index} scale={scale} slider={slider} />
      ))}
    </>
  )
}

/** Dragging over an empty part of a row makes an outage. */
export function beginOutage(event: PointerEvent, state: PlaygroundState, replica: number, scale: TimeScale): void {
  const track = event.currentTarget as HTMLElement
  const snap = snapOf(scale)
  const timeAt = (x: number) => {
    const t = scale.from + (x / scale.width) * (scale.to - scale.from)
    return Math.min(Math.max(Math.round(t / snap) * snap, 0), scale.to)
  }
  const x = event.clientX - track.getBoundingClientRect().left
  const begin = timeAt(x)
  let place: number | undefined
  trackPointer(event, (dx) => {
    const t = timeAt(x + dx)
    const stretch = { from: Math.min(begin, t), to: Math.max(begin, t) }
    if (stretch.from === stretch.to) return
    if (place === undefined) {
      place = state.setting.peek().outages.length
      state.addOutage({ replica, ...stretch, kind: 'dies' })
    } else state.setOutage(place, stretch)
  })
}

/** An outage of a tenth of the length, around a time or in the middle. */
export function newOutage(state: PlaygroundState, replica: number, around?: number): void {
  const { lengthMs } = state.setting.peek()
  const length = Math.max(1, niceStep(lengthMs / 10))
  const snap = niceStep(lengthMs / 100)
  const from = Math.round(((around ?? lengthMs / 2) - length / 2) / snap) * snap
  const begin = Math.min(Math.max(0, from), Math.max(0, lengthMs - length))
  state.addOutage({ replica, from: begin, to: Math.min(lengthMs, begin + length), kind: 'dies' })
}
