import t from 'tap'
import { Latest } from '../../src/lib/latest.ts'

t.test('nobody waits longer than they say, and work is begun once at a time', async (t) => {
  const latest = new Latest<number>()
  let begun = 0
  const waiting: ((value: number) => void)[] = []
  const slow = () => {
    begun += 1
    return new Promise<number>((resolve) => waiting.push(resolve))
  }
  t.equal(await latest.next(slow, 1), undefined)
  t.equal(await latest.next(slow, 1), undefined)
  t.equal(begun, 1)
  waiting[0]?.(7)
  t.equal(await latest.next(slow, 1000), 7)
  t.equal(await latest.next(async () => 8, 1000), 8)
  t.equal(await latest.next(async () => Promise.reject(new Error('no')), 1000), 8, 'what failed leaves it as it was')
  t.equal(latest.isRunning, false)
})
