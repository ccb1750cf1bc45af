import t from 'tap'
import { eager, poll } from '../../src/lib/poll.ts'

/** Time that passes only while the polling pauses. */
function fakeTime(t: { intercept: Function }) {
  let now = 0
  t.intercept(Date, 'now', { value: () => now })
  const pauses: number[] = []
  const pause = async (ms: number) => {
    pauses.push(ms)
    now += ms
  }
  return { pauses, pause, pass: (ms: number) => (now += ms) }
}

/** Looks that find one thing after the other, and the last again and again. */
function looks<T>(...found: [T, ...T[]]): () => T {
  let count = 0
  return () => found[Math.min(count++, found.length - 1)]!
}

t.test('the first result that is there; a look that finds at once makes no pause', async (t) => {
  const { pause, pauses } = fakeTime(t)
  t.equal(await poll(looks<unknown>(undefined, false, 'found'), { everyMs: 20, pause }), 'found')
  t.same(pauses, [20, 20])
  t.equal(await poll(async () => 'at once', { everyMs: 20, pause }), 'at once')
  t.same(pauses, [20, 20])
})

t.test('until nothing is missing, telling what is', async (t) => {
  const { pause } = fakeTime(t)
  const told: string[] = []
  t.equal(
    await poll(looks<string | undefined>('a', 'b', undefined), {
      until: (missing) => missing === undefined,
      everyMs: 1,
      pause,
      onMiss: (missing) => told.push(missing!),
    }),
    undefined,
  )
  t.same(told, ['a', 'b'])
})

t.test('at the deadline the last result, whatever it is; no pause goes beyond it', async (t) => {
  const { pause, pauses, pass } = fakeTime(t)
  const missed: string[] = []
  const look = looks('a', 'b', 'c', 'd')
  t.equal(await poll(look, { until: () => false, everyMs: 100, deadline: 250, pause, onMiss: (found) => missed.push(found) }), 'd')
  t.same(pauses, [100, 100, 50])
  t.same(missed, ['a', 'b', 'c'], 'the last is for the caller')
  pass(1)
  t.equal(await poll(looks('late'), { until: () => false, everyMs: 100, deadline: 250, pause }), 'late', 'one look is always taken')
})

t.test('so many attempts, then the last result', async (t) => {
  const { pause, pauses } = fakeTime(t)
  t.equal(await poll(looks(1, 2, 3, 4), { until: () => false, everyMs: 5, attempts: 3, pause }), 3)
  t.same(pauses, [5, 5])
})

function fail(): never {
  throw new Error('no')
}

t.test('what a look or onMiss throws ends it', async (t) => {
  await t.rejects(poll(fail, { everyMs: 5 }), { message: 'no' })
  await t.rejects(poll(looks(false), { everyMs: 5, onMiss: fail }), { message: 'no' })
})

t.test('an abort ends a pause at once, on the real clock', async (t) => {
  const stop = new AbortController()
  const begun = Date.now()
  const waiting = poll(looks(false), { everyMs: 60_000, signal: stop.signal })
  setTimeout(() => stop.abort(), 20)
  await t.rejects(waiting, { name: 'AbortError' })
  t.ok(Date.now() - begun < 60_000, 'less than the pause')
  await t.rejects(poll(looks(false), { everyMs: 1, signal: stop.signal }), { name: 'AbortError' }, 'also where it came before')
  t.equal(await poll(looks(true), { everyMs: 1, signal: stop.signal }), true, 'a look that finds is not spoilt by it')
})

t.test('an eager pause: 5 % of the wait, within its bounds; poll hands it what was waited', async (t) => {
  t.same([0, 500, 1000, 4000, 60_000].map(eager(250)), [25, 25, 50, 200, 250])
  t.equal(eager(10)(0), 10, 'never more than the most')
  const waits: number[] = []
  const everyMs = (waitedMs: number) => (waits.push(waitedMs), 1)
  await poll(() => waits.length === 2, { everyMs })
  t.ok(waits[1]! > waits[0]!)
})
