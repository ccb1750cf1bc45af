import t from 'tap'
import { resolveDurations } from '../../../src/model/duration.ts'
import { valueTypes } from '../../../src/scenario/value-types.ts'
import { replicaDiffCheck } from '../../../src/verdict/checks/replica-diff.ts'
import { drop, judgeOne, type Parts, setOwn } from '../../helpers/parts.ts'
import { at, own, without } from '../../helpers/run.ts'

const judged = (limits: Record<string, number>, change?: (parts: Parts) => void) => judgeOne(replicaDiffCheck, 'merged', limits, change)
const whole = own('prometheus-1', 43.2)

t.test('scrapes that one has and another has not', async (t) => {
  t.same(judged({ 'at-least': 5 }), {
    check: 'replica-diff',
    series: 'merged',
    passed: true,
    measured: 12,
    unit: 'number',
    expected: 'at least 5 scrapes',
    detail: 'prometheus-0 lacks 12 scrapes that another has; prometheus-1 lacks 0 scrapes that another has',
  })
  t.match(judged({ 'at-most': 5 }), { passed: false })
})

const changed: [name: string, change: (parts: Parts) => void, measured: number][] = [
  [
    'both whole',
    ({ after }) =>
      setOwn(
        after,
        'prometheus-0',
        whole.map(([time, value]) => [time - 0.7, value]),
      ),
    0,
  ],
  [
    'one lost its history',
    ({ after }) =>
      setOwn(
        after,
        'prometheus-0',
        own('prometheus-0', 43.2).filter(([time]) => time > at(20)),
      ),
    27,
  ],
  ['one fell silent', ({ after }) => setOwn(after, 'prometheus-0', own('prometheus-0', 12)), 32],
  ['a gap in both', ({ after }) => setOwn(after, 'prometheus-1', without(whole, 16, 27.5)), 1],
  ['one that is empty', ({ after }) => setOwn(after, 'prometheus-0', []), 43],
]

// At an edge of the window, one more or less: what the others had just outside of it was not read.
t.test('wherever the gaps are', async (t) => {
  for (const [name, change, measured] of changed) t.match(judged({ 'at-most': 0 }, change), { measured, passed: measured === 0 }, name)
})

t.test('what shows nothing has not passed', async (t) => {
  const silent = { passed: false, measured: null }
  t.match(
    judged({ 'at-least': 5 }, ({ after }) => delete after.replicas['prometheus-1']),
    silent,
    'a replica that did not answer',
  )
  t.match(
    judged({ 'at-least': 5 }, ({ run }) => drop(run, 'after')),
    silent,
    'no snapshot after recovery',
  )
  t.match(
    judged({ 'at-least': 1 }, ({ kill }) => (kill.replica = 'prometheus-1')),
    silent,
    'it is not the replica that was hit',
  )
  t.match(judgeOne(replicaDiffCheck, 'nobody', { 'at-least': 1 }), silent)
})

t.test('scrapes, or their time', async (t) => {
  const limits = replicaDiffCheck.limits(valueTypes)
  const resolved = (written: object) => resolveDurations(limits.parse(written), 500)
  t.same(resolved({ 'at-least': '5 scrapes', 'at-most': '5s' }), { 'at-least': 5, 'at-most': 10 })
  t.same(resolved({ 'at-least': 5 }), { 'at-least': 5 })
  t.equal(limits.safeParse({ 'at-least': 'five' }).success, false)
})
