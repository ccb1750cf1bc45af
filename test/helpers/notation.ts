import type { Sample } from '../../src/model/run.ts'

/**
 * Samples in the series notation of Prometheus's unit tests, one place a scrape: `1` a sample, `_` none, `1x3` a sample and three
 * more of it, `_x3` three times none, `1+2x3` with a step. `start` in Unix seconds.
 */
export function samples(notation: string, { start = 0, intervalMs = 1000 } = {}): Sample[] {
  return notation
    .split(/\s+/)
    .filter(Boolean)
    .flatMap(places)
    .flatMap((value, index): Sample[] => (value === undefined ? [] : [[start + (index * intervalMs) / 1000, String(value)]]))
}

function places(item: string): (number | undefined)[] {
  const match = /^(?:_(?:x(\d+))?|(-?\d+)(?:([+-]\d+))?(?:x(\d+))?)$/.exec(item)
  if (match === null) throw new Error(`not in the series notation: ${item}`)
  const [, gap, value, step, more] = match
  if (value === undefined) return Array.from({ length: Number(gap ?? 1) })
  return Array.from({ length: Number(more ?? 0) + 1 }, (_, index) => Number(value) + index * Number(step ?? 0))
}
