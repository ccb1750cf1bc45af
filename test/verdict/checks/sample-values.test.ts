import t from 'tap'
import type { Sample } from '../../../src/model/run.ts'
import type { Limits } from '../../../src/model/scenario.ts'
import { valueTypes } from '../../../src/scenario/value-types.ts'
import { sampleValuesCheck } from '../../../src/verdict/checks/sample-values.ts'
import { findingIn, judgeOne, setMerged, setNaive } from '../../helpers/parts.ts'
import { at, runRecord } from '../../helpers/run.ts'

const limitsOf = (word: string) => sampleValuesCheck.limits(valueTypes).parse(word) as Record<string, number | string>
const judged = (word: string, samples: Sample[]) =>
  judgeOne(sampleValuesCheck, 'merged', limitsOf(word), ({ during, after }) => (setMerged(during, []), setMerged(after, samples)))
const clock = (offset: number, off = 0): Sample => [at(offset), String(at(offset) + off)]
const counter = (...values: number[]): Sample[] => values.map((value, index) => [at(index + 1), String(value)])

t.test('own-time', async (t) => {
  t.match(judged('own-time', [clock(1), clock(2), clock(3, 0.004)]), { passed: true, measured: 0, expected: 'own-time', unit: 'number' })
  t.match(judged('own-time', [clock(1), clock(2, -1), clock(3)]), {
    passed: false,
    measured: 1,
    detail: /1 of 3 samples are otherwise, the first/,
  })
  t.match(judged('own-time', [clock(1), [at(2), 'NaN']]), { passed: false, measured: 1 })
})

t.test('never-fall', async (t) => {
  t.match(judged('never-fall', counter(5, 5, 7, 100)), { passed: true, measured: 0 })
  t.match(judged('never-fall', counter(5, 7, 2, 3)), { passed: false, measured: 1 }, 'the reset of a restarted process is a fall')
})

t.test('of the answers of the Service, the worst', async (t) => {
  const finding = judgeOne(sampleValuesCheck, 'naive', limitsOf('never-fall'), ({ run }) =>
    run.snapshots.forEach((snapshot) => setNaive(snapshot, [counter(1, 2), counter(2, 1)])),
  )
  t.match(finding, { passed: false, measured: 1 })
})

t.test('nothing to compare has not passed', async (t) => {
  for (const samples of [[], [clock(1)]] as Sample[][]) t.match(judged('own-time', samples), { passed: false, measured: null })
  for (const limits of [{}, { is: 'nonsense', 'at-most': 0 }, { is: 'toString', 'at-most': 0 }] as Limits[])
    t.match(findingIn(runRecord(), sampleValuesCheck, 'merged', limits), { passed: false, measured: null })
  t.equal(sampleValuesCheck.limits(valueTypes).safeParse('own').success, false)
})
