import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'

/* What a replica scraped, made up: exact times, any pattern of failures, as Prometheus itself would have stored it. */

/** From `from` on, before `to`; Unix ms. */
export interface Span {
  from: number
  to: number
}

/** How one replica scraped one target. Unix ms, durations in ms. */
export interface ScrapeHistory extends Span {
  intervalMs: number
  /** How much later than `from` its first scrape is. */
  offsetMs: number
  /** Labels of the target: `job`, `instance` and what else its series have. */
  target: Record<string, string>
  series: MadeSeries[]
  /** The scrapes failed: `up` is 0, and every series of the scrape before gets a stale marker. */
  failed?: Span[]
  /** The replica was down: no scrape at all, so no `up` and no stale marker. */
  away?: Span[]
  /** A recording rule's series: like those of a target, without `up`. */
  isRule?: true
  /** The replica stood still: no scrape either, and the first one after it still ends with a marker what it does not have. */
  frozen?: Span[]
  /** The target was removed: one interval after the last scrape every series of it, `up` too, ends with a stale marker. */
  removed?: Span[]
}

/** A series of a target. */
export interface MadeSeries {
  name: string
  labels?: Record<string, string>
  /** Its value at a scrape, by the scrape's time (Unix ms). A counter that a replica sees late is read at an earlier time. */
  value: (time: number) => number
  /** When the target does not expose it, though the scrape succeeds: the first such scrape writes a stale marker. */
  vanished?: Span[]
}

/** A stored series: its samples are times (Unix ms) and values; `stale` in place of a value is a stale marker. */
export interface StoredSeries {
  labels: Record<string, string>
  samples: [time: number, value: number | 'stale'][]
}

/**
 * The series that Prometheus stores of these scrapes. A marker is written where a series of the last scrape is not in this one, at the time
 * of this one. Source: Prometheus v3.16.0, scrape/scrape.go (scrapeAndReport, updateStaleMarkers, endOfRunStaleness).
 */
export function stored(history: ScrapeHistory): StoredSeries[] {
  const { target, series, failed = [], away = [], frozen = [], removed = [] } = history
  const up: StoredSeries = { labels: { __name__: 'up', ...target }, samples: [] }
  let hasTarget = false
  const made = series.map((one) => ({ one, exposed: false, samples: [] as StoredSeries['samples'] }))
  for (let time = history.from + history.offsetMs; time < history.to; time += history.intervalMs) {
    if (within(away, time)) {
      // A restarted Prometheus does not remember what it scraped before, so it writes no marker.
      for (const each of made) each.exposed = false
      hasTarget = false
      continue
    }
    if (within(frozen, time)) continue
    if (within(removed, time)) {
      if (hasTarget) up.samples.push([time, 'stale'])
      for (const each of made) {
        if (each.exposed) each.samples.push([time, 'stale'])
        each.exposed = false
      }
      hasTarget = false
      continue
    }
    hasTarget = true
    const ok = !within(failed, time)
    up.samples.push([time, ok ? 1 : 0])
    for (const each of made) {
      const exposed = ok && !within(each.one.vanished ?? [], time)
      if (exposed) each.samples.push([time, each.one.value(time)])
      else if (each.exposed) each.samples.push([time, 'stale'])
      each.exposed = exposed
    }
  }
  return [
    ...(history.isRule === true ? [] : [up]),
    ...made.map(({ one, samples }) => ({ labels: { __name__: one.name, ...target, ...one.labels }, samples })),
  ]
}

/** Why a scrape that was due has no sample of a series; undefined where it has one. */
export type WhyNone = 'away' | 'removed' | 'failed' | 'vanished'

/** Every scrape that was due strictly inside a stretch of time, and why it has no sample of the series of that name; before and after the history the
 * replica is away. */
export function dueIn(history: ScrapeHistory, name: string, { from, to }: Span): { time: number; why: WhyNone | undefined }[] {
  const { failed = [], away = [], frozen = [], removed = [], series, intervalMs } = history
  const vanished = series.find((one) => one.name === name)?.vanished ?? []
  const due = []
  const first = history.from + history.offsetMs
  for (let time = first + intervalMs * Math.ceil((from + 1 - first) / intervalMs); time < to; time += intervalMs) {
    const isAway = time < history.from || time >= history.to || within([...away, ...frozen], time)
    const why = isAway
      ? 'away'
      : within(removed, time)
        ? 'removed'
        : name !== 'up' && within(failed, time)
          ? 'failed'
          : within(vanished, time)
            ? 'vanished'
            : undefined
    due.push({ time, why } as const)
  }
  return due
}

function within(spans: Span[], time: number): boolean {
  return spans.some(({ from, to }) => time >= from && time < to)
}

/** The bits of Prometheus's stale marker. Source: Prometheus v3.16.0, model/value/value.go. */
const STALE = 0x7ff0000000000002n

/**
 * The body of a remote write (version 1) of these series, stale markers included. Source: Prometheus v3.16.0, prompb/remote.proto,
 * prompb/types.proto.
 */
export function remoteWrite(all: StoredSeries[]): Uint8Array {
  const writer = new BinaryWriter()
  for (const { labels, samples } of all) {
    writer.tag(1, WireType.LengthDelimited).fork()
    for (const [name, value] of Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1))) {
      writer.tag(1, WireType.LengthDelimited).fork()
      writer.tag(1, WireType.LengthDelimited).string(name)
      writer.tag(2, WireType.LengthDelimited).string(value).join()
    }
    for (const [time, value] of samples) {
      writer.tag(2, WireType.LengthDelimited).fork()
      // Never by a JavaScript number: a NaN's bits may be changed on the way.
      writer.tag(1, WireType.Bit64).raw(value === 'stale' ? bits(STALE) : double(value))
      writer.tag(2, WireType.Varint).int64(time).join()
    }
    writer.join()
  }
  return snappy(writer.finish())
}

function bits(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, value, true)
  return bytes
}

function double(value: number): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setFloat64(0, value, true)
  return bytes
}

/** As snappy, of literals only. Source: google/snappy, format_description.txt. */
function snappy(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [new BinaryWriter().uint32(bytes.length).finish()]
  for (let at = 0; at < bytes.length; at += 65_536) {
    const part = bytes.subarray(at, at + 65_536)
    const size = part.length - 1
    parts.push(Uint8Array.from([61 << 2, size & 0xff, size >> 8]), part)
  }
  return Buffer.concat(parts)
}

/** What is before a time, Unix ms. */
export function storedBefore(series: StoredSeries[], time: number): StoredSeries[] {
  return series
    .map(({ labels, samples }) => ({ labels, samples: samples.filter(([t]) => t < time) }))
    .filter(({ samples }) => samples.length > 0)
}
