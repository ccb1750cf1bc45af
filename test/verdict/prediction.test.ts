import t from 'tap'
import type { BeforeFault, Outage } from '../../src/model/outage.ts'
import type { Prediction } from '../../src/model/run.ts'
import { analyseRun } from '../../src/verdict/analysis.ts'
import { describePrediction, predictGaps, predictionOutcomes, predictionText } from '../../src/verdict/prediction.ts'
import { drop, ownOf, type Parts, parts, setMerged, setOwn } from '../helpers/parts.ts'
import { at, iso, mergedSamples, own, ownSamples, runRecord, UP, without } from '../helpers/run.ts'

/** Both replicas are well; prometheus-1 scrapes 0.701 s after prometheus-0. */
const before = (change: (snapshot: Parts['before']) => void = () => {}, preferred: string | null = 'prometheus-0'): BeforeFault => {
  const { before: snapshot } = parts()
  change(snapshot)
  return { snapshot, preferred: { merged: preferred } }
}
const predicted = (outages: Outage[], known = before()) => predictGaps(outages, known, { scenario: runRecord().scenario, intervalMs: 1000 })
/** A series that a failed scrape ends with a stale marker: not `up` itself. */
const scraped = before(
  ({ replicas }) => (replicas['prometheus-0']![UP] = { ...ownSamples(own('prometheus-0', 15.3)), up: own('prometheus-0', 15.3) }),
)
const away: Outage = { replica: 'prometheus-0', how: 'away', ms: 10_000 }
const failing: Outage = { replica: 'prometheus-0', how: 'failing', target: 'thanos-query', ms: 12_000 }

const cases: [what: string, outages: Outage[], known: BeforeFault, least: number, most: number, formula: string][] = [
  ['the preferred one is away', [away], before(), 2701, 2701, '2I + d'],
  ['for nobody knows how long', [{ replica: 'prometheus-0', how: 'away' }], before(), 1000, 2701, 'I to 2I + d'],
  ['for one scrape, or as long as it takes to start', [{ ...away, ms: 1500 }], before(), 2000, 2701, '2I to 2I + d'],
  ['the other one is away', [{ ...away, replica: 'prometheus-1' }], before(), 1000, 1000, 'I'],
  ['one after the other, and back', [away, { ...away, replica: 'prometheus-1' }], before(), 2701, 2701, '2I + d'],
  [
    'the other way round the second offset counts',
    [away, { ...away, replica: 'prometheus-0' }, { ...away, replica: 'prometheus-1' }],
    before(undefined, 'prometheus-1'),
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

t.test('the gap that each outage leaves', async (t) => {
  for (const [what, outages, known, least, most, formula] of cases)
    t.match(predicted(outages, known)['merged'], { gapMs: { least, most }, formula }, what)
  t.same(predicted([away])['merged'], {
    preferred: 'prometheus-0',
    survivor: 'prometheus-1',
    intervalMs: 1000,
    offsetMs: 701,
    gapMs: { least: 2701, most: 2701 },
    formula: '2I + d',
  } satisfies Prediction)
})

t.test('where nothing can be predicted nothing is', async (t) => {
  t.same(predicted([]), {}, 'a fault of which that is not known')
  t.same(predicted([away], before(undefined, null)), {}, 'the preferred replica could not be determined')
  const three = before(({ replicas }) => (replicas['prometheus-2'] = { [UP]: ownSamples(own('prometheus-1', 15.3)) }))
  t.same(predicted([away], three), {}, 'three replicas')
  t.same(
    predicted(
      [away],
      before(({ replicas }) => delete replicas['prometheus-1']),
    ),
    {},
    'one',
  )
})

t.test('compared with what came of it', async (t) => {
  const { run, kill } = parts()
  const predictedTo = (least: number, most = least) => {
    const prediction = { ...predicted([away])['merged']!, gapMs: { least, most } }
    return predictionOutcomes({ ...kill, predictions: { merged: prediction } }, analyseRun(run))[0]
  }
  t.match(predictedTo(2701), { series: 'merged', measured: { seconds: 2.701 }, isMet: true })
  t.equal(predictedTo(2650)?.isMet, true, 'within a tenth of an interval')
  t.equal(predictedTo(2000)?.isMet, false)
  t.equal(predictedTo(3700)?.isMet, false)
  t.equal(predictedTo(1000, 2701)?.isMet, true, 'of two figures, anything between')
  drop(run, 'after')
  t.equal(predictedTo(2701)?.measured, undefined, 'nothing was read after recovery')
})

t.test('of several faults each has what comes until the next', async (t) => {
  const { run, kill } = parts()
  const prediction = predicted([{ ...away, replica: 'prometheus-1' }])['merged']!
  const first = { ...kill, injectedAt: iso(8.5), predictions: { merged: prediction } }
  run.faults.unshift(first)
  t.match(predictionOutcomes(first, analyseRun(run))[0], { isMet: true, measured: { seconds: 1 } }, 'the kill comes only then')
})

t.test('of two faults at the same time neither prediction applies, and nothing is measured', async (t) => {
  const { run, kill, after } = parts()
  kill.predictions = { merged: predicted([away])['merged']! }
  // prometheus-1 is down from 16.0 on, until after prometheus-0 is back.
  setOwn(after, 'prometheus-1', without(ownOf(after, 'prometheus-1'), 15.9, 28.8))
  setMerged(after, without(mergedSamples(43.2), 15.9, 28.8))
  const [outcome] = predictionOutcomes(kill, analyseRun(run))
  t.match(outcome, { void: { why: 'other-gap', replica: 'prometheus-1', from: at(15.866), to: at(28.866) } })
  t.equal(outcome?.measured, undefined)
  t.equal(
    predictionText(outcome!),
    'Predicted before the fault, once prometheus-0 is back: gap 2.70 s (2 intervals + offset 0.70 s). This does not apply: prometheus-1, the other replica, has a gap of 13.000 s itself, from 18:17:15.866 to 18:17:28.866.',
  )
})

t.test('while an earlier fault hits the other replica nothing is predicted', async (t) => {
  const both = { ...before(), lasting: [away] }
  t.same(predicted([{ ...away, replica: 'prometheus-1' }], both), {})
  t.ok(predicted([away], both)['merged'], 'the same replica is hit again')
  const harmless = { ...before(), lasting: [{ ...away, how: 'unread' as const }] }
  t.ok(predicted([{ ...away, replica: 'prometheus-1' }], harmless)['merged'], 'it keeps what it has')
})

t.test('replicas of different intervals have no formula', async (t) => {
  const coarse = before(({ replicas }) => {
    replicas['prometheus-1'] = { [UP]: ownSamples(own('prometheus-1', 15.3).filter((_, index) => index % 4 === 0)) }
  })
  t.same(predicted([away], coarse), {})
})

t.test('a gap that the next fault falls into is not measured', async (t) => {
  const { run, kill } = parts()
  const first = { ...kill, predictions: { merged: predicted([away])['merged']! } }
  run.faults = [first, { ...kill, id: 'kill-2', injectedAt: iso(16.4), healedAt: iso(16.5) }]
  const [outcome] = predictionOutcomes(first, analyseRun(run))
  t.match(outcome, { void: { why: 'next-fault', fault: 'kill' } })
  t.equal(outcome?.measured, undefined)
})

const described = (outage: Outage) => describePrediction(predicted([outage])['merged']!)

t.test('in words', async (t) => {
  t.equal(described(away), 'gap 2.70 s (2 intervals + offset 0.70 s)')
  t.equal(described({ ...away, ms: 1500 }), 'gap 2.00 s to 2.70 s (2 intervals to 2 intervals + offset 0.70 s)')
  t.equal(described({ ...away, replica: 'prometheus-1' }), 'no gap: the ordinary distance of 1.00 s')
})
