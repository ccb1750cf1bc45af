import t from 'tap'
import { readAnswer } from '../../src/observe/read-answer.ts'

const reply = (result: unknown) => ({ status: 200, body: { status: 'success', data: { resultType: 'vector', result } } })

t.test('an answer of more series than are read says how many it has, and is not called foreign', async (t) => {
  const one = { metric: {}, value: [1, '1'] }
  const most = readAnswer(reply(Array.from({ length: 200_000 }, () => one)), {})
  t.equal('series' in most && most.series.length, 200_000)
  const longer = readAnswer(reply(Array.from({ length: 200_001 }, () => one)), {})
  t.equal('error' in longer && longer.error, 'the answer has 200001 series; more than 200000 are not read')
})

t.test('values as Prometheus and the query-frontend write them', async (t) => {
  const written = ['1', '-0.5', '1e+21', '1e-07', 'NaN', '+Inf', '-Inf', BigInt(1e308).toString(), `-${BigInt(1e308)}`]
  for (const value of written)
    t.match(readAnswer(reply([{ metric: {}, value: [1, value] }]), {}), { series: [{ samples: [[1, value]] }] }, value)
  for (const value of ['', ' 1', '0x1', '1,5', '1'.repeat(401)])
    t.match(readAnswer(reply([{ metric: {}, value: [1, value] }]), {}), { error: /data\.result\[0\]\.value has no number/ }, value)
})
