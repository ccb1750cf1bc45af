import type { NoAnswer, Reply } from '../lib/http.ts'
import type { Sample } from '../model/run.ts'
import { isRecord } from './api-data.ts'

/*
 * What answers may be anything: nothing of an answer is used before it has the shape that Prometheus's have. Not by a schema of zod: an answer may
 * have millions of samples. Source: Prometheus v3.16.0, web/api/v1/json_codec.go.
 */

/** One series of an answer: its labels, and its raw samples in the order of their times. */
export interface Series {
  labels: Record<string, string>
  samples: Sample[]
  /** It has native histograms, of which the values are the counts. */
  histograms?: true
}

/** What a query brought: series, or why there is no answer. What fails here is an observation, never thrown. */
export type Answer = { series: Series[]; warnings: string[] } | NoSeries

/** Why a query brought no series. */
export interface NoSeries {
  /** For a person only: code goes by `why`. */
  error: string
  /** `refused`: HTTP 4xx, so that the query is at fault. `histogram`: what answers has no float samples. `failed`: anything else. */
  why: 'refused' | 'histogram' | 'failed'
  /** What came instead of series; one of the two, but for histograms. */
  reply?: Reply
  noAnswer?: NoAnswer
}

/** A body of the longest that is read (`sendRequest`) can have more, of series without labels; a large Thanos has tens of thousands of targets. */
const MOST_SERIES = 200_000

/** The last second that a date can be written of, in year 9999; Unix seconds. */
const LATEST = 253_402_300_799

const HISTOGRAM = 'it is a native histogram; only floats have raw samples here'

/** The series of an answer, or why it has none: it refuses the query, or what came is no answer of a Prometheus. */
export function readAnswer(reply: Reply, { histograms: wanted }: { histograms?: 'count' }): Answer {
  const { status, body } = reply
  const { status: word, data, error, warnings } = isRecord(body) ? body : {}
  const result = isRecord(data) ? data['result'] : undefined
  if (status !== 200 || word !== 'success' || !Array.isArray(result)) {
    const said = `HTTP ${status}${typeof error === 'string' ? `: ${error}` : ''}`
    return { error: said, why: status >= 400 && status < 500 ? 'refused' : 'failed', reply }
  }
  if (result.length > MOST_SERIES) {
    return { error: `the answer has ${result.length} series; more than ${MOST_SERIES} are not read`, why: 'failed', reply }
  }
  try {
    const series = result.map((one, index) => readSeries(one, `data.result[${index}]`))
    if (wanted === undefined && series.some(({ histograms }) => histograms === true)) return { error: HISTOGRAM, why: 'histogram' }
    return { series, warnings: Array.isArray(warnings) ? warnings.filter((one) => typeof one === 'string') : [] }
  } catch (thrown) {
    if (thrown instanceof Misfit) return { error: `it is not an answer of Prometheus: ${thrown.message}`, why: 'failed', reply }
    throw thrown
  }
}

/** What does not fit, and where in the answer. */
class Misfit extends Error {}

function readSeries(one: unknown, at: string): Series {
  if (!isRecord(one)) throw new Misfit(`${at} is no series`)
  const labels = labelsOf(one['metric'], `${at}.metric`)
  const floats = samplesIn(one, ['values', 'value'], at, valueOf)
  const counts = samplesIn(one, ['histograms', 'histogram'], at, countOf)
  if (counts.length === 0) return { labels, samples: floats }
  return { labels, samples: [...floats, ...counts].sort(([first], [other]) => first - other), histograms: true }
}

function labelsOf(metric: unknown, at: string): Record<string, string> {
  if (!isRecord(metric)) throw new Misfit(`${at} is no map of labels`)
  const wrong = Object.entries(metric).find(([, value]) => typeof value !== 'string')
  if (wrong !== undefined) throw new Misfit(`${at}.${wrong[0]} is no text`)
  return metric as Record<string, string>
}

type Value = (value: unknown, at: string) => string

/** Of a matrix many, of a vector one; in the order of their times. */
function samplesIn(one: Record<string, unknown>, [many, single]: [string, string], at: string, value: Value): Sample[] {
  if (one[many] === undefined) return one[single] === undefined ? [] : [sampleOf(one[single], `${at}.${single}`, value)]
  const list = one[many]
  if (!Array.isArray(list)) throw new Misfit(`${at}.${many} is no list of samples`)
  let before = Number.NEGATIVE_INFINITY
  return list.map((item: unknown, index) => {
    const sample = sampleOf(item, `${at}.${many}[${index}]`, value)
    if (sample[0] <= before) throw new Misfit(`${at}.${many}[${index}] is not later than the one before it`)
    before = sample[0]
    return sample
  })
}

function sampleOf(item: unknown, at: string, value: Value): Sample {
  if (!Array.isArray(item) || item.length !== 2) throw new Misfit(`${at} is no pair of a time and a value`)
  const [time, given] = item as [unknown, unknown]
  if (typeof time !== 'number' || !(time >= 0 && time <= LATEST)) throw new Misfit(`${at} has no time in Unix seconds`)
  return [time, value(given, at)]
}

/** The query-frontend writes 1e308 with all its digits (prometheus/common model/value.go). */
const LONGEST_VALUE = 400

const NUMBER = /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|[+-]?Inf|NaN)$/i

function valueOf(value: unknown, at: string): string {
  if (typeof value !== 'string' || value.length > LONGEST_VALUE || !NUMBER.test(value))
    throw new Misfit(`${at} has no number as its value, as text`)
  return value
}

function countOf(histogram: unknown, at: string): string {
  return valueOf(isRecord(histogram) ? histogram['count'] : undefined, at)
}
