import t from 'tap'
import type { Before, Look, Outage, Prediction } from '../../src/model/run.ts'
import { describePrediction, predictGaps, predictionOutcomes } from '../../src/verdict/prediction.ts'
import { at, EDGE, iso, journal, own } from '../helpers/run.ts'

/** Both replicas are well; prometheus-1 scrapes 0.701 s after prometheus-0. */
const look = (more: Partial<Look> = {}): Look => ({
  phase: 'before',
  from: EDGE,
  to: at(15.3),
  samples: own('prometheus-0', 15.3),
  gaps: [],
  replicas: { 'prometheus-0': own('prometheus-0', 15.3), 'prometheus-1': own('prometheus-1', 15.3) },
  labels: { __name__: 'up', job: 'thanos-query', instance: 'thanos-query' },
  ...more,
})
const before = (more: Partial<Before> = {}): Before => ({
  looks: { merged: look() },
  preferred: { merged: 'prometheus-0' },
  intervalMs: 1000,
  ...more,
})
/** A series that a failed scrape ends with a stale marker: not `up` itself. */
const scraped = before({ looks: { merged: look({ ups: { 'prometheus-0': own('prometheus-0', 15.3) } }) } })
const away: Outage = { replica: 'prometheus-0', how: 'away', ms: 10_000 }
const failing: Outage = { replica: 'prometheus-0', how: 'failing', target: 'thanos-query', ms: 12_000 }

const cases: [what: string, outages: Outage[], known: Before, least: number, most: number, formula: string][] = [
  ['the followed one is away', [away], before(), 2701, 2701, '2I + d'],
  ['for nobody knows how long', [{ replica: 'prometheus-0', how: 'away' }], before(), 1000, 2701, 'I to 2I + d'],
  ['for one scrape, or as long as it takes to start', [{ ...away, ms: 1500 }], before(), 2000, 2701, '2I to 2I + d'],
  ['the other one is away', [{ ...away, replica: 'prometheus-1' }], before(), 1000, 1000, 'I'],
  ['one after the other, and back', [away, { ...away, replica: 'prometheus-1' }], before(), 2701, 2701, '2I + d'],
  [
    'the other way round the second lag counts',
    [away, { ...away, replica: 'prometheus-0' }, { ...away, replica: 'prometheus-1' }],
    before({ preferred: { merged: 'prometheus-1' } }),
    2299,
    2299,
    '2I + d',
  ],
  ['its target fails', [failing], scraped, 3701, 3701, '3I + d'],
  ['`up` has samples of failed scrapes', [failing], before(), 1000, 1000, 'I'],
  ['another target fails', [{ ...failing, target: 'prometheus-1' }], scraped, 1000, 1000, 'I'],
  ['one scrape in six fails', [{ ...failing, some: { fails: 1, of: 6 } }], scraped, 2000, 2000, '2I'],
  ['it may not come to that', [{ ...failing, ms: 3000, some: { fails: 1, of: 6 } }], scraped, 1000, 2000, 'I to 2I'],
  ['Query cannot read it', [{ replica: 'prometheus-0', how: 'unread', ms: 10_000 }], before(), 1000, 1000, 'I'],
  ['its history goes with it', [{ ...away, how: 'lost' }], before(), 1000, 1000, 'I'],
]

t.test('the hole that each outage leaves', async (t) => {
  for (const [what, outages, known, least, most, formula] of cases)
    t.match(predictGaps(outages, known)['merged'], { holeMs: { least, most }, formula }, what)
  t.same(predictGaps([away], before())['merged'], {
    preferred: 'prometheus-0',
    survivor: 'prometheus-1',
    intervalMs: 1000,
    offsetMs: 701,
    gapMs: { least: 2701, most: 2701 },
    formula: '2I + d',
  } satisfies Prediction)
})

t.test('where nothing can be foretold nothing is', async (t) => {
  t.same(predictGaps([], before()), {}, 'a fault of which that is not known')
  t.same(predictGaps([away], before({ preferred: { merged: null } })), {}, 'whom Query follows could not be told')
  const three = look({ replicas: { ...look().replicas, 'prometheus-2': own('prometheus-1', 15.3) } })
  t.same(predictGaps([away], before({ looks: { merged: three } })), {}, 'three replicas')
  t.same(predictGaps([away], before({ looks: { merged: look({ replicas: { 'prometheus-0': own('prometheus-0', 15.3) } }) } })), {}, 'one')
})

t.test('held against what came of it', async (t) => {
  const run = journal()
  const [fault] = run.faults
  const foretoldTo = (least: number, most = least) => {
    const prediction = { ...predictGaps([away], before())['merged']!, holeMs: { least, most } }
    return predictionOutcomes({ ...fault!, predictions: { merged: prediction } }, run)[0]
  }
  t.match(foretoldTo(2701), { series: 'merged', measured: { seconds: 2.701 }, holds: true })
  t.equal(foretoldTo(2650)?.holds, true, 'within a tenth of an interval')
  t.equal(foretoldTo(2000)?.holds, false)
  t.equal(foretoldTo(3700)?.holds, false)
  t.equal(foretoldTo(1000, 2701)?.holds, true, 'of two figures, anything between')
  run.series['merged']!.looks.pop()
  t.equal(foretoldTo(2701)?.measured, undefined, 'nothing was seen after the return')
})

t.test('of several faults each has what comes until the next', async (t) => {
  const run = journal()
  const prediction = predictGaps([{ ...away, replica: 'prometheus-1' }], before())['merged']!
  const first = { ...run.faults[0]!, injectedAt: iso(8.5), predictions: { merged: prediction } }
  run.faults.unshift(first)
  t.match(predictionOutcomes(first, run)[0], { holds: true, measured: { seconds: 1 } }, 'the kill comes only then')
})

const said = (outage: Outage) => describePrediction(predictGaps([outage], before())['merged']!)

t.test('in words', async (t) => {
  t.equal(said(away), 'a hole of 2.70 s, once prometheus-0 is back (2I + d, where I is 1.00 s and d 0.70 s)')
  t.equal(
    said({ ...away, ms: 1500 }),
    'a hole of 2.00 s to 2.70 s, once prometheus-0 is back (2I to 2I + d, where I is 1.00 s and d 0.70 s)',
  )
  t.equal(said({ ...away, replica: 'prometheus-1' }), 'no hole, but the ordinary distance of 1.00 s')
})
