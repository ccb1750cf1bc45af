import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import t, { type Test } from 'tap'
import { chunkBegins } from '../../src/observe/remote-read.ts'

/** A replica that answers every remote read so; what it was asked is there. */
async function replica(t: Test, status: number, answer: Uint8Array): Promise<{ url: string; asked: Buffer[] }> {
  const asked: Buffer[] = []
  const server = createServer(async (request, response) => {
    asked.push(Buffer.concat(await request.toArray()))
    response.writeHead(status, { 'content-type': 'application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse' })
    response.end(answer)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  t.teardown(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

/** One frame: a series of one label, and chunks that begin at these times. */
function frame(...begins: number[]): Buffer {
  const message = new BinaryWriter().tag(1, WireType.LengthDelimited).fork()
  message.tag(1, WireType.LengthDelimited).fork().tag(1, WireType.LengthDelimited).string('__name__').join()
  for (const begin of begins) {
    const chunk = message.tag(2, WireType.LengthDelimited).fork()
    chunk
      .tag(1, WireType.Varint)
      .int64(begin)
      .tag(2, WireType.Varint)
      .int64(begin + 119_000)
    chunk
      .tag(3, WireType.Varint)
      .int32(1)
      .tag(4, WireType.LengthDelimited)
      .bytes(new Uint8Array([0, 2, 8]))
      .join()
  }
  const bytes = message.join().finish()
  return Buffer.concat([new BinaryWriter().uint32(bytes.length).finish(), Buffer.from([1, 2, 3, 4]), bytes])
}

const window = { from: 1_795_371_420_140, to: 1_795_371_660_000 }
const ask = ({ url }: { url: string }) => chunkBegins({ url }, { __name__: 'up', job: 'thanos-query' }, window, 5000)

t.test('when chunks begin, over all frames', async (t) => {
  const answer = Buffer.concat([frame(1_795_371_420_165, 1_795_371_540_165), frame(1_795_371_659_165)])
  t.same(await ask(await replica(t, 200, answer)), [1_795_371_420_165, 1_795_371_540_165, 1_795_371_659_165])
})

t.test('it asks for the series, within the left-open window, as the sidecar would', async (t) => {
  const one = await replica(t, 200, frame(1))
  await ask(one)
  const snappy = new BinaryReader(one.asked[0]!)
  const size = snappy.uint32()
  const request = one.asked[0]!.subarray(-size)
  const outer = new BinaryReader(request)
  t.same(outer.tag(), [1, WireType.LengthDelimited])
  const query = new BinaryReader(outer.bytes())
  t.same([query.tag(), Number(query.int64())], [[1, WireType.Varint], window.from + 1])
  t.same([query.tag(), Number(query.int64())], [[2, WireType.Varint], window.to])
  t.same([outer.tag(), outer.int32()], [[2, WireType.Varint], 1], 'streamed chunks')
  t.match(request.toString('latin1'), /__name__.*up.*job.*thanos-query/s)
})

const mute: [name: string, status: number, answer: Uint8Array][] = [
  ['an error', 400, Buffer.from('no')],
  ['no series', 200, Buffer.alloc(0)],
  ['an answer that is cut short', 200, frame(1, 2).subarray(0, -5)],
]

t.test('a replica that does not say', async (t) => {
  for (const [name, status, answer] of mute) t.equal(await ask(await replica(t, status, answer)), undefined, name)
  t.equal(await ask({ url: 'http://127.0.0.1:1' }), undefined, 'nobody there')
})
