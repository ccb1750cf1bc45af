import { PENALTY_FACTOR } from '../dedup/penalty.ts'
import { clock, clocks, exactSeconds } from '../lib/format.ts'
import { toMs } from '../lib/time.ts'
import type { ReplicaInGap } from '../model/gap-cause.ts'
import { isGap } from '../verdict/gaps.ts'
import { markerText, reasonTexts, shortReason } from './absence-text.ts'
import { unknownStepText } from './agreement.ts'
import type { MergedGap, SwitchEvent } from './events.ts'
import type { Explanation, Worded } from './explanation.ts'
import { realTimes } from './gap-cause.ts'
import { explanationInEnglish, type ExplanationWords, type OwnSamplesIn } from './words/en.ts'

/* What is said of a gap and of a switch: only what the cause and the event hold. */

/** Why a gap is there, and why it is as long as it is. `words`: left out, English. */
export function gapText(gap: MergedGap, merged: Explanation, words: ExplanationWords = explanationInEnglish): string {
  const { from, to, edges } = gap
  return words.gap.whole(
    { from: clock(from), to: clock(to), length: exactSeconds(to - from) },
    { atLeft: edges.includes('left'), atRight: edges.includes('right') },
    causeText(gap, gap.cause, { ...merged, words }),
  )
}

function causeText(gap: MergedGap, cause: MergedGap['cause'], explanation: Worded): string {
  const { gap: said, sentences } = explanation.words
  switch (cause.kind) {
    case 'no-sample':
      return sentences([said.nothingFills(silentText(gap, explanation)), ...everyReplica(gap, explanation)])
    case 'partial':
      return sentences([said.maybeFilled(silentText(gap, explanation), namesOf(cause.stores)), ...everyReplica(gap, explanation)])
    case 'skipped':
    case 'chunk-border': {
      const text = modelText(gap, explanation)
      // Under rate() Query does not show what it merges.
      return explanation.plain === undefined ? text : said.byModel(text)
    }
    case 'unknown': {
      if (gap.to < (explanation.first ?? Number.POSITIVE_INFINITY))
        return said.unknown(unknownStepText(explanation), modelText(gap, explanation))
      const step = cause.step === 'unknown' ? undefined : unknownStepText(explanation)
      return sentences([
        said.differs(clock(explanation.first ?? gap.from), step),
        ...cause.replicas.flatMap((one) => unreturned(one, explanation)),
      ])
    }
  }
}

/** The steps of the merge. */
function modelText(gap: MergedGap, explanation: Worded): string {
  return explanation.words.sentences([...silence(gap, explanation), ...steps(gap, explanation)])
}

/** The stores that did not answer; undefined where they are too many, or not all have a name. */
function namesOf(stores: readonly { store?: string; replica?: string }[]): string[] | undefined {
  const names = stores.flatMap(({ store, replica }) => store ?? replica ?? [])
  return names.length < stores.length || names.length > 3 ? undefined : names
}

const at = (seconds: number) => clock(toMs(seconds))

function ownOf({ replica, samples }: ReplicaInGap, { times }: ExplanationWords): OwnSamplesIn {
  return { replica, samples: samples.length, at: clocks(samples.map(toMs), times) }
}

/** Without a sample of any replica: all of the gap, or most of it. */
function silentText({ from, to, cause: { silent, replicas } }: MergedGap, { partial, words }: Worded): string {
  const who = { only: replicas.length === 1 ? replicas[0]!.replica : undefined, isPartial: partial.length > 0 }
  if (toMs(silent.from) === from && toMs(silent.to) === to) return words.gap.silent(who)
  return words.gap.silent(who, { from: at(silent.from), to: at(silent.to), length: exactSeconds(toMs(silent.seconds)) })
}

/** Why each has none, and what was skipped beside that. */
function everyReplica({ cause: { replicas }, switches }: MergedGap, explanation: Worded): string[] {
  const { words } = explanation
  return [
    ...replicas.flatMap((one) => reasonTexts(one.replica, one.reasons, explanation)),
    ...replicas.flatMap((one) => skippedText(one, words)),
    ...switches.flatMap((one) => [words.gap.switched(clock(one.at), nameOf(one.to, explanation)), ...densityText(one, explanation)]),
  ]
}

function skippedText(one: ReplicaInGap, words: ExplanationWords): string[] {
  if (one.samples.length === 0) return []
  return [words.gap.skipped(ownOf(one, words), one.until === null ? undefined : at(one.until))]
}

/** What is known of a replica without the model. */
function unreturned(one: ReplicaInGap, explanation: Worded): string[] {
  const { words } = explanation
  const has = one.samples.length === 0 ? [] : [words.gap.has(ownOf(one, words))]
  return [...has, ...reasonTexts(one.replica, one.reasons, explanation)]
}

/** What the preferred replica has, where another one could have filled the gap. */
function silence(gap: MergedGap, explanation: Worded): string[] {
  const { before, markers, cause } = gap
  const { words } = explanation
  if (before === undefined) return []
  const name = nameOf(before, explanation)
  const reasons = cause.replicas[before]!.reasons
  const marker = markers.find(({ replica }) => replica === before)
  if (marker !== undefined) {
    const more = markers.filter(({ replica }) => replica === before).length - 1
    return [words.gap.marker(markerText(name, marker.t, reasons, words), more)]
  }
  const next = nextSample(gap, explanation)
  const [only] = reasons
  const why = reasons.length === 1 ? shortReason(only!, words) : undefined
  const none = words.gap.preferred(name, next === undefined ? undefined : clock(next), why)
  return [none, ...(why === undefined ? reasonTexts(name, reasons, explanation) : [])]
}

function nextSample({ before, from }: MergedGap, { replicas, how }: Explanation): number | undefined {
  return realTimes(replicas[before!]!, how).find((time) => time > from)
}

/** What Query did in it, by the model. */
function steps(gap: MergedGap, explanation: Worded): string[] {
  const { switches, markers, to, before } = gap
  const { words } = explanation
  const [change] = switches
  const own = before === undefined ? undefined : gap.cause.replicas[before]
  if (own !== undefined && own.samples.length > 0)
    return [words.gap.ownSkipped(own.replica, ownOf(own, words).at), ...oneByOne(gap, explanation)]
  if (change === undefined) return unfilled(gap, explanation)
  const isPlain = switches.length === 1 && change.at === to && markers.every(({ replica }) => replica === before)
  return isPlain ? switched(gap, change, explanation) : oneByOne(gap, explanation)
}

/** No other replica could fill it in time. */
function unfilled(gap: MergedGap, explanation: Worded): string[] {
  const { before, after, to, edges, cause } = gap
  const { words } = explanation
  const others = cause.replicas.filter((_, number) => number !== before)
  const having = others.filter(({ samples }) => samples.length > 0)
  const penalties = having.map((one) => {
    const own = ownOf(one, words)
    return one.until === null ? words.gap.hasSkipped(own) : words.gap.hasUntil(own, at(one.until))
  })
  const why = others.flatMap(({ replica, reasons }) => reasonTexts(replica, reasons, explanation))
  if (edges.includes('right') || after !== before) return [...penalties, ...why]
  const missed = before === undefined ? 0 : cause.replicas[before]!.reasons.reduce((sum, { scrapes }) => sum + scrapes, 0)
  const name = before === undefined ? undefined : nameOf(before, explanation)
  const names = having.map(({ replica }) => replica)
  return [...penalties, ...why, words.gap.stays(name, clock(to), { others: names, isOneMissed: missed === 1 })]
}

function switched({ from, to, markers }: MergedGap, change: SwitchEvent, explanation: Worded): string[] {
  const { words } = explanation
  const said = words.gap
  const other = nameOf(change.to, explanation)
  if (change.penaltyMs === 0) return [said.nextChunk(other, clock(to))]
  const distance = change.lastButOne === undefined ? undefined : change.last - change.lastButOne
  const isUsual = distance !== undefined && Math.round(PENALTY_FACTOR * distance) === Math.round(change.penaltyMs)
  const [penalty, rest] = [change.penaltyMs, to - change.last - change.penaltyMs]
  const usual = isUsual ? { distance: exactSeconds(distance), factor: PENALTY_FACTOR } : undefined
  const { skipped } = change
  const sum = [
    ...(markers.length === 0 ? [] : [said.toMarker(exactSeconds(change.last - from))]),
    usual === undefined ? said.ofPenalty(exactSeconds(penalty)) : `${usual.factor} x ${usual.distance}`,
    said.toScrape(exactSeconds(rest), other),
  ]
  const text = words.sentences([
    said.penalty(other, exactSeconds(penalty), clock(change.last + penalty), usual),
    ...(skipped.length === 0 ? [] : [said.itsSkipped(skipped.length, clocks(skipped, words.times))]),
    said.sum(clock(to), exactSeconds(to - from), sum),
  ])
  return [text, ...densityText(change, explanation)]
}

/** Where markers of several replicas, or several switches, lie in it. */
function oneByOne({ to, edges, markers, switches, before, after, cause }: MergedGap, explanation: Worded): string[] {
  const { words } = explanation
  const said = words.gap
  const returned = [
    ...markers.map(({ replica, t }) => ({ t, text: said.markerAt(nameOf(replica, explanation), clock(t)) })),
    ...switches.map(({ at: t, to: other }) => ({ t, text: said.switchAt(nameOf(other, explanation), clock(t)) })),
  ].sort((one, other) => one.t - other.t)
  const last = edges.includes('right') || after === undefined ? [] : [said.sampleAt(nameOf(after, explanation), clock(to))]
  const all = [...returned.map(({ text }) => text), ...last]
  return [
    ...(returned.length === 0 ? [] : [said.inTurn(all), ...(markers.length > 0 ? [said.markerNote] : [])]),
    ...cause.replicas.flatMap((one, number) => (number === before ? [] : skippedText(one, words))),
  ]
}

/** A switch that leaves no gap. */
export function switchText(change: SwitchEvent, explanation: Worded): string {
  return explanation.words.sentences([switchReason(change, explanation), ...densityText(change, explanation)])
}

function switchReason(change: SwitchEvent, explanation: Worded): string {
  const said = explanation.words.switch
  const [from, to] = [nameOf(change.from, explanation), nameOf(change.to, explanation)]
  const isMarker = explanation.trace.stale.has(change.place)
  const start = said.start({ at: clock(change.at), from, to, later: exactSeconds(change.at - change.last), isMarker })
  const { next, penaltyMs } = change
  const isSkipped = next !== undefined && next <= change.at
  if (penaltyMs === 0) return said.chunk(start, isSkipped ? { replica: from, at: clock(next) } : undefined)
  if (next === undefined) return said.noLater(start, from)
  return isSkipped ? said.skipped(start, from, clock(next)) : said.late(start, from, clock(next), { to, penalty: exactSeconds(penaltyMs) })
}

/** Replicas of different intervals: what a switch does to the merged series. */
function densityText({ from, to }: SwitchEvent, explanation: Worded): string[] {
  const [before, then] = [explanation.intervalsMs[from]!, explanation.intervalsMs[to]!]
  if (!isGap(Math.max(before, then), Math.min(before, then))) return []
  return [explanation.words.switch.density(nameOf(to, explanation), exactSeconds(then), exactSeconds(before))]
}

export function nameOf(replica: number, { replicas }: Pick<Explanation, 'replicas'>): string {
  return replicas[replica]?.name ?? '?'
}
