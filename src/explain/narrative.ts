import { INITIAL_PENALTY, PENALTY_FACTOR } from '../dedup/penalty.ts'
import { clock, exactSeconds, seconds, zoneName } from '../lib/format.ts'
import { toMs } from '../lib/time.ts'
import { isGap, longestDistance } from '../verdict/gaps.ts'
import { predictionText } from '../verdict/prediction.ts'
import { agreementText, differenceWarning, partialText } from './agreement.ts'
import { type Begin, type Event, holders, timeOf } from './events.ts'
import type { Explanation, Worded } from './explanation.ts'
import { realTimes, runsOther } from './gap-cause.ts'
import { gapText, nameOf, switchText } from './gap-text.ts'
import { MADE_UP } from './inputs/simulated.ts'
import { disagreementText } from './values.ts'
import { explanationInEnglish, type ExplanationWords } from './words/en.ts'

/** Events that are described one by one at most. */
const DESCRIBED = 3

interface Telling {
  /** Unix ms: how it stood then, and what brought it about; left out: all of it. */
  at?: number | undefined
  /** So many events are described at most. */
  described?: number
  /** Left out: in English. */
  words?: ExplanationWords
}

/** How a merge went, each paragraph a text of one line. */
export function narrative(merged: Explanation, { at, described = DESCRIBED, words = explanationInEnglish }: Telling = {}): string[] {
  const explanation = { ...merged, words }
  const others = merged.events.filter((event) => event.kind !== 'begin')
  return [
    ...partialText(explanation),
    ...differenceWarning(explanation),
    had(explanation),
    ...rules(explanation),
    ...(at === undefined ? course(others, explanation, described) : momentText(others, explanation, at)),
    ...disagreementText(explanation),
    ...(at === undefined
      ? [...outageText(explanation), ...merged.predictions.map((outcome) => predictionText(outcome, words.figures))]
      : []),
    ...agreementText(explanation),
  ]
}

function had({ selector, window, replicas, seen, how, words }: Worded): string {
  const own = replicas.map((replica) => ({
    replica: replica.name,
    samples: realTimes(replica, how).filter((t) => t <= window.to).length,
  }))
  return words.course.had({
    selector,
    isMadeUp: selector === MADE_UP,
    from: clock(window.from),
    to: clock(window.to),
    zone: zoneName(window.to),
    length: exactSeconds(window.to - window.from),
    isCounter: how.mode === 'counter',
    all: own.reduce((sum, { samples }) => sum + samples, 0),
    own,
    returned: seen.length,
  })
}

/** By what rules the samples were merged, as far as they matter here. */
function rules(explanation: Worded): string[] {
  const { replicas, how, events, words } = explanation
  const own = replicas.filter(({ t }) => t.length > 0).map(({ name }) => name)
  if (own.length === 0) return []
  if (own.length === 1) return [words.sentences([words.course.alone(own[0]!, explanation.partial.length > 0), ...storesText(explanation)])]
  // The model's rules are not Query's then; a warning says so.
  if (runsOther(explanation)) return []
  if (how.algorithm === 'chain') return [words.course.chain]
  const begin = events.find((event) => event.kind === 'begin')
  return [...intervalsText(explanation), ...(begin === undefined ? [] : [beginText(begin, explanation)])]
}

/** What Query has where a replica is missing: it does not name a store that its service discovery does not find. */
function storesText({ query, partial, words }: Worded): string[] {
  const stores = query?.stores.filter(({ healthy }) => healthy) ?? []
  return stores.length === 0 || partial.length > 0 ? [] : [words.course.stores(stores)]
}

/** Replicas of different intervals: the merged series has the interval of whose samples it is made. */
function intervalsText({ replicas, intervalsMs, words }: Worded): string[] {
  if (!isGap(Math.max(...intervalsMs), Math.min(...intervalsMs))) return []
  return [words.course.intervals(replicas.map(({ name }, number) => ({ replica: name, interval: exactSeconds(intervalsMs[number]!) })))]
}

function beginText({ at, preferred, others, second }: Begin, explanation: Worded): string {
  const { words, window } = explanation
  const said = words.course.begin
  const [next] = others
  const replica = nameOf(preferred, explanation)
  const first = said.first(clock(window.from), replica, clock(at))
  if (next === undefined) return said.alone(first)
  const other = nameOf(next.replica, explanation)
  const offset = next.t - at
  const later = offset === 0 ? undefined : exactSeconds(offset)
  const penalty = { length: exactSeconds(INITIAL_PENALTY), factor: PENALTY_FACTOR }
  const outlook =
    second === undefined ? [] : [second === preferred ? said.stays(replica, other) : said.changes(replica, nameOf(second, explanation))]
  return words.sentences([said.preferred(first, { replica, other, later }, penalty), ...outlook])
}

function describe(event: Event, explanation: Worded): string {
  if (event.kind === 'gap') return gapText(event, explanation, explanation.words)
  return event.kind === 'switch' ? switchText(event, explanation) : beginText(event, explanation)
}

function course(events: Event[], explanation: Worded, described: number): string[] {
  const { seen, first, words } = explanation
  if (seen.length === 0) return [words.course.noSample, ...events.map((event) => describe(event, explanation))]
  if (events.length === 0) return [first === undefined ? steadyText(explanation) : words.course.upTo(clock(first))]
  const more = events.length - described
  return [
    ...events.slice(0, described).map((event) => describe(event, explanation)),
    ...(more > 0 ? [words.course.more(more, clock(timeOf(events.at(-1)!)))] : []),
  ]
}

function steadyText({ seen, events, how, replicas, words }: Worded): string {
  const begin = events.find((event) => event.kind === 'begin')
  if (begin === undefined || how.algorithm === 'chain') return words.course.noGap
  return replicas.filter(({ t }) => t.length > 0).length === 1
    ? words.course.returnsAll(seen.length)
    : words.course.steady(seen.length, nameOf(begin.preferred, { replicas }))
}

/** Which replica it preferred at a time, and what was the last to happen before it, or is going on. */
function momentText(events: Event[], explanation: Worded, at: number): string[] {
  const around = events.find((event) => event.kind === 'gap' && event.from <= at && (at < event.to || event.edges.includes('right')))
  const last = around ?? events.findLast((event) => timeOf(event) <= at)
  return [stateText(explanation, at), ...(last === undefined ? [] : [describe(last, explanation)])]
}

function stateText(explanation: Worded, at: number): string {
  const { seen, trace, window, words, first = Number.POSITIVE_INFINITY } = explanation
  const said = words.course.state
  const times = seen.map(([time]) => toMs(time))
  const place = times.findLastIndex((time) => time <= at)
  if (times.length === 0) return words.course.noSample
  if (place < 0) return said.notYet(clock(at), clock(times[0]!))
  const t = times[place]!
  const whose = holders(explanation)(t)
  const last = { replicas: whose.map((number) => nameOf(number, explanation)), at: clock(t) }
  if (at > window.to && place === times.length - 1) return said.after(clock(at), clock(window.to), { last, earlier: exactSeconds(at - t) })
  if (at >= first) return said.differs(clock(at), last, clock(first))
  if (explanation.how.algorithm === 'chain') return said.last(clock(at), last)
  const since = trace.switches.findLast((one) => one.at <= t)
  return said.preferred(clock(at), nameOf(whose[0] ?? -1, explanation), last, since === undefined ? undefined : clock(since.at))
}

function outageText({ outage, seen, words }: Worded): string[] {
  if (outage === undefined) return []
  const { replicas, away, longest } = outage
  const isNew = (longestDistance(seen, outage) ?? 0) > longest + 0.001
  const then = words.course.outage(away, replicas, seconds(longest))
  return [isNew ? words.sentences([then, words.course.gapOnceBack(away)]) : then]
}
