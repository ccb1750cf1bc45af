import t from 'tap'
import { intervalNear } from '../../src/dedup/intervals.ts'

/** Times from 0 on with these distances, seconds; `[1, 9]` are nine of a second. */
function times(...steps: [distance: number, often: number][]): { t: Float64Array } {
  const distances = steps.flatMap(([distance, often]) => Array.from({ length: often }, () => distance))
  let now = 0
  return { t: Float64Array.from([0, ...distances.map((distance) => (now += distance))], (second) => second * 1000) }
}

const near = (series: { t: Float64Array }, second: number) => intervalNear(series, second * 1000, 7000)

t.test('an interval that is changed is told at each time', async (t) => {
  const changed = times([1, 30], [4, 20], [1, 30])
  t.equal(near(changed, 10.5), 1000)
  t.equal(near(changed, 50.5), 4000)
  t.equal(near(changed, 130), 1000)
  t.equal(near(changed, 30), 4000, 'at the change it is the longer one')
})

t.test('what is missing is no interval', async (t) => {
  t.equal(near(times([1, 10], [60, 1], [1, 10]), 30), 1000, 'away once')
  t.equal(near(times([1, 20], [60, 1]), 50), 1000, 'away for good')
  t.equal(near(times([1, 3], [9, 1], [1, 3]), 5), 7000, 'too few to tell')
  t.equal(near(times([1, 2], [9, 2], [30, 1], [5, 1], [1, 1], [9, 1]), 20.5), 7000, 'too uneven to tell')
  t.equal(near({ t: new Float64Array() }, 5), 7000)
})
