import { execFile } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

/* Blocks of a Prometheus by `promtool tsdb create-blocks-from openmetrics`: the way to many series, or to many hours, in little time. */

/** A series that was scraped at a steady interval. Unix ms. */
export interface SteadySeries {
  /** As OpenMetrics writes it: `up{job="node"}`. A counter's name ends in `_total`, and has no other meaning here. */
  name: string
  /** Its first sample is so long after a multiple of the interval. */
  offsetMs: number
  /** Left out: 1. */
  value?: (time: number) => number
  /** It has no sample before. */
  since?: number
  /** From, to: it has no sample there. */
  away?: readonly (readonly [from: number, to: number])[]
}

/** A block holds two hours at most, from an even hour of UTC on. Source: Prometheus v3.16.0, cmd/promtool/backfill.go. */
const BLOCK_MS = 7_200_000

/**
 * Writes the blocks of some series into a folder that a Prometheus is then started on. A block at a time: promtool reads all of its input
 * once for each block that it makes. `program`: where promtool is. Throws where it fails. `onBlock` is told the
 * share that is done.
 */
export async function backfill(
  folder: string,
  series: readonly SteadySeries[],
  { from, to, intervalMs }: { from: number; to: number; intervalMs: number },
  { program = 'promtool', onBlock = () => {} }: { program?: string; onBlock?: (share: number) => void } = {},
): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'block.om')
  for (let begin = Math.floor(from / BLOCK_MS) * BLOCK_MS; begin < to; begin += BLOCK_MS) {
    const slice = { from: Math.max(from, begin), to: Math.min(to, begin + BLOCK_MS), intervalMs }
    write(file, series, slice)
    await promisify(execFile)(program, ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', file, folder], { maxBuffer: 1e8 })
    rmSync(file)
    onBlock((slice.to - from) / (to - from))
  }
}

/** Written in pieces of about this many characters. */
const PIECE = 1 << 22

function write(file: string, series: readonly SteadySeries[], { from, to, intervalMs }: { from: number; to: number; intervalMs: number }) {
  const out = openSync(file, 'w')
  let text = ''
  for (const { name, offsetMs, value = () => 1, since = from, away = [] } of series) {
    for (let t = Math.ceil((Math.max(from, since) - offsetMs) / intervalMs) * intervalMs + offsetMs; t < to; t += intervalMs)
      if (!away.some(([begin, end]) => t >= begin && t < end)) text += `${name} ${value(t)} ${t / 1000}\n`
    if (text.length < PIECE) continue
    writeSync(out, text)
    text = ''
  }
  writeSync(out, `${text}# EOF\n`)
  closeSync(out)
}
