import t from 'tap'
import { samples } from './notation.ts'

const values = (notation: string) => samples(notation).map(([time, value]) => `${time}:${value}`)

t.test("Prometheus's own examples", async (t) => {
  t.same(values('1x4'), ['0:1', '1:1', '2:1', '3:1', '4:1'])
  t.same(values('1 _x3 2'), ['0:1', '4:2'])
  t.same(values('-2+4x3'), ['0:-2', '1:2', '2:6', '3:10'])
  t.same(samples('1 _ 1', { start: 10.165, intervalMs: 5000 }), [
    [10.165, '1'],
    [20.165, '1'],
  ])
  t.throws(() => samples('1 oops'), /oops/)
})
