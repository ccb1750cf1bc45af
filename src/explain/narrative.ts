import { INITIAL_PENALTY, PENALTY_FACTOR } from '../dedup/penalty.ts'
import { placeAfter } from '../dedup/samples.ts'
import { clock, clocks, count, exactSeconds, seconds, zoneName } from '../lib/format.ts'
import { describePrediction } from '../verdict/prediction.ts'
import { type Begin, type Event, type MergedGap, type SwitchEvent, timeOf } from './events.ts'
import type { Explanation } from './explanation.ts'

/** Events that are described one by one at most. */
const DESCRIBED = 3

/** How a merge went, each paragraph a text of one line. `at` (Unix ms): how it stood then, and what brought it about. */
export function narrative(explanation: Explanation, at?: number): string[] {
  const { replicas, how, events } = explanation
  const [begin, ...others] = events
  if (begin === undefined) return ['Query returns no sample in that time.']
  if (replicas.filter(({ t }) => t.length > 0).length < 2)
    return [...partialText(explanation), had(explanation), alone(explanation), ...agreement(explanation)]
  if (how.algorithm === 'chain') return [...partialText(explanation), had(explanation), CHAIN, ...agreement(explanation)]
  const head = [...partialText(explanation), had(explanation), describe(begin, explanation)]
  if (at !== undefined) return [...head, ...momentText(others, explanation, at), ...agreement(explanation)]
  return [
    ...head,
    ...course(others, begin as Begin, explanation),
    ...outageText(explanation),
    ...predicted(explanation),
    ...agreement(explanation),
  ]
}

function course(events: Event[], { preferred }: Begin, explanation: Explanation): string[] {
  const all = count(explanation.trace.t.length, 'sample')
  if (events.length === 0) return [`It stays so: all ${all} are ${nameOf(preferred, explanation)}'s, without a gap.`]
  const more = events.length - DESCRIBED
  return [
    ...events.slice(0, DESCRIBED).map((event) => describe(event, explanation)),
    ...(more > 0
      ? [`${count(more, 'more such event')}, the last at ${clock(timeOf(events.at(-1)!))}; --at TIME describes any of them.`]
      : []),
  ]
}

/** Which replica it preferred at a time, and what was the last to happen before it, or is going on. */
function momentText(events: Event[], explanation: Explanation, at: number): string[] {
  const { trace } = explanation
  const place = placeAfter(trace.t, at) - 1
  if (place < 0) return [`At ${clock(at)} Query has not returned any sample yet.`]
  const since = trace.switches.findLast((one) => one.place <= place)
  const name = nameOf(trace.sources[place]!, explanation)
  const begun = since === undefined ? 'the beginning' : clock(since.at)
  const state = `At ${clock(at)} Query prefers ${name} (since ${begun}). The last sample that it returns is ${name}'s, at ${clock(trace.t[place]!)}.`
  const around = events.find((event) => event.kind === 'gap' && event.from <= at && at < event.to)
  const last = around ?? events.findLast((event) => timeOf(event) <= at)
  return [state, ...(last === undefined ? [] : [describe(last, explanation)])]
}

const CHAIN =
  'Query chains: it returns every sample of every replica, but of equal times only one. No replica is preferred, and none gets a penalty. The samples of a pair lie side by side.'

function had({ selector, window, replicas, trace, how }: Explanation): string {
  const own = replicas.map(({ name, t }) => ({ name, samples: t.filter((time) => time <= window.to).length }))
  const all = own.reduce((sum, { samples }) => sum + samples, 0)
  const under = how.mode === 'counter' ? ', as under rate()' : ''
  const each = own.map(({ name, samples }) => `${samples} of ${name}`).join(', ')
  return `Query reads ${selector} from ${clock(window.from)} to ${clock(window.to)} ${zoneName(window.to)} (${exactSeconds(window.to - window.from)})${under}. It has ${count(all, 'sample')} (${each}) and returns ${trace.t.length}.`
}

function alone({ replicas, partial }: Explanation): string {
  const own = replicas.filter(({ t }) => t.length > 0).map(({ name }) => name)
  return `Only ${own.join('')} has samples in ${partial.length > 0 ? 'the answer' : 'that time'}: there is nothing to merge, and every gap is its own.`
}

function describe(event: Event, explanation: Explanation): string {
  if (event.kind === 'gap') return gapText(event, explanation)
  return event.kind === 'switch' ? switchText(event, explanation) : beginText(event, explanation)
}

function beginText({ at, preferred, others }: Begin, explanation: Explanation): string {
  const [next] = others
  const name = nameOf(preferred, explanation)
  const first = `The left edge of the query is ${clock(explanation.window.from)}. The first sample after it is ${name}'s, at ${clock(at)}`
  if (next === undefined) return `${first}; no other replica has one.`
  const other = nameOf(next.replica, explanation)
  const offset = next.t - at
  const when =
    offset === 0 ? 'at the same time: of equal times that of the chunk with more samples is returned' : `${exactSeconds(offset)} later`
  return `${first}; ${other}'s comes ${when}. So Query returns ${name}'s samples, and ${other} gets a penalty: ${exactSeconds(INITIAL_PENALTY)} at the start, then ${PENALTY_FACTOR === 2 ? 'twice' : `${PENALTY_FACTOR} times`} the interval between the last two samples returned. ${outlook(offset, name, other)}`
}

/** The first penalty bridges an offset that is shorter. */
function outlook(offset: number, name: string, other: string): string {
  return offset <= INITIAL_PENALTY
    ? `While ${name} has a sample in every interval, ${other} never comes first.`
    : `The first penalty is shorter than the offset, so ${other} may come first at the next sample; whichever is returned then stays preferred.`
}

/** Why a gap is there, and why it is as long as it is. */
export function gapText(gap: MergedGap, explanation: Explanation): string {
  const head = `Gap of ${exactSeconds(gap.to - gap.from)}, from ${clock(gap.from)} to ${clock(gap.to)}:`
  const parts = gap.switch === undefined ? unfilled(gap, explanation) : switched(gap, gap.switch, explanation)
  return [head, silence(gap, explanation), ...parts].join(' ')
}

function silence({ preferred, markers, to, switch: change }: MergedGap, explanation: Explanation): string {
  const name = nameOf(preferred, explanation)
  const [marker] = markers
  if (marker === undefined) {
    const next = change === undefined ? to : change.next
    return next === undefined
      ? `the preferred replica ${name} has no later sample.`
      : `the preferred replica ${name} has no sample until ${clock(next)}.`
  }
  const more = markers.length > 1 ? ` and ${markers.length - 1} more` : ''
  return `the scrape of ${name} at ${clock(marker)} failed and left a stale marker. A marker is a sample to Query, so it returns the marker${more} (nothing shows) and goes on from there.`
}

/** No other replica could fill it in time. */
function unfilled({ preferred, to, offered }: MergedGap, explanation: Explanation): string[] {
  const name = nameOf(preferred, explanation)
  const [first] = offered
  if (first === undefined) return ['No other replica has a sample in it either: there is nothing to fill it with.']
  const other = nameOf(first.replica, explanation)
  const times = offered.filter(({ replica }) => replica === first.replica).map(({ t }) => t)
  const until = Math.max(...offered.map((skip) => skip.until ?? 0)) - 1
  return [
    `${other} has ${count(times.length, 'sample')} in it, at ${clocks(times)}, but a penalty until ${clock(until)}. ${name}'s next sample comes at ${clock(to)}, before any later one of ${other}, so Query does not switch: one missed scrape is never filled.`,
  ]
}

function switched({ from, to, markers }: MergedGap, change: SwitchEvent, explanation: Explanation): string[] {
  const other = nameOf(change.to, explanation)
  if (change.penaltyMs === 0) return [`Query then goes on with ${other}, whose chunk comes next, at ${clock(to)}.`]
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
  ]
}

/** A switch that leaves no gap. */
function switchText(change: SwitchEvent, explanation: Explanation): string {
  const [from, to] = [nameOf(change.from, explanation), nameOf(change.to, explanation)]
  const start = `At ${clock(change.at)} Query switches from ${from} to ${to}, ${exactSeconds(change.at - change.last)} after the last sample, without a gap`
  if (change.next === undefined) return `${start}: ${from} has no later sample.`
  if (change.next > change.at)
    return `${start}: the next sample of ${from} is only due at ${clock(change.next)}, and the penalty of ${to} (${exactSeconds(change.penaltyMs)}) is over.`
  const why =
    'Query reads chunks, not replicas: where a chunk of one replica ends before one of the other begins, it goes on with that other'
  return `${start}. ${why}; the next sample of ${from} itself, at ${clock(change.next)}, is skipped.`
}

function outageText({ outage, measured }: Explanation): string[] {
  if (outage === undefined || measured === undefined) return []
  const { replicas, away, longest } = outage
  const isNew = measured.seconds > longest + 0.001
  const then = `While ${away.join(', ')} was away, Query had only ${replicas.join(', ')}: nothing to merge, and at most ${seconds(longest)} between its samples.`
  return [isNew ? `${then} The gap appears once ${away.join(', ')} is back: Query then reads its history, with the gap in it.` : then]
}

function predicted({ predictions }: Explanation): string[] {
  return predictions.map(({ prediction, measured, isMet }) => {
    const then =
      measured === undefined ? '' : `, measured ${exactSeconds(measured.seconds * 1000)}${isMet === true ? '' : ': not as predicted'}`
    return `Predicted before the fault, once ${prediction.preferred} is back: ${describePrediction(prediction)}${then}.`
  })
}

/** A store did not answer: said before anything else. */
function partialText({ partial }: Explanation): string[] {
  const missing = partial.map(({ store, said }) => `${store ?? 'A store'} did not answer (“${said}”).`)
  return missing.length === 0
    ? []
    : [`WARNING: the answer is partial. ${missing.join(' ')} What it has may be missing from Query's answer, and from what follows.`]
}

function agreement({ compared, partial, copies }: Explanation): string[] {
  if (compared === undefined) return []
  const { compared: all, differing, first } = compared
  if (differing === 0 && (partial.length > 0 || copies.length > 0))
    return [
      `Query returned the ${count(all, 'sample')} that the model returns. That does not show that it took the model's steps: ${partial.length > 0 ? 'the answer is partial' : 'which copies of the samples it had is not known'}.`,
    ]
  if (differing === 0) return [`The model and Query agree on all ${count(all, 'sample')}, time and value.`]
  return [
    `WARNING: the model and Query do not agree. ${differing} of ${count(all, 'sample')} differ, the first at ${clock((first ?? 0) * 1000)}; from there on this explanation may be wrong.`,
  ]
}

function nameOf(replica: number, { replicas }: Explanation): string {
  return replicas[replica]?.name ?? '?'
}
