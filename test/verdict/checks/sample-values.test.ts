import t from 'tap'
import type { Sample } from '../../../src/model/run.ts'
import { valueTypes } from '../../../src/scenario/value-types.ts'
import { sampleValuesCheck } from '../../../src/verdict/checks/sample-values.ts'
import { at } from '../../helpers/run.ts'
import { parts } from '../../helpers/spoil.ts'

const limitsOf = (word: string) => sampleValuesCheck.limits(valueTypes(1000)).parse(word)
const judged = (word: string, samples: Sample[]) => {
  const { run, after, outage } = parts()
  outage.samples = []
  after.samples = samples
  return sampleValuesCheck.judge({ of: 'merged', check: 'sample-values', limits: limitsOf(word) }, run)
}
const clock = (offset: number, off = 0): Sample => [at(offset), String(at(offset) + off)]
const counter = (...values: number[]): Sample[] => values.map((value, index) => [at(index + 1), String(value)])

t.test('own-time', async (t) => {
  t.match(judged('own-time', [clock(1), clock(2), clock(3, 0.004)]), { held: true, measured: 0, expected: 'own-time', unit: 'number' })
  t.match(judged('own-time', [clock(1), clock(2, -1), clock(3)]), {
    held: false,
    measured: 1,
    detail: /1 of 3 samples are otherwise, the first/,
  })
  t.match(judged('own-time', [clock(1), [at(2), 'NaN']]), { held: false, measured: 1 })
})

t.test('never-fall', async (t) => {
  t.match(judged('never-fall', counter(5, 5, 7, 100)), { held: true, measured: 0 })
  t.match(judged('never-fall', counter(5, 7, 2, 3)), { held: false, measured: 1 }, 'the reset of a restarted process is a fall')
})

t.test('of the answers of the Service, the worst', async (t) => {
  const { run } = parts()
  for (const look of run.series.naive?.looks ?? []) look.answers = [counter(1, 2), counter(2, 1)]
  t.match(sampleValuesCheck.judge({ of: 'naive', check: 'sample-values', limits: limitsOf('never-fall') }, run), {
    held: false,
    measured: 1,
  })
})

t.test('nothing to compare is not held', async (t) => {
  for (const samples of [[], [clock(1)]] as Sample[][]) t.match(judged('own-time', samples), { held: false, measured: null })
  const { run } = parts()
  for (const limits of [{}, { is: 'nonsense', 'at-most': 0 }, { is: 'toString', 'at-most': 0 }])
    t.match(sampleValuesCheck.judge({ of: 'merged', check: 'sample-values', limits }, run), { held: false, measured: null })
  t.equal(sampleValuesCheck.limits(valueTypes(1000)).safeParse('own').success, false)
})
