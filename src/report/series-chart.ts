import { clock, count, exactSeconds } from '../lib/format.ts'
import { plain } from '../lib/plain.ts'
import { toMs } from '../lib/time.ts'
import type { Gap, Sample } from '../model/run.ts'
import { findGaps } from '../verdict/gaps.ts'
import type { Signs } from './signs.ts'
import { pictureOf } from './timeline/picture.ts'
import { cellLine } from './timeline/terminal.ts'

/** Gaps listed under a drawing at most. */
const LISTED = 5

/** One series' raw samples in a window (Unix seconds): a cell a scrape, the newest at the right end, gaps listed below. */
export function drawSeries(
  series: { labels: Record<string, string>; samples: Sample[]; histograms?: true },
  from: number,
  to: number,
  intervalMs: number,
  { width, signs }: { width: number; signs: Signs },
): string {
  const { labels, samples, histograms } = series
  const of = histograms === true ? 'native histograms (the value is the count)' : 'samples'
  const gaps = findGaps(samples, from, to, intervalMs)
  const { grid, rows } = pictureOf({ selector: '', groups: [[{ label: '', samples, from, to, gaps }]] }, { intervalMs, spans: [] })
  const shown = Math.min(grid.cells, width - 4)
  const strip = cellLine(rows[0]!, { first: grid.cells - shown, last: grid.cells - 1 }, signs)
  const last = samples.at(-1)
  const cut =
    shown < grid.cells ? ` (the last ${shown} of ${grid.cells} scrapes are drawn: ${signs.sample} sample, ${signs.none} none)` : ''
  return [
    `${labelText(labels)}${last === undefined ? '' : `  = ${last[1]}`}`,
    `  ${strip.trimEnd()}`,
    `  ${samples.length} ${of}, ${gaps.length === 0 ? 'no gap' : count(gaps.length, 'gap')} of 1.5 intervals or more${cut}`,
    ...gaps.slice(0, LISTED).map(gapLine),
    ...(gaps.length > LISTED ? [`  … and ${gaps.length - LISTED} more (--json has them all)`] : []),
  ].join('\n')
}

function gapLine({ from, to, seconds }: Gap): string {
  return `  gap of ${exactSeconds(toMs(seconds))} from ${clock(toMs(from))} to ${clock(toMs(to))}`
}

/** As PromQL writes it, safe for a terminal. */
export function labelText(labels: Record<string, string>): string {
  const { __name__: name = '', ...rest } = labels
  const pairs = Object.entries(rest).map(([label, value]) => `${label}=${JSON.stringify(value)}`)
  return plain(`${name}{${pairs.join(', ')}}`)
}
