import type { Context } from '../../app/context.ts'
import { command, openLab } from '../../app/labs.ts'
import { formatDuration } from '../../lib/duration.ts'
import { LabError } from '../../lib/errors.ts'
import type { Address } from '../../lib/http.ts'
import { suggestion } from '../../lib/suggest.ts'
import { type NoSeries, rawSamples, type Series } from '../../observe/prometheus.ts'
import { drawSeries } from '../../report/series-chart.ts'
import { replicaNames } from '../../runtime/replicas.ts'
import type { Lab } from '../../runtime/runtime.ts'
import { findGaps } from '../../verdict/gaps.ts'

export interface QueryOptions {
  replica?: string
  via?: 'service'
  dedup: boolean
  range: number
}

/** `thanos-lab query EXPR`: raw samples of a selector, as holes do not show otherwise. */
export async function query(context: Context, expression: string, options: QueryOptions): Promise<number> {
  if (options.replica !== undefined && options.via !== undefined) throw new LabError('usage', 'Either --replica or --via, not both')
  const lab = await openLab(context.name)
  const to = Date.now()
  const window = { from: to - options.range, to }
  const { address, via } = placeOf(lab, options)
  const answer = await rawSamples(address, expression, window, via === 'query' ? { dedup: options.dedup } : {})
  if ('error' in answer) throw refused(expression, answer, context.name)
  const { scrapeIntervalMs } = lab.settings
  const series = answer.series.map((one) => ({ ...one, gaps: findGaps(one.samples, window.from / 1000, to / 1000, scrapeIntervalMs) }))
  for (const warning of answer.warnings) context.progress.warn(warning)
  const said = {
    schemaVersion: 1,
    query: expression,
    via,
    dedup: via === 'query' && options.dedup,
    from: window.from / 1000,
    to: to / 1000,
    series,
    warnings: answer.warnings,
  }
  context.answer(said, () => text(series, window, scrapeIntervalMs, context.width))
  return 0
}

function placeOf(lab: Lab, { replica, via }: QueryOptions): { address: Address; via: string } {
  if (via === 'service') return { address: lab.address('service'), via }
  if (replica === undefined) return { address: lab.address('query'), via: 'query' }
  const replicas = replicaNames(lab.settings.replicas)
  if (!replicas.includes(replica))
    throw new LabError('usage', `The lab "${lab.name}" has no replica ${replica}${suggestion(replica, replicas)}`)
  return { address: lab.address(replica), via: replica }
}

function refused(expression: string, { error, why }: NoSeries, name: string): LabError {
  if (why !== 'failed')
    return new LabError('usage', `${expression} was refused: ${error}`, {
      hint: `a selector such as 'up{job="thanos-query"}': its raw samples are drawn`,
    })
  return new LabError('no-answer', `${expression} got ${error}`, { hint: command('status', name) })
}

function text(series: Series[], window: { from: number; to: number }, intervalMs: number, width: number): string {
  if (series.length === 0) return `No series in the last ${formatDuration(window.to - window.from)}.`
  return series.map((one) => drawSeries(one, window.from / 1000, window.to / 1000, intervalMs, width)).join('\n\n')
}
