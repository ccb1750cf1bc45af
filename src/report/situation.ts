import { toMs } from '../lib/time.ts'
import { isAnswered } from '../model/reading.ts'
import type { FaultEntry, RunRecord } from '../model/run.ts'
import { NO_SERIES, STALLED } from '../model/probes.ts'
import { PROMETHEUS, QUERY, replicaNames } from '../model/workloads.ts'
import { type Analysis, lastView, type ObservedSeries, type SeriesView } from '../verdict/analysis.ts'
import { isGap } from '../verdict/gaps.ts'
import { replicasHit, type Span } from '../verdict/spans.ts'
import { probesUntil, sentAt } from './probe-times.ts'
import { storesAt } from './replay.ts'
import { SITUATION_IN_ENGLISH, type SituationWords } from './situation-words.ts'

/* What is going on at a moment: the parts of the lab, the links between them, and one sentence. */

/** How a part, or a link, is. `changed`: it answers, and a fault has changed how it is set up. `unknown`: nobody has looked. */
export type PartState = 'ready' | 'gone' | 'frozen' | 'starting' | 'slow' | 'cut' | 'changed' | 'unknown'

export interface StagePart {
  /** `prometheus-0`, `prometheus-0/thanos-sidecar`, `thanos-query`, `service`. */
  id: string
  name: string
  kind: 'replica' | 'sidecar' | 'query' | 'service'
  state: PartState
  /** Why, in a few words. */
  note?: string
}

export interface StageLink {
  from: string
  to: string
  state: PartState
}

export interface Situation {
  parts: StagePart[]
  links: StageLink[]
  /** Who is away or changed; what Query returns; whether there is a gap. */
  sentence: string
  /** The replica whose sample Query returned last; undefined where it returns none now, or several have it. */
  source?: string
}

/** What a look at the running lab adds to the record. */
export interface LookAtLab {
  /** The pods that are ready. */
  ready: readonly string[]
  /** The replicas that Query has a healthy store of. */
  stores: readonly string[]
}

/** What each fault does to what it names; the others change how a part is set up. */
const EFFECTS: Record<string, PartState> = {
  kill: 'gone',
  restart: 'gone',
  drain: 'gone',
  'drain-each': 'gone',
  'stop-node': 'gone',
  scale: 'gone',
  reschedule: 'gone',
  freeze: 'frozen',
  partition: 'cut',
  delay: 'slow',
}

/** The situation at a moment, Unix seconds. `seen`: of a lab that is looked at now; left out, the record's own probes tell. `words`: left out, English. */
export function situationAt(analysis: Analysis, at: number, seen?: LookAtLab, words = SITUATION_IN_ENGLISH): Situation {
  const { run } = analysis
  const open = analysis.spans.filter(({ from, to }) => from <= at && at < to)
  const stores = seen?.stores ?? storesAt(probesUntil(run.probes, at))
  const names = replicaNames(run.settings.replicas)
  const known: Known = { words, run, open, stores, ready: seen?.ready, hadFault: analysis.spans.some(({ from }) => from <= at) }
  const replicas = names.flatMap((name) => replicaParts(name, known))
  const parts = [...replicas, queryPart(known, at), servicePart(replicas, known)]
  return { parts, links: linksOf(names, known), ...told(analysis, parts, known, at) }
}

interface Known {
  words: SituationWords
  run: RunRecord
  open: Span[]
  stores: readonly string[] | undefined
  ready: readonly string[] | undefined
  hadFault: boolean
}

const SIDECAR = 'thanos-sidecar'

function replicaParts(name: string, known: Known): StagePart[] {
  const container = (part: string) => stateOf(name, part, known)
  const [own, sidecar] = [container(PROMETHEUS.container), container(SIDECAR)]
  return [
    { id: name, name, kind: 'replica', ...own },
    { id: `${name}/${SIDECAR}`, name: SIDECAR, kind: 'sidecar', ...sidecar },
  ]
}

function stateOf(pod: string, container: string, { words, run, open, stores, ready, hadFault }: Known): Pick<StagePart, 'state' | 'note'> {
  const hits = open.flatMap(({ fault }) => (hitsContainer(fault, run, pod, container) ? [fault] : []))
  const worst = hits
    .map((fault) => ({ fault, state: EFFECTS[fault.fault] ?? 'changed' }))
    .sort((one, other) => rank(one.state) - rank(other.state))[0]
  // A pod whose one container is frozen, or gone, is not ready either: that says nothing of its others.
  const isExplained = open.some(({ fault }) => ['gone', 'frozen'].includes(EFFECTS[fault.fault] ?? '') && hitsPod(fault, run, pod))
  const isAway = ready !== undefined && !ready.includes(pod)
  if (worst !== undefined && worst.state !== 'cut' && worst.state !== 'slow') {
    // Whoever takes pods away one after the other, or starts them again, leaves some that are well.
    const isWell = worst.state === 'gone' && worst.fault.fault !== 'kill' && !isAway && stores?.includes(pod) === true
    if (!isWell) return { state: worst.state, note: worst.fault.fault }
  }
  if (isAway && !isExplained) return { state: hadFault ? 'starting' : 'gone', note: words.notReady }
  const isCut = open.some(
    ({ fault }) => ['cut', 'slow', 'frozen'].includes(EFFECTS[fault.fault] ?? '') && replicasHit(fault, run).includes(pod),
  )
  if (stores !== undefined && !stores.includes(pod) && !isCut && container === SIDECAR)
    return hadFault ? { state: 'starting', note: words.notInQueryYet } : { state: 'unknown', note: words.notInQuery }
  return { state: 'ready' }
}

/** The worst first. */
const RANKS: PartState[] = ['gone', 'frozen', 'starting', 'cut', 'slow', 'changed', 'unknown', 'ready']
const rank = (state: PartState) => RANKS.indexOf(state)

function hitsContainer(fault: FaultEntry, run: RunRecord, pod: string, container: string): boolean {
  const [target, part] = fault.target.split('/')
  return hitsPod(fault, run, pod) && (target !== pod || part === undefined || part === container)
}

function hitsPod(fault: FaultEntry, run: RunRecord, pod: string): boolean {
  return fault.target.split('/')[0] === pod || (!fault.target.includes('→') && replicasHit(fault, run).includes(pod))
}

function queryPart({ words, run, open }: Known, at: number): StagePart {
  const part = { id: QUERY.name, name: QUERY.name, kind: 'query' as const }
  const hit = open.find(
    ({ fault: { target, pods = [] } }) => !target.includes('→') && [target, ...pods].some((name) => name.startsWith(QUERY.name)),
  )
  if (hit !== undefined) return { ...part, state: EFFECTS[hit.fault.fault] ?? 'changed', note: hit.fault.fault }
  const error = lastErrorOf(run, at)
  if (error === undefined) return { ...part, state: 'ready' }
  return error === NO_SERIES
    ? { ...part, state: 'ready', note: words.returnsNoSeries }
    : { ...part, state: 'slow', note: words.doesNotAnswer }
}

/** The Service itself is always there. */
function servicePart(replicas: readonly StagePart[], { words }: Known): StagePart {
  const part = { id: 'service', name: 'Service', kind: 'service' as const }
  if (replicas.length === 0) return { ...part, state: 'unknown' }
  const isAlone = replicas.every(({ kind, state }) => kind !== 'replica' || state === 'gone' || state === 'starting')
  return { ...part, state: 'ready', ...(isAlone ? { note: words.noReplica } : {}) }
}

/** What Query's last probe said in place of an answer; undefined where it was answered, or none was sent. */
function lastErrorOf({ probes }: RunRecord, at: number): string | undefined {
  const last = probes['query']?.findLast((one) => sentAt(one) <= at)
  return last === undefined || isAnswered(last) ? undefined : last.error
}

/** Query reads each sidecar, the Service leads to each Prometheus. */
function linksOf(names: readonly string[], { open }: Known): StageLink[] {
  const stateBetween = (from: string, pod: string): PartState => {
    const hit = open.find(({ fault: { target } }) => {
      const [one = '', other = ''] = target.split(' → ')
      return one.startsWith(from) && other.split('/')[0] === pod
    })
    return hit === undefined ? 'ready' : (EFFECTS[hit.fault.fault] ?? 'changed')
  }
  return names.flatMap((pod): StageLink[] => [
    { from: QUERY.name, to: `${pod}/${SIDECAR}`, state: stateBetween(QUERY.name, pod) },
    { from: 'service', to: pod, state: 'ready' },
  ])
}

function told(analysis: Analysis, parts: StagePart[], known: Known, at: number): Pick<Situation, 'sentence' | 'source'> {
  const merged = Object.values(analysis.series).find(({ via }) => via === 'query')
  const source = merged === undefined || lastErrorOf(known.run, at) !== undefined ? undefined : sourceAt(merged, at)
  const phrases = [partsText(parts, known), ...answerText(analysis, merged, known, source, at)]
  return { sentence: known.words.whole(phrases), ...(source === undefined ? {} : { source }) }
}

type SaidState = keyof SituationWords['states']

const isSaid = (state: PartState) => state === 'gone' || state === 'frozen' || state === 'starting'

function partsText(parts: readonly StagePart[], { words, open, hadFault }: Known): string {
  const bad = parts.filter(({ state }) => isSaid(state))
  const pods = bad.filter(({ kind }) => kind !== 'sidecar')
  const sidecars = bad.filter(({ kind, id }) => kind === 'sidecar' && !pods.some((pod) => id.startsWith(`${pod.id}/`)))
  const named = [...pods, ...sidecars].map((part) => stateSaid(part, words))
  const byState = [...new Set(named.map(([, state]) => state))].map((state) =>
    words.states[state](named.filter(([, one]) => one === state).map(([name]) => name)),
  )
  const others = open.filter(({ fault }) => !isSaid(EFFECTS[fault.fault] ?? 'changed')).map(({ fault }) => effectText(fault, words))
  const all = [...byState, ...others]
  if (all.length > 0) return all.join('; ')
  return hadFault ? words.readyAgain : words.ready
}

function effectText({ fault, target }: FaultEntry, words: SituationWords): string {
  const effect = EFFECTS[fault]
  if (effect === 'cut' || effect === 'slow') return words.link(target, effect)
  return words.inEffect(fault, target)
}

/** Who it is, and how. */
function stateSaid({ id, name, kind, state }: StagePart, words: SituationWords): [who: string, state: SaidState] {
  const [pod = ''] = id.split('/')
  if (kind === 'sidecar' && state === 'starting') return [pod, 'notBack']
  return [kind === 'query' ? 'Query' : kind === 'sidecar' ? words.sidecarOf(name, pod) : name, state as SaidState]
}

/** Whose the last sample is that Query returned. */
function sourceAt(series: ObservedSeries, at: number): string | undefined {
  const view = series.views.at(-1) ?? series.before
  const last = view?.samples.findLast(([time]) => time <= at)
  if (view === undefined || last === undefined) return undefined
  const whose = Object.entries(view.replicas).filter(([, samples]) => samples.some(([time]) => toMs(time) === toMs(last[0])))
  return whose.length === 1 ? whose[0]![0] : undefined
}

function answerText(
  { intervalMs }: Analysis,
  merged: ObservedSeries | undefined,
  { words, run, hadFault }: Known,
  source: string | undefined,
  at: number,
): string[] {
  const error = lastErrorOf(run, at)
  if (error === NO_SERIES) return [words.noSeries]
  if (error !== undefined) return [words.noAnswer(error === STALLED ? words.stalled : error)]
  if (merged === undefined) return []
  const view = lastView(merged, 'after') ?? merged.views.at(-1)
  if (view === undefined) return []
  const last = view.samples.findLast(([time]) => time <= at)
  if (last === undefined) return [words.noSample]
  const since = view.to - last[0]
  // One more is due now, and one may be on its way.
  if (isGap(toMs(since) - intervalMs, intervalMs)) return [words.noSampleFor(since), ...gapText(view, { words, hadFault, isOpen: true })]
  return [source === undefined ? words.samples : words.samplesOf(source), ...gapText(view, { words, hadFault, isOpen: false })]
}

function gapText(
  { gaps, from, to }: SeriesView,
  { words, hadFault, isOpen }: Pick<Known, 'words' | 'hadFault'> & { isOpen: boolean },
): string[] {
  // Before any fault, what has no sample at its left edge had not begun by then.
  const closed = gaps.filter((gap) => gap.to < to && (hadFault || gap.from > from))
  const longest = closed.reduce((most, gap) => Math.max(most, gap.seconds), 0)
  if (longest === 0) return isOpen ? [] : [words.noGap]
  return [words.gaps(closed.length, longest)]
}
