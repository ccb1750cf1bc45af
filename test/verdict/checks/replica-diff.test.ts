import t from 'tap'
import { valueTypes } from '../../../src/scenario/value-types.ts'
import { replicaDiffCheck } from '../../../src/verdict/checks/replica-diff.ts'
import { at, own } from '../../helpers/run.ts'
import { parts, type Parts } from '../../helpers/spoil.ts'

const judged = (limits: Record<string, number>, change: (seen: Parts) => void = () => {}) => {
  const seen = parts()
  change(seen)
  return replicaDiffCheck.judge({ of: 'merged', check: 'replica-diff', limits }, seen.run)
}

t.test('scrapes that one has and another has not', async (t) => {
  t.same(judged({ 'at-least': 5 }), {
    check: 'replica-diff',
    series: 'merged',
    held: true,
    measured: 12,
    unit: 'number',
    expected: 'at least 5 scrapes',
    detail: 'prometheus-0 lacks 12 scrapes that another has; prometheus-1 lacks 0 scrapes that another has',
  })
  t.match(judged({ 'at-most': 5 }), { held: false })
})

const changed: [name: string, change: (seen: Parts) => void, measured: number][] = [
  ['both whole', ({ after }) => (after.replicas['prometheus-0'] = whole().map(([time, value]) => [time - 0.7, value])), 0],
  [
    'one lost its history',
    ({ after }) => (after.replicas['prometheus-0'] = own('prometheus-0', 43.2).filter(([time]) => time > at(20))),
    27,
  ],
  ['one fell silent', ({ after }) => (after.replicas['prometheus-0'] = own('prometheus-0', 12)), 32],
  ['a hole in both', ({ after }) => (after.replicas['prometheus-1'] = whole().filter(([time]) => time < at(16) || time > at(27.5))), 1],
  ['one that is empty', ({ after }) => (after.replicas['prometheus-0'] = []), 43],
]

// At an edge of the look, one more or less: what the others had just outside of it was not asked for.
t.test('wherever the holes are', async (t) => {
  for (const [name, change, measured] of changed) t.match(judged({ 'at-most': 0 }, change), { measured, held: measured === 0 }, name)
})

t.test('what says nothing is not held', async (t) => {
  const silent = { held: false, measured: null }
  t.match(
    judged({ 'at-least': 5 }, ({ after }) => delete after.replicas['prometheus-1']),
    silent,
    'a replica that did not answer',
  )
  t.match(
    judged({ 'at-least': 5 }, ({ merged }) => merged.looks.pop()),
    silent,
    'no look after the return',
  )
  t.match(
    judged({ 'at-least': 1 }, ({ kill }) => (kill.replica = 'prometheus-1')),
    silent,
    'it is not the replica that was hit',
  )
  t.match(replicaDiffCheck.judge({ of: 'nobody', check: 'replica-diff', limits: { 'at-least': 1 } }, parts().run), silent)
})

t.test('scrapes, or their time', async (t) => {
  const limits = replicaDiffCheck.limits(valueTypes(500))
  t.same(limits.parse({ 'at-least': '5 scrapes', 'at-most': '5s' }), { 'at-least': 5, 'at-most': 10 })
  t.same(limits.parse({ 'at-least': 5 }), { 'at-least': 5 })
  t.equal(limits.safeParse({ 'at-least': 'five' }).success, false)
})

function whole() {
  return own('prometheus-1', 43.2)
}
