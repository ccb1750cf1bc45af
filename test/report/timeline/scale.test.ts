import t from 'tap'
import type { FaultEntry } from '../../../src/model/run.ts'
import { bar, scaleLine } from '../../../src/report/timeline/layout.ts'

const grid = { origin: 100, interval: 1, cells: 24 }
const fault: FaultEntry = {
  id: '1',
  fault: 'kill',
  target: 'prometheus-0',
  injectedAt: '',
  healedAt: null,
  evidence: { verified: true, detail: '' },
}

t.test('marks every ten cells from the first fault on', async (t) => {
  t.equal(scaleLine(grid, 100), '|0s       |+10s         ', 'a mark that would not fit whole is left out')
  t.equal(scaleLine(grid, 113.4), '   |-10s     |0s        ')
  t.equal(scaleLine({ ...grid, interval: 15 }, 250), '|-2m30s   |0s           ', 'in seconds, whatever a cell is')
  t.equal(scaleLine(grid, 80), '|+20s     |+30s         ', 'the fault may be out of the picture')
})

t.test('the time of a fault, as much of it as the grid shows', async (t) => {
  const cases: [from: number, to: number, line: string][] = [
    [102.5, 112.5, '  ├─ kill ──┤'],
    [102.5, 106.5, '  ├───┤ kill '],
    [102.5, 102.9, '  ┃ kill '],
    [90, 104.5, '────┤ kill '],
    [120, Number.POSITIVE_INFINITY, '                    ├─── kill '],
    [90, 99, ''],
    [130, 140, ''],
    [Number.NaN, 110, ''],
  ]
  for (const [from, to, line] of cases) t.equal(bar(grid, { fault, from, to }), line, `${from} to ${to}`)
})
