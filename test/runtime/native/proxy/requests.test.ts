import t from 'tap'
import { Requests } from '../../../../src/runtime/native/proxy/requests.ts'

const get = 'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n'
const head = 'HEAD / HTTP/1.1\r\n\r\n'
const http2 = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'

const table: [chunks: string[], parts: [text: string, request: boolean][]][] = [
  [[get], [[get, true]]],
  [
    [get + get, head],
    [
      [get, true],
      [get, true],
      [head, true],
    ],
  ],
  [[get.slice(0, 20), get.slice(20)], [[get, true]]],
  [[get.slice(0, -1), get.slice(-1)], [[get, true]]],
  [
    ['the rest of something', get],
    [
      ['the rest of something', false],
      [get, true],
    ],
  ],
  [
    [http2, '\0\0\0'],
    [
      [http2, false],
      ['\0\0\0', false],
    ],
  ],
  [['POST / HTTP/1.1\r\n\r\nbody'], [['POST / HTTP/1.1\r\n\r\nbody', false]]],
  [
    [get, 'GETTING'],
    [
      [get, true],
      ['GETTING', false],
    ],
  ],
  [[`GET /${'x'.repeat(70_000)}`], [[`GET /${'x'.repeat(70_000)}`, false]]],
]

t.test('requests are told from all else, and no byte is lost', async (t) => {
  for (const [chunks, parts] of table) {
    const requests = new Requests()
    const found = chunks.flatMap((chunk) => requests.take(Buffer.from(chunk)))
    t.same(
      found.map(({ bytes, request }) => [bytes.toString(), request]),
      parts,
    )
    t.equal(requests.rest().length, 0)
  }
})

t.test('half a head is given back', async (t) => {
  const requests = new Requests()
  t.same(requests.take(Buffer.from('GET /half')), [])
  t.equal(requests.rest().toString(), 'GET /half')
  t.equal(requests.rest().length, 0)
})
