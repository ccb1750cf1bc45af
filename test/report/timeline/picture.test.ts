import t from 'tap'
import { picturesOf } from '../../../src/report/timeline/picture.ts'
import { svgReport } from '../../../src/report/svg.ts'
import { analyseRun } from '../../../src/verdict/analysis.ts'
import { judgedRun } from '../../helpers/parts.ts'
import { iso } from '../../helpers/run.ts'

t.test('each fault has the gap that was measured from it to the next one, not the longest of the row', async (t) => {
  const run = judgedRun()
  const [first] = run.faults
  const prediction = { preferred: 'prometheus-0', survivor: 'prometheus-1', intervalMs: 1000, offsetMs: 701, formula: 'I' as const }
  const predicted = (ms: number) => ({ merged: { ...prediction, gapMs: { least: ms, most: ms } } })
  run.faults = [
    { ...first!, predictions: predicted(2701) },
    { ...first!, id: 'kill-2', injectedAt: iso(35.5), healedAt: iso(36), predictions: predicted(1000) },
  ]
  const [picture] = picturesOf(analyseRun(run))
  const row = picture!.rows.find(({ label }) => label === 'merged, after')
  t.equal(row?.longestSeconds, 2.701)
  t.match(row?.predicted, [
    { least: 2.701, measured: 2.701, isMet: true },
    { least: 1, measured: 1, isMet: true },
  ])
  t.match(
    svgReport.render([run], { color: false, width: 100 }),
    /predicted 2\.70 s, measured 2\.70 s<[^]*predicted 1\.00 s, measured 1\.00 s</,
  )
})
