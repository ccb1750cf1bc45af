import t from 'tap'
import { backoff } from '../../../src/runtime/native/container.ts'

t.test('the waits are those of the kubelet', async (t) => {
  const waits = backoff()
  t.same(
    Array.from({ length: 9 }, () => waits.next(1000) / 1000),
    [0, 10, 20, 40, 80, 160, 300, 300, 300],
  )
})

t.test('ten minutes of running clear them', async (t) => {
  const waits = backoff()
  for (const ranMs of [0, 0, 0]) waits.next(ranMs)
  t.equal(waits.next(599_999), 40_000)
  t.equal(waits.next(600_000), 0)
  t.equal(waits.next(0), 10_000)
})

t.test('each container has its own', async (t) => {
  backoff().next(0)
  t.equal(backoff().next(0), 0)
})
