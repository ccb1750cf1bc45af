import { command } from '../../lib/command.ts'
import { openLab } from '../../app/labs.ts'
import { nearestSeries } from '../../app/no-samples.ts'
import { formatDuration } from '../../lib/duration.ts'
import { LabError } from '../../lib/errors.ts'
import { shellQuoted } from '../../lib/format.ts'
import type { Address } from '../../lib/http.ts'
import { suggestion } from '../../lib/suggest.ts'
import type { Window } from '../../lib/time.ts'
import type { QueryGraph } from '../../model/query-answer.ts'
import { type Answer, graph, type NoSeries, rawSamples, type Series } from '../../observe/prometheus.ts'
import { seriesFitting } from '../../observe/series.ts'
import { graphPage, hasSpike } from '../../report/graph-page.ts'
import { drawSeries } from '../../report/series-chart.ts'
import { signsFor } from '../../report/signs.ts'
import { makePaint } from '../../report/text.ts'
import { replicaNames } from '../../model/workloads.ts'
import type { Lab } from '../../runtime/runtime.ts'
import { counterCall, readingOf, selectorsIn } from '../../scenario/promql.ts'
import { findGaps } from '../../verdict/gaps.ts'
import type { CommandContext } from '../context.ts'

export interface QueryCommandOptions {
  replica?: string
  via?: 'service'
  dedup: boolean
  range: number
}

/** What is sent, where to, and for what time. */
interface Sent {
  context: CommandContext
  lab: Lab
  expression: string
  source: Source
  window: Window
}

interface Source {
  address: Address
  via: string
  dedup: boolean
}

/**
 * `thanos-lab query EXPR`: the raw samples of a selector, because a graph hides gaps; of any other expression its graph, the merged
 * line over those of the replicas.
 * Throws `usage` where the expression is refused, `no-lab`, `no-answer`.
 */
export async function query(context: CommandContext, expression: string, options: QueryCommandOptions): Promise<number> {
  if (options.replica !== undefined && options.via !== undefined)
    throw new LabError('usage', 'Give --replica or --via, not both', { hint: 'thanos-lab query --help' })
  const lab = await openLab(context)
  const to = Date.now()
  const reading = readingOf(expression)
  const source = sourceOf(lab, options)
  const sent = { context, lab, expression, source }
  if (reading.of === 'graph') await answerGraph({ ...sent, window: { from: to - options.range, to } })
  else await answerSamples({ ...sent, window: { from: to - (reading.rangeMs ?? options.range), to } }, reading.selector)
  return 0
}

async function answerSamples({ context, lab, expression, source, window }: Sent, selector: string): Promise<void> {
  const { address, via, dedup } = source
  const answer = await rawSamples(address, selector, window, { ...(via === 'query' ? { dedup } : {}), histograms: 'count' })
  if ('error' in answer) throw refused(expression, answer, via, context.name)
  const { scrapeIntervalMs } = lab.settings
  const [from, to] = [window.from / 1000, window.to / 1000]
  const series = answer.series.map((one) => ({ ...one, gaps: findGaps(one.samples, from, to, scrapeIntervalMs) }))
  const near = series.length > 0 ? '' : await nearestText({ address, expression, window, name: context.name })
  for (const warning of answer.warnings) context.progress.warn(warning)
  if (context.json && near !== '') context.progress.warn(near)
  const object = { schemaVersion: 1, kind: 'samples', query: expression, via, dedup, from, to, series, warnings: answer.warnings }
  const values = via === 'query' ? valuesStep(series, selector, context.name) : ''
  context.answer(object, () => `${samplesText(series, window, scrapeIntervalMs, context)}${near}${values}`)
}

function samplesText(series: Series[], window: Window, intervalMs: number, { width, ascii }: CommandContext): string {
  if (series.length === 0) return `No series has a sample in the last ${formatDuration(window.to - window.from)}.`
  return series
    .map((one) => drawSeries(one, window.from / 1000, window.to / 1000, intervalMs, { width, signs: signsFor(ascii) }))
    .join('\n\n')
}

/** How to draw the values of a selector, where they differ: the cells show only whether there are samples. */
function valuesStep(series: Series[], selector: string, name: string): string {
  const differ = series.some(({ samples, histograms }) => histograms !== true && samples.some(([, value]) => value !== samples[0]![1]))
  return differ ? `\n\nThe values change. Draw them as a graph:\n→ ${command(`query ${shellQuoted(`(${selector})`)}`, name)}` : ''
}

/** Steps of a graph at most. Prometheus and Thanos refuse more than 11,000 (Prometheus v3.16.0, web/api/v1/api.go, queryRange). */
const MOST_STEPS = 10_000

/** Through Query merged and apart, over each other; of one Prometheus as it is. */
async function answerGraph({ context, lab, expression, source, window }: Sent): Promise<void> {
  const { address, via, dedup } = source
  const { scrapeIntervalMs } = lab.settings
  const length = window.to - window.from
  const stepMs = scrapeIntervalMs * Math.max(1, Math.ceil(length / scrapeIntervalMs / MOST_STEPS))
  const steps = { ...window, stepMs }
  const ways: { dedup?: boolean }[] = via !== 'query' ? [{}] : dedup ? [{ dedup: true }, { dedup: false }] : [{ dedup: false }]
  const answers = await Promise.all(ways.map(async (how) => graph(address, expression, steps, how)))
  const read = answers.map((answer) => answered(answer, (none) => refused(expression, none, via, context.name)))
  const warnings = [...new Set(read.flatMap((one) => one.warnings))]
  for (const warning of warnings) context.progress.warn(warning)
  const object: QueryGraph = {
    schemaVersion: 1,
    kind: 'graph',
    query: expression,
    via,
    from: window.from / 1000,
    to: window.to / 1000,
    stepSeconds: stepMs / 1000,
    graphs: read.map(({ series }, index) => ({
      dedup: ways[index]?.dedup ?? false,
      series: series.map(({ labels, samples }) => ({ labels, values: samples })),
    })),
    warnings,
  }
  const isEmpty = read.every((one) => one.series.length === 0)
  const near = isEmpty ? await nearestText({ address, expression, window, name: context.name }) : ''
  if (context.json && near !== '') context.progress.warn(near)
  const replicas = replicaNames(lab.settings.replicas)
  const page = { width: context.width, paint: makePaint(context.color), signs: signsFor(context.ascii).graph, replicas }
  context.answer(object, () => `${graphPage(object, page)}${near}${nextStep(object, context.name)}`)
}

/** Of the first selector in an expression that nothing fits: what there is in place of it. Empty where there is no such selector. */
async function nearestText(empty: { address: Address; expression: string; window: Window; name: string }): Promise<string> {
  const { address, expression, window, name } = empty
  for (const selector of selectorsIn(expression)) {
    if ((await seriesFitting(address, selector, window)).length > 0) continue
    const commandFor = (other: string) => command(`query ${shellQuoted(expression.replace(selector, () => other))}`, name)
    const near = await nearestSeries({ address, selector, window, commandFor })
    return near === undefined ? '' : `\n${near.found}${near.found.endsWith('?') ? '' : '.'}\n→ ${near.hint}`
  }
  return ''
}

function answered(answer: Answer, error: (none: NoSeries) => LabError): Exclude<Answer, NoSeries> {
  if ('error' in answer) throw error(answer)
  return answer
}

/** What explains a spike of a counter that no replica has. */
function nextStep(answer: QueryGraph, name: string): string {
  const call = counterCall(answer.query)
  if (call === undefined || !hasSpike(answer)) return ''
  return `\n→ ${command(`explain --live ${shellQuoted(call.selector)} --counter`, name)}`
}

function sourceOf(lab: Lab, { replica, via, dedup }: QueryCommandOptions): Source {
  if (via === 'service') return { address: lab.address('service'), via, dedup: false }
  if (replica === undefined) return { address: lab.address('query'), via: 'query', dedup }
  const replicas = replicaNames(lab.settings.replicas)
  if (!replicas.includes(replica))
    throw new LabError('usage', `The lab "${lab.name}" has no replica ${replica}${suggestion(replica, replicas)}`, {
      hint: `thanos-lab query --replica ${replicas[0]} '...'`,
    })
  return { address: lab.address(replica), via: replica, dedup: false }
}

/** Prometheus's own words, with the place in the expression as it was typed. */
const PARSE_ERROR = /(\d+):(\d+): parse error: (.*)$/s

function refused(expression: string, { error, why }: NoSeries, via: string, name: string): LabError {
  const who = via === 'query' ? 'Query' : via === 'service' ? 'The Service' : via
  if (why === 'histogram') return new LabError('usage', `${expression} cannot be drawn: ${error}`, { hint: EXAMPLE })
  if (why === 'failed') return new LabError('no-answer', `No answer to ${expression}: ${error}`, { hint: command('status', name) })
  const [, line, column, what] = PARSE_ERROR.exec(error) ?? []
  if (what === undefined) return new LabError('usage', `${who} refused ${expression}: ${error}`, { hint: EXAMPLE })
  const place = expression.includes('\n') ? `line ${line}, column ${column}` : `column ${column}`
  return new LabError('usage', `${who} cannot parse ${expression} at ${place}: ${what}`, { hint: EXAMPLE })
}

const EXAMPLE = `type a selector or an expression in quotes: thanos-lab query 'rate(prometheus_http_requests_total[1m])'`
