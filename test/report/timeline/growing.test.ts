import t from 'tap'
import { makePaint } from '../../../src/report/text.ts'
import { UNICODE } from '../../../src/report/signs.ts'
import { growingLines } from '../../../src/report/timeline/growing.ts'
import type { LiveState } from '../../../src/model/live.ts'
import type { Sample } from '../../../src/model/run.ts'
import { judgedRun } from '../../helpers/parts.ts'

/* The timeline of a run that goes on, as the terminal draws it. */

const BEGIN = 1_795_371_420
const every = (offset: number, count: number): Sample[] => Array.from({ length: count }, (_, scrape) => [BEGIN + offset + scrape, '1'])

/** kill-replica after so many scrapes; prometheus-1 has them up to `gone`. */
function state(scrapes: number, gone = scrapes): LiveState {
  const { scenario } = judgedRun()
  const selector = Object.values(scenario.observe).flatMap((spec) => ('samples' in spec ? [spec.samples] : []))[0]!
  const isGone = gone < scrapes
  const replicas = ['prometheus-0', 'prometheus-1'].map((name, number) => ({ name, ready: number === 0 || !isGone, restarts: 0 }))
  return {
    at: (BEGIN + scrapes) * 1000,
    lab: {
      name: 'x',
      runtime: 'native',
      state: 'up',
      replicas,
      query: null,
      stores: replicas.map(({ name, ready }) => ({ name, replica: name, healthy: ready, lastError: null })),
      faults: [],
    },
    settings: { replicas: 2, scrapeIntervalMs: 1000, timing: 'fast', workers: 0 },
    from: BEGIN * 1000,
    run: {
      id: 'x',
      scenario,
      startedAt: new Date(BEGIN * 1000).toISOString(),
      from: BEGIN * 1000,
      versions: {},
      faults: [],
      preferred: null,
      steps: [],
    },
    work: null,
    last: null,
    series: [
      { source: 'prometheus-0', selector, samples: every(0.1, scrapes) },
      { source: 'prometheus-1', selector, samples: every(0.6, gone) },
      { source: 'query', selector, samples: every(0.1, scrapes) },
    ],
    probes: {},
  }
}

const page = { paint: makePaint(false), signs: UNICODE, width: 76, height: 30 }
/** Below the sentence. */
const rowOf = (lines: string[], label: string) =>
  lines
    .slice(1)
    .find((line) => line.trimStart().startsWith(label))
    ?.trimStart()

t.test('a sentence, then the newest samples of each row', async (t) => {
  const lines = growingLines(state(30, 20), page)
  t.equal(lines[0], "prometheus-1 is down; Query returns prometheus-0's samples; no gap.")
  t.match(rowOf(lines, 'prometheus-0'), /▇{30} /)
  t.match(rowOf(lines, 'prometheus-1'), /▇{20}·{8,}/)
  t.match(rowOf(lines, 'merged, now'), /▇{30} /)
})

t.test('a long one shows its end, in one block as wide as the terminal', async (t) => {
  const lines = growingLines(state(500, 480), page)
  t.match(rowOf(lines, 'prometheus-1'), /▇+·{18,}/, 'the outage is shown')
  t.equal(lines.slice(1).filter((line) => line.trimStart().startsWith('prometheus-0')).length, 1)
  t.same(
    lines.filter((line) => line.length > page.width),
    [],
  )
  t.equal(growingLines(state(500), { ...page, height: 4 }).length, 4, 'never higher than it is told')
})

t.test('without a run there is nothing to draw, and no text that a terminal obeys', async (t) => {
  t.same(growingLines({ ...state(30), run: null }, page), [])
  const hostile = state(30)
  const { scenario } = hostile.run!
  const lines = growingLines(
    {
      ...hostile,
      run: { ...hostile.run!, scenario: { ...scenario, title: '\u001b[2J' } },
      series: hostile.series.map((one) => ({ ...one, error: '\u001b[2J' })),
    },
    page,
  )
  t.notOk(lines.some((line) => line.includes('\u001b')))
})
