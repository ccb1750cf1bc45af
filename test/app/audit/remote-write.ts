import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'

/* Samples of the past, written as another Prometheus would send them: with stale markers, which no text format has. */

/** One series: its labels, and its samples in order of time (Unix ms). `stale` is a stale marker. */
export interface Written {
  labels: Record<string, string>
  samples: [t: number, v: number | 'stale'][]
}

/** A request holds the samples of so long a time, of all series: what a Prometheus has is never older than what it gets by an hour. */
const SLICE_MS = 1_800_000

/** Writes series into a Prometheus that was started with --web.enable-remote-write-receiver. Throws where it takes one not. */
export async function remoteWrite(url: string, series: readonly Written[], path = '/api/v1/write'): Promise<void> {
  const times = series.flatMap(({ samples }) => samples.map(([t]) => t))
  const [first, last] = [times.reduce((a, b) => Math.min(a, b), Infinity), times.reduce((a, b) => Math.max(a, b), 0)]
  for (let from = first; from <= last; from += SLICE_MS) {
    const slice = series
      .map(({ labels, samples }) => ({ labels, samples: samples.filter(([t]) => t >= from && t < from + SLICE_MS) }))
      .filter(({ samples }) => samples.length > 0)
    if (slice.length > 0) await send(`${url}${path}`, slice)
  }
}

async function send(url: string, series: readonly Written[]): Promise<void> {
  const headers = {
    'content-type': 'application/x-protobuf',
    'content-encoding': 'snappy',
    'x-prometheus-remote-write-version': '0.1.0',
  }
  const reply = await fetch(url, { method: 'POST', headers, body: stored(request(series)) })
  if (!reply.ok) throw new Error(`remote write: HTTP ${reply.status} ${await reply.text()}`)
}

/** `WriteRequest`. Source: Prometheus v3.16.0, prompb/remote.proto and prompb/types.proto. */
function request(series: readonly Written[]): Uint8Array {
  const writer = new BinaryWriter()
  for (const { labels, samples } of series) {
    writer.tag(1, WireType.LengthDelimited).fork()
    for (const [name, value] of Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1)))
      writer
        .tag(1, WireType.LengthDelimited)
        .fork()
        .tag(1, WireType.LengthDelimited)
        .string(name)
        .tag(2, WireType.LengthDelimited)
        .string(value)
        .join()
    for (const [t, v] of samples) {
      const sample = writer.tag(2, WireType.LengthDelimited).fork()
      // Its bits: JavaScript knows one NaN only. Source: Prometheus v3.16.0, model/value/value.go (StaleNaN).
      if (v === 'stale') sample.tag(1, WireType.Bit64).fixed64(0x7ff0000000000002n)
      else sample.tag(1, WireType.Bit64).double(v)
      sample.tag(2, WireType.Varint).int64(t).join()
    }
    writer.join()
  }
  return writer.finish()
}

const LITERAL = 65_536

/** As snappy, of literals only. Source: google/snappy, format_description.txt. */
function stored(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [new BinaryWriter().uint32(bytes.length).finish()]
  for (let at = 0; at < bytes.length; at += LITERAL) {
    const part = bytes.subarray(at, at + LITERAL)
    const size = part.length - 1
    parts.push(Uint8Array.of(61 << 2, size & 0xff, size >> 8), part)
  }
  return new Uint8Array(Buffer.concat(parts))
}
