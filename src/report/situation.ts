import { enumerated, seconds, sentence } from '../lib/format.ts'
import { toMs } from '../lib/time.ts'
import { isAnswered } from '../model/reading.ts'
import type { FaultEntry, RunRecord } from '../model/run.ts'
import { NO_SERIES, STALLED } from '../model/probes.ts'
import { PROMETHEUS, QUERY, replicaName } from '../model/workloads.ts'
import { type Analysis, lastView, type ObservedSeries, type SeriesView } from '../verdict/analysis.ts'
import { isGap } from '../verdict/gaps.ts'
import { replicasHit, type Span } from '../verdict/spans.ts'
import { probesUntil, sentAt } from './probe-times.ts'
import { storesAt } from './replay.ts'

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
  /** The replica whose sample Query returned last; undefined where it returned none, or several have it. */
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

/** The situation at a moment, Unix seconds. `seen`: of a lab that is looked at now; left out, the record's own probes tell. */
export function situationAt(analysis: Analysis, at: number, seen?: LookAtLab): Situation {
  const { run } = analysis
  const open = analysis.spans.filter(({ from, to }) => from <= at && at < to)
  const stores = seen?.stores ?? storesAt(probesUntil(run.probes, at))
  const names = Array.from({ length: run.settings.replicas }, (_, ordinal) => replicaName(ordinal))
  const known: Known = { run, open, stores, ready: seen?.ready, hadFault: analysis.spans.some(({ from }) => from <= at) }
  const parts = [...names.flatMap((name) => replicaParts(name, known)), queryPart(known, at), servicePart(known)]
  return { parts, links: linksOf(names, known), ...told(analysis, parts, known, at) }
}

interface Known {
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

function stateOf(pod: string, container: string, { run, open, stores, ready, hadFault }: Known): Pick<StagePart, 'state' | 'note'> {
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
  if (isAway && !isExplained) return { state: hadFault ? 'starting' : 'gone', note: 'not ready' }
  const isCut = open.some(
    ({ fault }) => ['cut', 'slow', 'frozen'].includes(EFFECTS[fault.fault] ?? '') && replicasHit(fault, run).includes(pod),
  )
  if (stores !== undefined && !stores.includes(pod) && !isCut && container === SIDECAR)
    return hadFault ? { state: 'starting', note: 'not in Query yet' } : { state: 'unknown', note: 'not in Query' }
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

function queryPart({ run, open }: Known, at: number): StagePart {
  const part = { id: QUERY.name, name: QUERY.name, kind: 'query' as const }
  const hit = open.find(
    ({ fault: { target, pods = [] } }) => !target.includes('→') && [target, ...pods].some((name) => name.startsWith(QUERY.name)),
  )
  if (hit !== undefined) return { ...part, state: EFFECTS[hit.fault.fault] ?? 'changed', note: hit.fault.fault }
  const error = lastErrorOf(run, at)
  if (error === undefined) return { ...part, state: 'ready' }
  return error === NO_SERIES ? { ...part, state: 'ready', note: 'returns no series' } : { ...part, state: 'slow', note: 'does not answer' }
}

function servicePart({ run }: Known): StagePart {
  return { id: 'service', name: 'Service', kind: 'service', state: run.settings.replicas > 0 ? 'ready' : 'unknown' }
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
  const source = merged === undefined ? undefined : sourceAt(merged, at)
  const phrases = [partsText(parts, known), ...answerText(analysis, merged, known, source, at)]
  const text = phrases.join('; ')
  // The name of a pod stays as it is.
  return { sentence: `${/^[a-z]+ /.test(text) ? sentence(text) : text}.`, ...(source === undefined ? {} : { source }) }
}

const WORDS: Partial<Record<PartState, string>> = { gone: 'down', frozen: 'frozen', starting: 'starting again' }

function partsText(parts: readonly StagePart[], { open, hadFault }: Known): string {
  const bad = parts.filter(({ state }) => WORDS[state] !== undefined)
  const pods = bad.filter(({ kind }) => kind !== 'sidecar')
  const sidecars = bad.filter(({ kind, id }) => kind === 'sidecar' && !pods.some((pod) => id.startsWith(`${pod.id}/`)))
  const named = [...pods, ...sidecars].map(wordsOf)
  const byState = [...new Set(named.map(([, word]) => word))].map((word) => {
    const who = named.filter(([, one]) => one === word).map(([name]) => name)
    return `${enumerated(who)} ${who.length === 1 ? 'is' : 'are'} ${word}`
  })
  const others = open.filter(({ fault }) => WORDS[EFFECTS[fault.fault] ?? 'changed'] === undefined).map(({ fault }) => effectText(fault))
  const all = [...byState, ...others]
  if (all.length > 0) return all.join('; ')
  return hadFault ? 'all parts are ready again' : 'all parts are ready'
}

function effectText({ fault, target }: FaultEntry): string {
  const effect = EFFECTS[fault]
  if (effect === 'cut' || effect === 'slow') return `the link ${target} is ${effect}`
  return `${fault} of ${target} is in effect`
}

/** Who it is, and how. */
function wordsOf({ id, name, kind, state }: StagePart): [who: string, word: string] {
  const [pod = ''] = id.split('/')
  if (kind === 'sidecar' && state === 'starting') return [pod, 'not back in Query yet']
  return [kind === 'query' ? 'Query' : kind === 'sidecar' ? `${name} of ${pod}` : name, WORDS[state]!]
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
  { run, hadFault }: Known,
  source: string | undefined,
  at: number,
): string[] {
  const error = lastErrorOf(run, at)
  if (error === NO_SERIES) return ['Query returns no series']
  if (error !== undefined) return [`Query does not answer (${error === STALLED ? 'its requests wait' : error})`]
  if (merged === undefined) return []
  const view = lastView(merged, 'after') ?? merged.views.at(-1)
  if (view === undefined) return []
  const last = view.samples.findLast(([time]) => time <= at)
  if (last === undefined) return ['Query has no sample']
  const since = view.to - last[0]
  // One more is due now, and one may be on its way.
  if (isGap(toMs(since) - intervalMs, intervalMs))
    return [`Query has had no sample for ${seconds(since)}`, ...gapText(view, { hadFault, isOpen: true })]
  return [
    source === undefined ? 'Query returns samples' : `Query returns ${source}'s samples`,
    ...gapText(view, { hadFault, isOpen: false }),
  ]
}

function gapText({ gaps, from, to }: SeriesView, { hadFault, isOpen }: { hadFault: boolean; isOpen: boolean }): string[] {
  // Before any fault, what has no sample at its left edge had not begun by then.
  const closed = gaps.filter((gap) => gap.to < to && (hadFault || gap.from > from))
  const longest = closed.reduce((most, gap) => Math.max(most, gap.seconds), 0)
  if (longest === 0) return isOpen ? [] : ['no gap']
  const number = closed.length === 1 ? 'one gap' : `${closed.length} gaps, the longest`
  return [`${number} of ${seconds(longest)}`]
}
