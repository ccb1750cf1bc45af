import type { Sample } from '../../journal.ts'

/** A stretch of time in cells of one scrape interval. Times in Unix seconds. */
export interface Grid {
  /** Where cell 0 begins. */
  origin: number
  /** Length of a cell in seconds. */
  interval: number
  /** Number of cells. */
  cells: number
}

/** The cells from `from` to `to`, cut where no series is scraped, so that a steady series has one sample in each. */
export function makeGrid(all: readonly Sample[][], from: number, to: number, intervalMs: number): Grid {
  const interval = intervalMs / 1000
  const cut = quietPhase(all, interval)
  const origin = from - modulo(from - cut, interval)
  return { origin, interval, cells: Math.ceil((to - origin) / interval) }
}

/** The cell that a moment falls into; before the first cell it is negative. */
export function cellOf({ origin, interval }: Grid, time: number): number {
  return Math.floor((time - origin) / interval)
}

/** The cells from `first` on, `cells` many. */
export function part({ origin, interval }: Grid, first: number, cells: number): Grid {
  return { origin: origin + first * interval, interval, cells }
}

/** Every target has its own phase in the interval (thanos.md 1.2): the middle of the longest time without any. */
function quietPhase(all: readonly Sample[][], interval: number): number {
  const phases = all.flatMap((samples) => samples.map(([time]) => modulo(time, interval))).sort((a, b) => a - b)
  let [quiet, longest] = [0, 0]
  for (const [index, phase] of phases.entries()) {
    const next = phases[index + 1] ?? (phases[0] as number) + interval
    if (next - phase > longest) [quiet, longest] = [phase + (next - phase) / 2, next - phase]
  }
  return quiet
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor
}
