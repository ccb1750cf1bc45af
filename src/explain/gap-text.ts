import { PENALTY_FACTOR } from '../dedup/penalty.ts'
import { clock, clocks, count, exactSeconds } from '../lib/format.ts'
import { toMs } from '../lib/time.ts'
import type { ReplicaInGap } from '../model/gap-cause.ts'
import { isGap } from '../verdict/gaps.ts'
import { markerText, reasonTexts, shortReason } from './absence-text.ts'
import { unknownStepText } from './agreement.ts'
import type { MergedGap, SwitchEvent } from './events.ts'
import type { Explanation } from './explanation.ts'
import { realTimes } from './gap-cause.ts'

/* The words for a gap and for a switch. They only say what the cause and the event hold. */

/** Why a gap is there, and why it is as long as it is. */
export function gapText(gap: MergedGap, explanation: Explanation): string {
  const { from, to, edges, cause } = gap
  const begin = edges.includes('left') ? `the left edge of the window, ${clock(from)},` : clock(from)
  const end = edges.includes('right') ? `the right edge of the window, ${clock(to)}` : clock(to)
  return `Gap of ${exactSeconds(to - from)}, from ${begin} to ${end}: ${causeText(gap, cause, explanation)}`
}

function causeText(gap: MergedGap, cause: MergedGap['cause'], explanation: Explanation): string {
  switch (cause.kind) {
    case 'no-sample':
      return [`${silentText(gap, explanation)}, so nothing can fill it.`, ...everyReplica(gap, explanation)].join(' ')
    case 'partial':
      return [
        `${silentText(gap, explanation)}. But the answer is partial: whether ${storesWord(cause.stores)} samples of that time is not known.`,
        ...everyReplica(gap, explanation),
      ].join(' ')
    case 'skipped':
    case 'chunk-border':
      // Under rate() Query does not show what it merges.
      return `${explanation.plain === undefined ? '' : 'as the model has it: '}${modelText(gap, explanation)}`
    case 'unknown': {
      if (gap.to < (explanation.first ?? Number.POSITIVE_INFINITY))
        return `the cause is not known: ${unknownStepText(explanation)} As the model has it: ${modelText(gap, explanation)}`
      const start = `the model and Query differ from ${clock(explanation.first ?? gap.from)} on, so the cause is not known`
      return [
        cause.step === 'unknown' ? `${start}.` : `${start}: ${unknownStepText(explanation)}`,
        ...cause.replicas.flatMap((one) => unreturned(one, explanation)),
      ].join(' ')
    }
  }
}

/** The steps of the merge. */
function modelText(gap: MergedGap, explanation: Explanation): string {
  return [...silence(gap, explanation), ...steps(gap, explanation)].join(' ')
}

/** The stores that did not answer, with their verb. */
function storesWord(stores: readonly { store?: string; replica?: string }[]): string {
  const names = stores.flatMap(({ store, replica }) => store ?? replica ?? [])
  if (names.length < stores.length || names.length > 3) return 'the stores that did not answer have'
  return `${names.join(' or ')} has`
}

const at = (seconds: number) => clock(toMs(seconds))
const times = (all: readonly number[]) => clocks(all.map(toMs))

/** Without a sample of any replica: all of the gap, or most of it. */
function silentText({ from, to, cause: { silent, replicas } }: MergedGap, { partial }: Explanation): string {
  const [only] = replicas
  const who =
    replicas.length === 1
      ? `${only!.replica}, the only replica in the answer,`
      : partial.length > 0
        ? 'no replica in the answer'
        : 'no replica'
  const has = replicas.length === 1 ? 'has no sample' : 'has a sample'
  if (toMs(silent.from) === from && toMs(silent.to) === to) return `${who} ${has} in it`
  return `from ${at(silent.from)} to ${at(silent.to)} (${exactSeconds(toMs(silent.seconds))}) ${who} ${has}`
}

/** Why each has none, and what was skipped beside that. */
function everyReplica({ cause: { replicas }, switches }: MergedGap, explanation: Explanation): string[] {
  return [
    ...replicas.flatMap((one) => reasonTexts(one.replica, one.reasons, explanation)),
    ...replicas.flatMap((one) => skippedText(one)),
    ...switches.flatMap((one) => [
      `At ${clock(one.at)} Query switches to ${nameOf(one.to, explanation)}.`,
      ...densityText(one, explanation),
    ]),
  ]
}

function skippedText({ replica, samples, until }: ReplicaInGap): string[] {
  if (samples.length === 0) return []
  const why = until === null ? '' : `: ${replica} has a penalty until ${at(until)}`
  const are = samples.length === 1 ? 'is' : 'are'
  return [`${count(samples.length, 'sample')} of ${replica} at ${times(samples)} ${are} skipped${why}.`]
}

/** What is known of a replica without the model. */
function unreturned(one: ReplicaInGap, explanation: Explanation): string[] {
  const { replica, samples, reasons } = one
  const has = samples.length === 0 ? [] : [`${replica} has ${count(samples.length, 'sample')} in it, at ${times(samples)}.`]
  return [...has, ...reasonTexts(replica, reasons, explanation)]
}

/** What the preferred replica has, where another one could have filled the gap. */
function silence(gap: MergedGap, explanation: Explanation): string[] {
  const { before, markers, cause } = gap
  if (before === undefined) return []
  const name = nameOf(before, explanation)
  const reasons = cause.replicas[before]!.reasons
  const marker = markers.find(({ replica }) => replica === before)
  if (marker !== undefined) {
    const more = markers.filter(({ replica }) => replica === before).length - 1
    return [
      `${markerText(name, marker.t, reasons)}. A marker is a sample to Query, so it returns the marker${more > 0 ? ` and ${more} more` : ''} (nothing shows) and goes on from there.`,
    ]
  }
  const next = nextSample(gap, explanation)
  const none = next === undefined ? 'no later sample' : `no sample until ${clock(next)}`
  const [only] = reasons
  const why = reasons.length === 1 ? shortReason(only!) : ''
  return [`the preferred replica ${name} has ${none}${why}.`, ...(why === '' ? reasonTexts(name, reasons, explanation) : [])]
}

function nextSample({ before, from }: MergedGap, { replicas, how }: Explanation): number | undefined {
  return realTimes(replicas[before!]!, how).find((time) => time > from)
}

/** What Query did in it, by the model. */
function steps(gap: MergedGap, explanation: Explanation): string[] {
  const { switches, markers, to, before } = gap
  const [change] = switches
  const own = before === undefined ? undefined : gap.cause.replicas[before]
  if (own !== undefined && own.samples.length > 0)
    return [
      `Query reads chunks, not replicas: ${own.replica}'s own samples in it, at ${times(own.samples)}, are skipped.`,
      ...oneByOne(gap, explanation),
    ]
  if (change === undefined) return unfilled(gap, explanation)
  const isPlain = switches.length === 1 && change.at === to && markers.every(({ replica }) => replica === before)
  return isPlain ? switched(gap, change, explanation) : oneByOne(gap, explanation)
}

/** No other replica could fill it in time. */
function unfilled(gap: MergedGap, explanation: Explanation): string[] {
  const { before, after, to, edges, cause } = gap
  const name = before === undefined ? 'the preferred replica' : nameOf(before, explanation)
  const others = cause.replicas.filter((_, number) => number !== before)
  const having = others.filter(({ samples }) => samples.length > 0)
  const penalties = having.map(
    ({ replica, samples, until }) =>
      `${replica} has ${count(samples.length, 'sample')} in it, at ${times(samples)}${until === null ? ', which Query skips' : `, but a penalty until ${at(until)}`}.`,
  )
  const why = others.flatMap(({ replica, reasons }) => reasonTexts(replica, reasons, explanation))
  if (edges.includes('right') || after !== before) return [...penalties, ...why]
  const missed = before === undefined ? 0 : cause.replicas[before]!.reasons.reduce((sum, { scrapes }) => sum + scrapes, 0)
  const rule = missed === 1 ? ': one missed scrape is never filled' : ''
  const names = having.map(({ replica }) => replica).join(' or ')
  return [
    ...penalties,
    ...why,
    `${name}'s next sample comes at ${clock(to)}, before any later one of ${names}, so Query does not switch${rule}.`,
  ]
}

function switched({ from, to, markers }: MergedGap, change: SwitchEvent, explanation: Explanation): string[] {
  const other = nameOf(change.to, explanation)
  if (change.penaltyMs === 0)
    return [`Query reads chunks, not replicas: it goes on with ${other}, whose chunk comes next, at ${clock(to)}.`]
  const distance = change.lastButOne === undefined ? undefined : change.last - change.lastButOne
  const usual = distance !== undefined && Math.round(PENALTY_FACTOR * distance) === Math.round(change.penaltyMs)
  const [penalty, rest] = [change.penaltyMs, to - change.last - change.penaltyMs]
  const why = usual ? ` (${PENALTY_FACTOR} x the ${exactSeconds(distance)} between the last two samples)` : ''
  const skipped =
    change.skipped.length === 0
      ? ''
      : ` Its ${count(change.skipped.length, 'sample')} at ${clocks(change.skipped)} ${change.skipped.length === 1 ? 'is' : 'are'} skipped.`
  const sum = [
    ...(markers.length === 0 ? [] : [`${exactSeconds(change.last - from)} to the stale marker`]),
    usual ? `${PENALTY_FACTOR} x ${exactSeconds(distance)}` : `${exactSeconds(penalty)} penalty`,
    `${exactSeconds(rest)} until the next scrape of ${other}`,
  ]
  return [
    `${other} has a penalty of ${exactSeconds(penalty)}${why}, until ${clock(change.last + penalty)}.${skipped} Its first sample after that is at ${clock(to)}, where Query switches: ${exactSeconds(to - from)} = ${sum.join(' + ')}.`,
    ...densityText(change, explanation),
  ]
}

/** Where markers of several replicas, or several switches, lie in it. */
function oneByOne({ to, edges, markers, switches, before, after, cause }: MergedGap, explanation: Explanation): string[] {
  const returned = [
    ...markers.map(({ replica, t }) => ({ t, text: `the stale marker of ${nameOf(replica, explanation)} at ${clock(t)}` })),
    ...switches.map(({ at: t, to: other }) => ({ t, text: `a switch to ${nameOf(other, explanation)} at ${clock(t)}` })),
  ].sort((one, other) => one.t - other.t)
  const last = edges.includes('right') || after === undefined ? [] : [`${nameOf(after, explanation)}'s sample at ${clock(to)}`]
  const note = markers.length > 0 ? ' A marker shows nothing.' : ''
  return [
    ...(returned.length === 0
      ? []
      : [`In it come, one after the other: ${[...returned.map(({ text }) => text), ...last].join(', ')}.${note}`]),
    ...cause.replicas.flatMap((one, number) => (number === before ? [] : skippedText(one))),
  ]
}

/** A switch that leaves no gap. */
export function switchText(change: SwitchEvent, explanation: Explanation): string {
  const [from, to] = [nameOf(change.from, explanation), nameOf(change.to, explanation)]
  const isMarker = explanation.trace.stale.has(change.place)
  const start = `At ${clock(change.at)} Query switches from ${from} to ${to}${isMarker ? ', with a stale marker' : ''}, ${exactSeconds(change.at - change.last)} after the last sample, without a gap`
  const density = densityText(change, explanation)
    .map((text) => ` ${text}`)
    .join('')
  if (change.penaltyMs === 0) {
    const own =
      change.next === undefined || change.next > change.at
        ? ''
        : `; the next sample of ${from} itself, at ${clock(change.next)}, is skipped`
    return `${start}. Query reads chunks, not replicas: where a chunk of one replica ends before one of the other begins, it goes on with that other${own}.${density}`
  }
  if (change.next === undefined) return `${start}: ${from} has no later sample.${density}`
  if (change.next > change.at)
    return `${start}: the next sample of ${from} is only at ${clock(change.next)}, and the penalty of ${to} (${exactSeconds(change.penaltyMs)}) is over.${density}`
  return `${start}; the next sample of ${from} itself, at ${clock(change.next)}, is skipped.${density}`
}

/** Replicas of different intervals: what a switch does to the merged series. */
function densityText({ from, to }: SwitchEvent, explanation: Explanation): string[] {
  const [before, then] = [explanation.intervalsMs[from]!, explanation.intervalsMs[to]!]
  if (!isGap(Math.max(before, then), Math.min(before, then))) return []
  const name = nameOf(to, explanation)
  return [
    `From there on Query returns a sample every ${exactSeconds(then)}, which is ${name}'s interval, not every ${exactSeconds(before)}.`,
  ]
}

export function nameOf(replica: number, { replicas }: Pick<Explanation, 'replicas'>): string {
  return replicas[replica]?.name ?? '?'
}
