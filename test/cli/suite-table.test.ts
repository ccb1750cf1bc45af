import { stripVTControlCharacters } from 'node:util'
import t from 'tap'
import type { Finished, Session } from '../../src/app/run-suite.ts'
import { playedLine, sessionText } from '../../src/cli/suite-table.ts'
import { chaosSchema } from '../../src/model/answers.ts'

const passed: Finished = {
  scenario: 'kill-replica',
  outcome: 'pass',
  verdict: 'pass',
  id: 'r1',
  exit: 0,
  elapsedMs: 45_300,
  waitedMs: 44_100,
}
const failed: Finished = { ...passed, scenario: 'x', verdict: 'fail', id: 'r2', exit: 1, why: 'longest-gap of merged: 9 s' }
const inconclusive: Finished = { ...passed, scenario: 'y', verdict: 'inconclusive', id: 'r3', exit: 4, why: 'The kill is not verified.' }
const skipped: Finished = {
  scenario: 'frozen-node',
  outcome: 'pass',
  exit: 3,
  elapsedMs: 12,
  skipped: 'needs nodes, which the runtime native cannot do',
}
const broken: Finished = {
  scenario: 'z',
  outcome: 'fail',
  exit: 3,
  elapsedMs: 60_000,
  error: { code: 'timeout', message: 'The lab did not become steady', hint: 'thanos-lab status' },
}
const session = (runs: Finished[], more: Partial<Session> = {}): Session => ({
  schemaVersion: 1,
  runs,
  notRun: [],
  lab: { compared: 20, changed: [] },
  exit: 0,
  ...more,
})

t.test('a row each, in columns; the reasons below; the lab last', async (t) => {
  const all = session([passed, failed, inconclusive, skipped, broken], { notRun: ['later'] })
  t.equal(chaosSchema.safeParse(all).error, undefined)
  t.equal(
    sessionText(all, '', false),
    `   scenario      declared  verdict         time   waits  overhead
✔  kill-replica  pass      pass          45.3 s  44.1 s     1.2 s
✘  x             pass      fail          45.3 s  44.1 s     1.2 s
?  y             pass      inconclusive  45.3 s  44.1 s     1.2 s
-  frozen-node   pass      skipped        0.0 s
✘  z             fail      timeout       60.0 s

x: longest-gap of merged: 9 s
→ thanos-lab report r2
y: The kill is not verified.
→ thanos-lab report r3
frozen-node was skipped: it needs nodes, which the runtime native cannot do.
z: The lab did not become steady
→ thanos-lab status
1 as declared, 3 not, 1 skipped, 1 not reached (later); 195.9 s in all.
The lab is as it was before: status, ledger, objects, flags, rules and files, 20 things compared.`,
  )
})

t.test('a lab that is not as it was', async (t) => {
  const text = sessionText(
    session([passed], { lab: { compared: 20, changed: ['flags of prometheus-0 (changed)'] } }),
    'thanos-lab down',
    false,
  )
  t.match(text, /\nThe lab is not as it was before: flags of prometheus-0 \(changed\)\n→ thanos-lab down$/)
  const { lab: _lab, ...stopped } = session([passed])
  t.match(sessionText(stopped, '', false), /\nThe lab was not compared with what it was before\.$/)
})

t.test('colour is only the mark', async (t) => {
  const [plain, coloured] = [false, true].map((color) => sessionText(session([passed, failed]), '', color))
  t.not(coloured, plain)
  t.equal(stripVTControlCharacters(coloured ?? ''), plain)
})

t.test('a line while it goes on', async (t) => {
  t.equal(playedLine(passed), '✔ kill-replica: pass, 45.3 s')
  t.equal(playedLine(broken), '✘ z: timeout, 60.0 s')
})
