import { merge } from '../../src/dedup/merge.ts'
import type { How } from '../../src/dedup/recorder.ts'
import { shown } from '../../src/dedup/samples.ts'
import type { SimulatedOutage } from '../../src/dedup/simulate.ts'
import { caseOfRun, type Choice } from '../../src/explain/inputs/run.ts'
import { caseOfSimulation } from '../../src/explain/inputs/simulated.ts'
import type { Case } from '../../src/explain/inputs/snapshot.ts'
import { analyseRun } from '../../src/verdict/analysis.ts'
import { merged, type Parts, parts } from '../helpers/parts.ts'

/* The cases whose explanations are kept as golden files. */

/** The case of a run in which something is changed. */
export const ofRun = (change: (parts: Parts) => void = () => {}, choice: Choice = {}): Case => {
  const changed = parts()
  change(changed)
  return caseOfRun(analyseRun(changed.run), choice)
}
const simulated = (
  outages: SimulatedOutage[],
  how: How = {},
  more: Partial<{ intervalMs: number; offsetMs: number; lengthMs: number }> = {},
): Case => {
  const { intervalMs = 1000, offsetMs = 700, lengthMs = 40_000 } = more
  const replicas = [
    { name: 'a', intervalMs, offsetMs: 100, outages },
    { name: 'b', intervalMs, offsetMs: 100 + offsetMs, outages: [] },
  ]
  return caseOfSimulation(replicas, lengthMs, how)
}
const out = (from: number, to: number, kind: SimulatedOutage['kind'] = 'dies'): SimulatedOutage => ({
  from: from * 1000,
  to: to * 1000,
  kind,
})

export const pages: [name: string, made: () => Case, at?: number][] = [
  ['run', () => ofRun(withPrediction)],
  ['during', () => ofRun(() => {}, { phase: 'during' })],
  ['differs', () => ofRun(({ after }) => merged(after).splice(20, 1))],
  ['missed', () => simulated([out(20, 21)])],
  ['fails', () => simulated([out(20, 30, 'fails')])],
  ['late', () => simulated([], {}, { intervalMs: 15_000, offsetMs: 8000, lengthMs: 180_000 })],
  ['chain', () => simulated([out(20, 30)], { algorithm: 'chain' })],
  ['flapping', () => simulated(Array.from({ length: 10 }, (_, index) => out(10 + 2 * index, 11 + 2 * index, 'fails')))],
  ['at', () => simulated([out(10, 13), out(25, 28)]), 25_000],
  ['both-fail', () => pair([out(18, 38, 'fails')])],
  ['both-fail-at', () => pair([out(18, 38, 'fails')]), 28_000],
  ['both-fail-counter', () => asked(pair([out(18, 38, 'fails')], { mode: 'counter' }))],
  ['ended', () => exposed(pair([out(30, 60, 'fails')]))],
  ['ended-at', () => exposed(pair([out(30, 60, 'fails')])), 50_000],
  ['after-the-window', () => pair([]), 75_000],
  ['begun', () => exposed(pair([out(0, 20, 'fails')]))],
  ['alone', () => pair([out(18, 38)], {}, 1)],
  ['partial', () => ({ ...asked(pair([out(18, 38)], {}, 1)), partial: [STORE], warnings: [`${STORE.said}`] })],
  ['mixed', () => caseOfSimulation(MIXED, 120_000, {})],
  ['disagree', () => asked(states())],
  ['copies', () => ({ ...asked(pair([out(18, 38, 'fails')]), [20, 10]), copies: [{ replica: 'k8s-0', stores: COPIES }] })],
  ['chain-both-fail', () => asked(pair([out(18, 38, 'fails')], { algorithm: 'chain' }))],
]

const STORE = { store: '127.0.0.1:10901', said: 'failed to receive any data in 2s' }
const COPIES = ['127.0.0.1:10901 (sidecar)', '127.0.0.1:10905 (store)']
const MIXED = [
  { name: 'k8s-0', intervalMs: 2000, offsetMs: 117, outages: [out(34, 48, 'fails')] },
  { name: 'k8s-1', intervalMs: 8000, offsetMs: 727, outages: [out(88, 89, 'fails')] },
]

/** Two replicas at 2 s with the same outages: their target is down, or they are. */
function pair(outages: SimulatedOutage[], how: How = {}, replicas = 2): Case {
  const offsets = [506, 1735].slice(0, replicas)
  return caseOfSimulation(
    offsets.map((offsetMs, number) => ({ name: `k8s-${number}`, intervalMs: 2000, offsetMs, outages })),
    60_000,
    how,
  )
}

/** Every scrape succeeds: what is not there was not exposed. */
function exposed(one: Case): Case {
  return { ...one, scrapes: one.scrapes.map((up) => up && { ...up, v: up.v.map(() => 1) }) }
}

/** As if Query had been asked, and returned what the model does, but for some samples. */
function asked(one: Case, [place, without]: [place: number, without: number] = [0, 0]): Case {
  const samples = shown(merge(one.replicas, { ...one.how, mode: 'plain' }))
  samples.splice(place, without)
  return { ...one, returned: samples }
}

/** `up`: one replica sees its target down for some scrapes, the other does not. */
function states(): Case {
  const one = pair([])
  const [first, second] = one.replicas.map((replica, number) => ({
    ...replica,
    v: Float64Array.from(replica.t, (t) => (number === 0 && t > 30_000 && t < 40_000 ? 0 : 1)),
  }))
  return { ...one, selector: 'up{job="app"}', series: 'up{job="app"}', replicas: [first!, second!] }
}

export function withPrediction({ kill }: Parts): void {
  const prediction = { preferred: 'prometheus-0', survivor: 'prometheus-1', intervalMs: 1000, offsetMs: 701, formula: '2I + d' }
  kill.predictions = { merged: { ...prediction, gapMs: { least: 2701, most: 2701 } } }
}
