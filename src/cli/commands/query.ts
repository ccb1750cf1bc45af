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
import type { CommandContext } from '../context.ts'

export interface QueryCommandOptions {
  replica?: string
  via?: 'service'
  dedup: boolean
  range: number
}

/** `thanos-lab query EXPR`: the raw samples of a selector, because a graph hides gaps. */
export async function query(context: CommandContext, expression: string, options: QueryCommandOptions): Promise<number> {
  if (options.replica !== undefined && options.via !== undefined)
    throw new LabError('usage', 'Give --replica or --via, not both', { hint: 'thanos-lab query --help' })
  const lab = await openLab(context.name)
  const to = Date.now()
  const window = { from: to - options.range, to }
  const { address, via } = sourceOf(lab, options)
  const answer = await rawSamples(address, expression, window, via === 'query' ? { dedup: options.dedup } : {})
  if ('error' in answer) throw refused(expression, answer, context.name)
  const { scrapeIntervalMs } = lab.settings
  const series = answer.series.map((one) => ({ ...one, gaps: findGaps(one.samples, window.from / 1000, to / 1000, scrapeIntervalMs) }))
  for (const warning of answer.warnings) context.progress.warn(warning)
  const object = {
    schemaVersion: 1,
    query: expression,
    via,
    dedup: via === 'query' && options.dedup,
    from: window.from / 1000,
    to: to / 1000,
    series,
    warnings: answer.warnings,
  }
  context.answer(object, () => text(series, window, scrapeIntervalMs, context.width))
  return 0
}

function sourceOf(lab: Lab, { replica, via }: QueryCommandOptions): { address: Address; via: string } {
  if (via === 'service') return { address: lab.address('service'), via }
  if (replica === undefined) return { address: lab.address('query'), via: 'query' }
  const replicas = replicaNames(lab.settings.replicas)
  if (!replicas.includes(replica))
    throw new LabError('usage', `The lab "${lab.name}" has no replica ${replica}${suggestion(replica, replicas)}`, {
      hint: `thanos-lab query --replica ${replicas[0]} '...'`,
    })
  return { address: lab.address(replica), via: replica }
}

function refused(expression: string, { error, why }: NoSeries, name: string): LabError {
  if (why !== 'failed')
    return new LabError('usage', `Prometheus refused ${expression}: ${error}`, {
      hint: `type a selector: thanos-lab query 'up{job="thanos-query"}'`,
    })
  return new LabError('no-answer', `No answer to ${expression}: ${error}`, { hint: command('status', name) })
}

function text(series: Series[], window: { from: number; to: number }, intervalMs: number, width: number): string {
  if (series.length === 0) return `No series has a sample in the last ${formatDuration(window.to - window.from)}.`
  return series.map((one) => drawSeries(one, window.from / 1000, window.to / 1000, intervalMs, width)).join('\n\n')
}
