import { sendRequest } from '../../src/lib/http.ts'
import type { Sample } from '../../src/model/run.ts'
import type { Span } from './history.ts'
import type { Part } from './stack.ts'

/* What is right: said by the real Query over HTTP, with and without merging, and never by the model. */

/** Unix ms → value. */
export type Raw = [time: number, value: string][]

export interface Truth {
  /** What Query returns in the window; empty where it returns no series. */
  merged: Raw
  /** By the replica's name: its own samples. */
  apart: Record<string, Raw>
  warnings: string[]
}

interface Reply {
  data: { result: { metric: Record<string, string>; values: Sample[] }[] }
  warnings?: string[]
}

/** What a person calls a series without merging. */
export type NameOf = (labels: Record<string, string>) => string

const byReplica: NameOf = (labels) => labels['prometheus_replica'] ?? ''

/** The raw samples of one series in a window, its left edge left out. */
export async function truthOf(query: Part, selector: string, window: Span, nameOf: NameOf = byReplica): Promise<Truth> {
  const [merged, apart] = [await read(query, selector, window, true), await read(query, selector, window, false)]
  if (merged.data.result.length > 1) throw new Error(`Query merges ${selector} to ${merged.data.result.length} series`)
  return {
    merged: inMs(merged.data.result[0]?.values ?? []),
    apart: Object.fromEntries(apart.data.result.map(({ metric, values }) => [nameOf(metric), inMs(values)])),
    warnings: [...(merged.warnings ?? []), ...(apart.warnings ?? [])],
  }
}

async function read({ url }: Part, selector: string, { from, to }: Span, dedup: boolean): Promise<Reply> {
  const params = { query: `${selector}[${to - from}ms]`, time: (to / 1000).toFixed(3), dedup: String(dedup) }
  const { status, body } = await sendRequest({ url }, '/api/v1/query', { params, timeoutMs: 30_000 })
  if (status !== 200) throw new Error(`${selector}: HTTP ${status}: ${JSON.stringify(body)}`)
  return body as Reply
}

/** The value of an expression at a time, merged. */
export async function valueOf({ url }: Part, expression: string, at: number, dedup = true): Promise<number[]> {
  const params = { query: expression, time: (at / 1000).toFixed(3), dedup: String(dedup) }
  const { body } = await sendRequest({ url }, '/api/v1/query', { params, timeoutMs: 30_000 })
  const { result } = (body as { data: { result: { value: Sample }[] } }).data
  return result.map(({ value }) => Number(value[1]))
}

function inMs(samples: Sample[]): Raw {
  return samples.map(([seconds, value]) => [Math.round(seconds * 1000), value])
}

/**
 * The gaps of what Query returned, edges included: distances from 1.5 intervals on of the replica that has the sample before, at the left
 * edge of the one that has the sample after.
 */
export function gapsOf({ merged, apart }: Truth, { from, to }: Span, intervals: Record<string, number>): Span[] {
  const times = merged.map(([time]) => time)
  const points = [from, ...times, to]
  const least = Math.min(...Object.values(intervals))
  return points.slice(1).flatMap((end, place) => {
    const begin = points[place]!
    const owned = place === 0 ? times[0] : begin
    const owner = Object.keys(apart).find((name) => apart[name]!.some(([time]) => time === owned))
    const interval = owner === undefined ? least : (intervals[owner] ?? least)
    return end - begin >= 1.5 * interval || times.length === 0 ? [{ from: begin, to: end }] : []
  })
}

/** Samples that only one of two lists has, or that have another value: their times. */
export function differing(one: Raw, other: Raw): number[] {
  const [left, right] = [new Map(one), new Map(other)]
  return [...new Set([...left.keys(), ...right.keys()])].filter((time) => left.get(time) !== right.get(time)).sort((a, b) => a - b)
}
