import t from 'tap'
import { explain } from '../../src/explain/explanation.ts'
import { caseOfRun } from '../../src/explain/inputs/run.ts'
import { narrative } from '../../src/explain/narrative.ts'
import type { LiveState } from '../../src/model/live.ts'
import { NO_SERIES, STALLED } from '../../src/model/probes.ts'
import type { Sample } from '../../src/model/run.ts'
import { liveRecord, lookOf } from '../../src/report/live-record.ts'
import { situationAt } from '../../src/report/situation.ts'
import { picturesOf } from '../../src/report/timeline/picture.ts'
import { analyseRun } from '../../src/verdict/analysis.ts'
import { predictionOutcomes } from '../../src/verdict/prediction.ts'
import { BEGIN, watched, withOpenFault } from '../web/watched.ts'

/* The one sentence of a watched lab, as real labs were seen: both-down, freeze-sidecar, and a lab right after `up`. */

const iso = (scrapes: number) => new Date((BEGIN + scrapes) * 1000).toISOString()
const situation = (state: LiveState) => situationAt(analyseRun(liveRecord(state)), state.at / 1000, lookOf(state.lab))
const sentence = (state: LiveState) => situation(state).sentence

function withFault(state: LiveState, fault: Omit<LiveState['lab']['faults'][number], 'id'>): LiveState {
  return { ...state, lab: { ...state.lab, faults: [{ id: '1-a', ...fault }] } }
}

t.test('a pod that is not ready as its sidecar is frozen does not start again', async (t) => {
  const state = watched(30)
  const notReady = state.lab.replicas.map((replica) => ({ ...replica, ready: replica.name !== 'prometheus-1' }))
  const frozen = withFault(
    { ...state, lab: { ...state.lab, replicas: notReady, stores: state.lab.stores.slice(0, 1) } },
    { fault: 'freeze', target: 'prometheus-1/thanos-sidecar', since: iso(20), until: iso(40) },
  )
  t.match(sentence(frozen), /^thanos-sidecar of prometheus-1 is frozen; Query returns prometheus-0's samples; no gap\.$/)
  t.match(
    situation(frozen).parts.map(({ id, state: its }) => [id, its]),
    [
      ['prometheus-0', 'ready'],
      ['prometheus-0/thanos-sidecar', 'ready'],
      ['prometheus-1', 'ready'],
      ['prometheus-1/thanos-sidecar', 'frozen'],
    ],
  )
})

t.test('a fault that ends by itself is over then, whether or not the run has healed it', async (t) => {
  const kill = { fault: 'kill', target: 'prometheus-1', since: iso(20), until: iso(25) }
  t.match(sentence(withFault(watched(24, 20), kill)), /^prometheus-1 is down;/)
  t.match(sentence(withFault(watched(26, 20), kill)), /^prometheus-1 is starting again;/)
  t.match(sentence(withFault(watched(30), kill)), /^All parts are ready again;/)
})

t.test('what had not begun has no gap before its first sample, until a fault has taken some', async (t) => {
  const early = { ...watched(30), from: (BEGIN - 300) * 1000 }
  t.equal(sentence(early), "All parts are ready; Query returns prometheus-0's samples; no gap.")
  const after = withFault(early, { fault: 'kill', target: 'prometheus-1', since: iso(20), until: iso(21) })
  t.match(sentence(after), /one gap of 300 s\.$/)
})

t.test('a fault that the ledger has no longer is healed, also where the run has not said so yet', async (t) => {
  const state = watched(30)
  const open = { id: '1-a', fault: 'freeze', target: 'prometheus-1/thanos-sidecar', injectedAt: iso(20), healedAt: null }
  const run: NonNullable<LiveState['run']> = {
    id: 'x',
    scenario: liveRecord(state).scenario,
    startedAt: iso(0),
    from: state.from,
    versions: {},
    faults: [{ ...open, evidence: { verified: true, detail: '' } }],
    preferred: null,
    steps: [],
  }
  t.match(sentence({ ...state, run }), /^All parts are ready again;/)
})

/** Looked back at for five minutes more. */
const young = (state: LiveState): LiveState => ({ ...state, from: state.from - 300_000 })
const notesOf = (state: LiveState) =>
  picturesOf(analyseRun(liveRecord(state))).flatMap(({ rows }) => rows.flatMap(({ notes }) => notes.map(({ text }) => text)))

t.test('a lab that is younger than what is looked back at has no gap before its first sample', async (t) => {
  t.same(notesOf(young(watched(60))), [])
  t.match(notesOf(young(withOpenFault(60, 40))).join('\n'), /gap of 30\d s/, 'with an open fault, there may have been samples before')
  t.match(notesOf(young(watched(60, 40))).join('\n'), /^gap of \d\d(\.\d)? s[^]*$/m, 'a gap after it is told')
})

/** As the reader of a live lab has it. */
const labelled = (state: LiveState): LiveState => ({
  ...state,
  series: state.series.map((one) => ({ ...one, labels: { __name__: 'up', job: 'thanos-query' } })),
})
const toldOf = (state: LiveState) => narrative(explain(caseOfRun(analyseRun(liveRecord(labelled(state))), {}))).join('\n')

t.test('of a lab at rest the model and Query agree from the first sample on', async (t) => {
  for (const state of [watched(60), young(watched(60))]) t.match(toldOf(state), /The model and Query agree on all \d+ samples/)
})

const isThere = ([time]: Sample) => time < BEGIN + 20 || time > BEGIN + 40

t.test('of a lab at rest an earlier gap is explained, by the scrapes of the very series', async (t) => {
  const state = young(watched(60))
  const [preferred, other] = state.series.map(({ samples }) => samples) as [Sample[], Sample[]]
  const samples = { 'prometheus-0': preferred.filter(isThere), query: [...preferred.slice(0, 20), ...other.slice(21)] }
  const series = state.series.map((one) => ({ ...one, samples: samples[one.source as keyof typeof samples] ?? one.samples }))
  const told = toldOf({ ...state, series })
  t.match(told, /the preferred replica prometheus-0 has no sample until [\d:.]+: it has no scrape in the gap/)
  t.match(told, /The model and Query agree on all \d+ samples/)
})

t.test('with every replica down nothing is the source, and the Service has no replica', async (t) => {
  const state = watched(30, 20)
  const replicas = state.lab.replicas.map((replica) => ({ ...replica, ready: false }))
  const faults = replicas.map(({ name }, place) => ({ id: `${place}`, fault: 'kill', target: name, since: iso(20) }))
  const probes = { query: [{ at: state.at - 500, ms: 5, error: NO_SERIES }] }
  const { source, parts, sentence: said } = situation({ ...state, lab: { ...state.lab, replicas, stores: [], faults }, probes })
  t.equal(source, undefined)
  t.match(
    parts.find(({ kind }) => kind === 'service'),
    { state: 'ready', note: 'no replica ready' },
  )
  t.equal(said, 'prometheus-0 and prometheus-1 are down; Query returns no series.')
  t.equal(situation(watched(30)).source, 'prometheus-0')
  t.notOk(situation(watched(30, 20)).parts.find(({ kind }) => kind === 'service')?.note)
})

t.test('a prediction is measured once the replica is back in Query, not once its fault is over', async (t) => {
  const prediction = { preferred: 'prometheus-0', survivor: 'prometheus-1', intervalMs: 1000, offsetMs: 500, formula: '2I + d' as const }
  const predictions = { merged: { ...prediction, gapMs: { least: 2500, most: 2500 } } }
  const kill = { id: '1-a', fault: 'kill', target: 'prometheus-0', replica: 'prometheus-0', injectedAt: iso(20), healedAt: iso(30) }
  const outcomesOf = (state: LiveState) => {
    const fault = { ...kill, predictions, evidence: { verified: true, detail: '' } }
    const { scenario } = liveRecord(watched(30))
    const run = { id: 'x', scenario, startedAt: iso(0), from: state.from, versions: {}, faults: [fault], preferred: null, steps: [] }
    const analysis = analyseRun(liveRecord({ ...state, run }))
    return predictionOutcomes(analysis.run.faults[0]!, analysis)
  }
  t.match(outcomesOf(watched(32)), [{ measured: { seconds: 1 } }])
  const { lab, ...rest } = watched(32)
  const starting = lab.replicas.map((replica) => ({ ...replica, ready: replica.name !== 'prometheus-0' }))
  t.equal(outcomesOf({ ...rest, lab: { ...lab, replicas: starting } })[0]?.measured, undefined, 'it is starting')
  const unseen = lab.stores.map((store) => ({ ...store, healthy: store.replica !== 'prometheus-0' }))
  t.equal(outcomesOf({ ...rest, lab: { ...lab, stores: unseen } })[0]?.measured, undefined, 'it is not back in Query yet')
})

// A stall of 14.4 s was a "gap of 14.4 s" while it lasted, and none once Query answered again.
t.test('what Query has not answered yet is no gap; that it has no series is an answer', async (t) => {
  const state = withFault(watched(30), { fault: 'freeze', target: 'prometheus-1/thanos-sidecar', since: iso(9) })
  const merged = (readTo: number | undefined) => {
    const series = state.series.map((one) =>
      one.source !== 'query'
        ? one
        : {
            ...one,
            samples: one.samples.filter(([time]) => time <= BEGIN + 10),
            ...(readTo === undefined ? {} : { readTo: readTo * 1000 }),
          },
    )
    const analysis = analyseRun(liveRecord({ ...state, series }))
    const view = Object.values(analysis.series)
      .find(({ via }) => via === 'query')!
      .views.at(-1)!
    const [picture] = picturesOf(analysis)
    return {
      gaps: view.gaps.length,
      lacking: picture!.rows.find((row) => row.view?.series === 'merged')!.lacking.length,
      to: view.snapshot.window.to,
    }
  }
  t.match(merged(BEGIN + 10.5), { gaps: 0, lacking: 0 })
  const { gaps, lacking, to } = merged(undefined)
  t.same({ gaps, lacking }, { gaps: 1, lacking: 1 })
  t.match(merged(to), { gaps: 1, lacking: 1 })
  t.match(merged(BEGIN - 100), { gaps: 0, lacking: 0 }, 'nothing is read yet')
  t.equal(situation(state).source, 'prometheus-0')
  t.equal(situation({ ...state, probes: { query: [{ at: state.at - 500, ms: 900, error: STALLED }] } }).source, undefined)
})
