import t from 'tap'
import type { FaultEntry, Sample } from '../../../src/model/run.ts'
import { pictureOf } from '../../../src/report/timeline/picture.ts'
import { ASCII, UNICODE } from '../../../src/report/signs.ts'
import { bar, cellLine, latencyLine, scaleLine } from '../../../src/report/timeline/terminal.ts'

const fault: FaultEntry = {
  id: '1',
  fault: 'kill',
  target: 'prometheus-0',
  injectedAt: '',
  healedAt: null,
  evidence: { verified: true, detail: '' },
}
const ALL = { first: 0, last: 23 }

/** 24 cells from 100 s on, with a sample in the middle of each; a fault from one time to another, seconds. */
function picture(from: number, to: number, { stepSeconds = 1, without = [] as number[] } = {}) {
  const cells = Array.from({ length: 24 }, (_, cell) => cell).filter((cell) => !without.includes(cell))
  const samples = cells.map((cell): Sample => [100 + (cell + 0.5) * stepSeconds, '1'])
  const row = { label: '', samples, from: 100, to: 100 + 24 * stepSeconds }
  return pictureOf({ selector: 'up', groups: [[row]] }, { intervalMs: stepSeconds * 1000, spans: [{ fault, from, to }] })
}

const scale = (from: number, stepSeconds = 1, span = ALL) => scaleLine(span, picture(from, from + 1, { stepSeconds }))

t.test('marks every ten cells from the first fault on', async (t) => {
  t.equal(scale(100), '|0s       |+10s         ', 'a mark that would not fit whole is left out')
  t.equal(scale(113.4), '   |-10s     |0s        ')
  t.equal(scale(250, 15), '|-2m30s   |0s           ', 'in seconds, whatever a cell is')
  t.equal(scale(80), '|+20s     |+30s         ', 'the fault may be out of the picture')
  t.equal(scale(103.4, 1, { first: 10, last: 21 }), '   |+10s    ', 'a part goes on with the count')
})

t.test('the time of a fault, as much of it as is shown', async (t) => {
  const cases: [from: number, to: number, line: string][] = [
    [102.5, 112.5, '  ├─ kill ──┤'],
    [102.5, 106.5, '  ├───┤ kill '],
    [102.5, 102.9, '  ┃ kill '],
    [90, 104.5, '────┤ kill '],
    [120, Number.POSITIVE_INFINITY, '                    ├─── kill '],
  ]
  for (const [from, to, line] of cases) t.equal(bar(ALL, picture(from, to).bands[0]!, UNICODE), line, `${from} to ${to}`)
  for (const [from, to] of [
    [90, 99],
    [130, 140],
    [Number.NaN, 110],
  ] as const)
    t.same(picture(from, to).bands, [], `${from} to ${to} is not in the picture`)
  const [band] = picture(102.5, 112.5).bands
  t.equal(bar({ first: 5, last: 9 }, band!, UNICODE), '───── kill ', 'in the middle of it')
  t.equal(bar(ALL, band!, ASCII), '  |- kill --|')
  t.equal(bar({ first: 13, last: 23 }, band!, UNICODE), '', 'after it')
})

t.test('a cell lacks a sample where a gap is, and nowhere else', async (t) => {
  const { rows } = picture(100, 101, { without: [4, 5, 23] })
  t.equal(cellLine(rows[0]!, ALL, UNICODE), '▇▇▇▇··▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇·')
  t.equal(cellLine(rows[0]!, { first: 3, last: 7 }, UNICODE), '▇··▇▇')
  t.equal(cellLine(rows[0]!, { first: 3, last: 7 }, ASCII), '#..##')
})

t.test('a probe: as high as its slowest request was slow, and a cross where one got no answer', async (t) => {
  const cells = [10, 400, 800, 790].map((ms, cell) => ({ cell, ms, failed: cell === 3 ? 2 : 0 }))
  const probe = { name: 'query', cells, slowestMs: 800, failed: 2 }
  t.equal(latencyLine(probe, { first: 0, last: 5 }, UNICODE), '▁▄█x  ')
  t.equal(latencyLine(probe, { first: 2, last: 3 }, UNICODE), '█x')
  t.equal(latencyLine(probe, { first: 0, last: 5 }, ASCII), '_=@x  ')
})
