import type { Explanation } from '../../../explain/explanation.ts'
import type { MergedGap } from '../../../explain/events.ts'
import { clock } from '../../../lib/format.ts'
import { formatDuration } from '../../../lib/duration.ts'
import type { Window } from '../../../lib/time.ts'
import { columnsOf } from '../cells.tsx'

/* What is drawn of a merge, and where. Unix milliseconds, pixels across. */

/** Where a time is drawn. */
export interface TimeScale {
  from: number
  to: number
  /** Pixels. */
  width: number
  /** The size of the text, pixels. */
  em: number
}

export function xOf({ from, to, width }: TimeScale, t: number): number {
  return ((t - from) / (to - from)) * width
}

/** The same as a share of the width. */
export function shareOf({ from, to }: Pick<TimeScale, 'from' | 'to'>, t: number): string {
  return `${(100 * (t - from)) / (to - from)}%`
}

/** How wide so many milliseconds are, as a share of the width. */
export function widthOf({ from, to }: Pick<TimeScale, 'from' | 'to'>, ms: number): string {
  return `${(100 * ms) / (to - from)}%`
}

/** Steps that people count in, ms. */
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000]

/** The finest step that is as long as `ms`. */
export function niceStep(ms: number): number {
  return STEPS.find((step) => step >= ms) ?? Math.ceil(ms / 3_600_000) * 3_600_000
}

/** Marks of the time axis. */
export function ticksOf(scale: TimeScale, isOfRun: boolean): { t: number; label: string }[] {
  const { from, to, width, em } = scale
  const step = niceStep(((to - from) * em * (isOfRun ? 8 : 5)) / Math.max(1, width))
  const first = Math.ceil(from / step) * step
  return Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, index) => {
    const t = first + index * step
    return { t, label: isOfRun ? clock(t).slice(0, step < 1000 ? 12 : 8) : formatDuration(t) }
  })
}

/** What a replica's row shows. */
export interface DrawnReplica {
  returned: number[]
  skipped: number[]
  /** Stale markers, returned or not. */
  markers: number[]
  /** While it has a penalty. */
  penalties: Window[]
}

/** Each replica's samples by what became of them. */
export function drawnReplicas({ trace, replicas }: Explanation): DrawnReplica[] {
  const drawn = replicas.map(({ t, stale }): DrawnReplica => ({
    returned: [],
    skipped: [],
    markers: [...stale].map((place) => t[place]!),
    penalties: [],
  }))
  trace.t.forEach((t, place) => {
    if (!trace.stale.has(place)) drawn[trace.sources[place]!]!.returned.push(t)
  })
  let before = 0
  for (const { replica, place, t, why, until } of trace.skips) {
    const { skipped, penalties } = drawn[replica]!
    if (!replicas[replica]!.stale.has(place)) skipped.push(t)
    if (why !== 'penalty' || until === undefined) continue
    while (before < trace.t.length && trace.t[before]! < t) before += 1
    const from = trace.t[before - 1] ?? t
    const last = penalties.at(-1)
    // Of a penalty that is renewed in time there is one bar.
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, until - 1)
    else penalties.push({ from, to: until - 1 })
  }
  return drawn
}

/** The gaps of a merge. */
export function gapsOf({ events }: Explanation): MergedGap[] {
  return events.filter((event) => event.kind === 'gap')
}

/** The longest gap; of equals the first. */
export function longestOf(explanation: Explanation): MergedGap | undefined {
  return gapsOf(explanation).reduce<MergedGap | undefined>(
    (longest, gap) => (longest === undefined || gap.to - gap.from > longest.to - longest.from ? gap : longest),
    undefined,
  )
}

/** Lines up and down at times; of times that fall on one pixel there is one. `y`: from and to. */
export function linesAt(times: Iterable<number>, scale: TimeScale, [top, bottom]: [number, number]): string {
  return places(times, scale)
    .map((x) => `M${x} ${top}V${bottom}`)
    .join('')
}

/** Boxes at times, `size` pixels wide. */
export function boxesAt(times: Iterable<number>, scale: TimeScale, [top, bottom]: [number, number], size: number): string {
  return places(times, scale)
    .map((x) => `M${x - size / 2} ${top}h${size}V${bottom}h${-size}z`)
    .join('')
}

/** Crosses at times, as high as wide. */
export function crossesAt(times: Iterable<number>, scale: TimeScale, [top, bottom]: [number, number], size: number): string {
  return places(times, scale)
    .map((x) => `M${x - size / 2} ${top}L${x + size / 2} ${bottom}M${x + size / 2} ${top}L${x - size / 2} ${bottom}`)
    .join('')
}

function places(times: Iterable<number>, scale: TimeScale): number[] {
  const kept: number[] = []
  for (const t of times) {
    const x = Math.round(xOf(scale, t) * 2) / 2
    if (x !== kept.at(-1)) kept.push(x)
  }
  return kept
}

/** Words above a row. Those that matter more come first in `notes`; what would overlap is left out. With the pixels that each takes. */
export function placed<N extends { t: number; text: string }>(notes: readonly N[], scale: TimeScale): (N & { from: number; to: number })[] {
  const kept: (N & { from: number; to: number })[] = []
  for (const note of notes) {
    const half = columnsOf(note.text) * scale.em * 0.3 + 4
    const middle = Math.min(Math.max(xOf(scale, note.t), half), scale.width - half)
    const [from, to] = [middle - half, middle + half]
    if (kept.every((other) => to < other.from || from > other.to)) kept.push({ ...note, from, to })
  }
  return kept
}
