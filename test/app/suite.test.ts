import t from 'tap'
import { type Finished, sessionExit, waitedMs, whyNot } from '../../src/app/run-suite.ts'
import { judgedRun } from '../helpers/parts.ts'
import { runRecord } from '../helpers/run.ts'

const exits = (...codes: number[]): Pick<Finished, 'exit' | 'skipped'>[] => codes.map((exit) => ({ exit }))
const skipped = { exit: 3, skipped: 'needs nodes' }

const cases: [runs: Pick<Finished, 'exit' | 'skipped'>[], more: number[], exit: number][] = [
  [exits(0), [], 0],
  [exits(0, 0, 0), [], 0],
  [exits(0, 1, 0), [], 1],
  [exits(1, 4), [], 4],
  [exits(4, 1), [], 4],
  [exits(1, 4, 3), [], 3],
  [exits(2, 0), [], 2],
  [exits(1, 4, 3, 5), [], 5],
  [exits(0, 0), [5], 5],
  [exits(5, 130), [130], 130],
  [exits(0), [143], 143],
  [exits(0, 5), [129], 129],
  [exits(5, 3, 70, 1), [130], 70],
  [[...exits(0), skipped], [], 0],
  [[...exits(1), skipped], [], 1],
  // Nothing was shown.
  [[skipped, skipped], [], 3],
  [[], [], 3],
  [[skipped], [5], 5],
]

for (const [runs, more, exit] of cases)
  t.test(
    `${JSON.stringify(runs.map((run) => (run.skipped === undefined ? run.exit : 'skipped')))} and ${JSON.stringify(more)}`,
    async (t) => {
      t.equal(sessionExit(runs, more), exit)
      t.equal(sessionExit(runs.toReversed(), more.toReversed()), exit, 'in any order')
    },
  )

t.test('what a run waited for', async (t) => {
  t.equal(waitedMs({}), undefined, 'a run may not say where its time went')
  t.equal(waitedMs({ timing: { steps: [] } }), 0)
  const steps = [
    { step: 'waiting 5s', ms: 5000 },
    { step: 'kill prometheus-0', ms: 120 },
  ]
  t.equal(waitedMs({ timing: { steadyMs: 30, steps } }), 5150)
})

t.test('why a run is not as its scenario declares', async (t) => {
  const pass = judgedRun()
  t.equal(pass.verdict, 'pass')
  t.equal(whyNot(pass, { outcome: 'pass' }), undefined)
  t.equal(whyNot(pass, { outcome: 'fail' }), 'All expectations passed.')
  const inconclusive = judgedRun({ ...runRecord(), faults: [] })
  t.match(whyNot(inconclusive, { outcome: 'pass' }), /nothing is verified/)
  t.equal(whyNot(inconclusive, { outcome: 'inconclusive' }), undefined)
  const findings = pass.findings.map((finding) => ({ ...finding, passed: finding.series !== 'merged' }))
  t.match(whyNot({ ...pass, verdict: 'fail', findings }, { outcome: 'pass' }), /^longest-gap of merged: expected at most 3 s/)
})
