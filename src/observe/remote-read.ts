import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { type Address, NoAnswer, sendRequest } from '../lib/http.ts'
import type { Window } from '../lib/time.ts'

/*
 * Remote read with streamed chunks, as the sidecar asks for it: the one place where Prometheus shows how a series lies in chunks.
 * Source: Prometheus v3.16.0, prompb/remote.proto and prompb/types.proto; storage/remote/chunked.go (frames).
 */

const HEADERS = {
  'content-type': 'application/x-protobuf',
  'content-encoding': 'snappy',
  'x-prometheus-remote-read-version': '0.1.0',
}

/** `ReadRequest.ResponseType` STREAMED_XOR_CHUNKS. */
const STREAMED_CHUNKS = 1

/** A frame is its length, a CRC-32C of four bytes, which TCP makes needless here, and a `ChunkedReadResponse`. */
const CHECKSUM_BYTES = 4

/**
 * When the chunks of a series begin that a replica gives its sidecar for a window, Unix ms, in order; those that reach over the window's
 * edge are cut there. Undefined where the replica does not say, or has no such series.
 */
export async function chunkBegins(
  replica: Address,
  labels: Record<string, string>,
  window: Window,
  timeoutMs: number,
): Promise<number[] | undefined> {
  try {
    const options = { method: 'POST', body: stored(request(labels, window)), headers: HEADERS, binary: true, timeoutMs } as const
    const { status, body } = await sendRequest(replica, '/api/v1/read', options)
    if (status !== 200) return undefined
    return beginsIn(body as Uint8Array)
  } catch (error) {
    if (error instanceof NoAnswer) return undefined
    throw error
  }
}

/** undefined where a body has none, is cut short, or is no answer of that protocol: its reader throws plain errors. */
function beginsIn(body: Uint8Array): number[] | undefined {
  try {
    const begins = [...frames(body)].flatMap(readResponse)
    return begins.length === 0 || !begins.every((ms) => ms >= 0 && Number.isSafeInteger(ms)) ? undefined : begins
  } catch {
    return undefined
  }
}

function request(labels: Record<string, string>, { from, to }: Window): Uint8Array {
  const writer = new BinaryWriter().tag(1, WireType.LengthDelimited).fork()
  // The window's left edge is open.
  writer.tag(1, WireType.Varint).int64(from + 1)
  writer.tag(2, WireType.Varint).int64(to)
  for (const [name, value] of Object.entries(labels)) {
    writer.tag(3, WireType.LengthDelimited).fork()
    writer.tag(2, WireType.LengthDelimited).string(name)
    writer.tag(3, WireType.LengthDelimited).string(value).join()
  }
  return writer.join().tag(2, WireType.Varint).int32(STREAMED_CHUNKS).finish()
}

/** As snappy, of one literal: the request is small, and what it is stored in must only be valid. */
function stored(bytes: Uint8Array): Buffer {
  const size = bytes.length - 1
  const length = new BinaryWriter().uint32(bytes.length).finish()
  return Buffer.concat([length, Buffer.from([61 << 2, size & 0xff, size >> 8]), bytes])
}

function* frames(body: Uint8Array): Generator<Uint8Array> {
  const reader = new BinaryReader(body)
  while (reader.pos < reader.len) {
    const size = reader.uint32()
    const begin = reader.pos + CHECKSUM_BYTES
    if (begin + size > reader.len) throw new RangeError('the last frame is cut short')
    yield body.subarray(begin, begin + size)
    reader.pos = begin + size
  }
}

/** `ChunkedReadResponse` → series (1) → chunks (2) → their first times (1). */
function readResponse(bytes: Uint8Array): number[] {
  return inside(bytes, 1, WireType.LengthDelimited, (reader) => reader.bytes())
    .flatMap((series) => inside(series, 2, WireType.LengthDelimited, (reader) => reader.bytes()))
    .flatMap((chunk) => inside(chunk, 1, WireType.Varint, (reader) => Number(reader.int64())))
}

/** The values of one field of a message, in order. */
function inside<T>(message: Uint8Array, field: number, type: WireType, read: (reader: BinaryReader) => T): T[] {
  const reader = new BinaryReader(message)
  const values: T[] = []
  while (reader.pos < reader.len) {
    const [number, wire] = reader.tag()
    if (number === field && wire === type) values.push(read(reader))
    else reader.skip(wire)
  }
  return values
}
