import { INITIAL_PENALTY, PENALTY_FACTOR } from '../dedup/penalty.ts'
import { clock, count, exactSeconds, seconds, zoneName } from '../lib/format.ts'
import { toMs } from '../lib/time.ts'
import { isGap, longestDistance } from '../verdict/gaps.ts'
import { predictionText } from '../verdict/prediction.ts'
import { agreementText, differenceWarning, partialText } from './agreement.ts'
import { type Begin, type Event, holders, timeOf } from './events.ts'
import type { Explanation } from './explanation.ts'
import { realTimes, runsOther } from './gap-cause.ts'
import { gapText, nameOf, switchText } from './gap-text.ts'
import { disagreementText } from './values.ts'

/** Events that are described one by one at most. */
const DESCRIBED = 3

/**
 * How a merge went, each paragraph a text of one line. `at` (Unix ms): how it stood then, and what brought it about. `described`: so many
 * events are described at most.
 */
export function narrative(explanation: Explanation, at?: number, described = DESCRIBED): string[] {
  const { events } = explanation
  const others = events.filter((event) => event.kind !== 'begin')
  return [
    ...partialText(explanation),
    ...differenceWarning(explanation),
    had(explanation),
    ...rules(explanation),
    ...(at === undefined ? course(others, explanation, described) : momentText(others, explanation, at)),
    ...disagreementText(explanation),
    ...(at === undefined ? [...outageText(explanation), ...explanation.predictions.map((outcome) => predictionText(outcome))] : []),
    ...agreementText(explanation),
  ]
}

function had({ selector, window, replicas, seen, how }: Explanation): string {
  const own = replicas.map((replica) => ({ name: replica.name, samples: realTimes(replica, how).filter((t) => t <= window.to).length }))
  const all = own.reduce((sum, { samples }) => sum + samples, 0)
  const under = how.mode === 'counter' ? ', as under rate()' : ''
  const each = own.map(({ name, samples }) => `${samples} of ${name}`).join(', ')
  return `Query reads ${selector} from ${clock(window.from)} to ${clock(window.to)} ${zoneName(window.to)} (${exactSeconds(window.to - window.from)})${under}. It has ${count(all, 'sample')} (${each}) and returns ${seen.length}.`
}

const CHAIN =
  'Query chains: it returns every sample of every replica, but of equal times only one. No replica is preferred, and none gets a penalty. The samples of a pair lie side by side.'

/** By what rules the samples were merged, as far as they matter here. */
function rules(explanation: Explanation): string[] {
  const { replicas, how, events } = explanation
  const own = replicas.filter(({ t }) => t.length > 0).map(({ name }) => name)
  if (own.length === 0) return []
  if (own.length === 1)
    return [
      `Only ${own[0]} has samples in ${explanation.partial.length > 0 ? 'the answer' : 'that time'}: there is nothing to merge.${storesText(explanation)}`,
    ]
  // The model's rules are not Query's then; a warning says so.
  if (runsOther(explanation)) return []
  if (how.algorithm === 'chain') return [CHAIN]
  const begin = events.find((event) => event.kind === 'begin')
  return [...intervalsText(explanation), ...(begin === undefined ? [] : [beginText(begin, explanation)])]
}

/** What Query has where a replica is missing: it does not name a store that its service discovery does not find. */
function storesText({ query, partial }: Explanation): string {
  const stores = query?.stores.filter(({ healthy }) => healthy) ?? []
  if (stores.length === 0 || partial.length > 0) return ''
  return ` Query has ${count(stores.length, 'healthy store')} (${stores.map(({ name, type }) => `${name}, ${type}`).join('; ')}). If there is another replica, none of them has it in that time: Query does not name a store that its service discovery does not find.`
}

/** Replicas of different intervals: the merged series has the interval of whose samples it is made. */
function intervalsText({ replicas, intervalsMs }: Explanation): string[] {
  if (!isGap(Math.max(...intervalsMs), Math.min(...intervalsMs))) return []
  const each = replicas.map(({ name }, number) => `${name} every ${exactSeconds(intervalsMs[number]!)}`).join(', ')
  return [
    `The replicas scrape at different intervals: ${each}. The merged series has the interval of the replica whose samples Query returns. A distance is a gap here from 1.5 intervals of that replica on.`,
  ]
}

function beginText({ at, preferred, others, second }: Begin, explanation: Explanation): string {
  const [next] = others
  const name = nameOf(preferred, explanation)
  const first = `The left edge of the query is ${clock(explanation.window.from)}. The first sample after it is ${name}'s, at ${clock(at)}`
  if (next === undefined) return `${first}; no other replica has one.`
  const other = nameOf(next.replica, explanation)
  const offset = next.t - at
  const when =
    offset === 0 ? 'at the same time: of equal times that of the chunk with more samples is returned' : `${exactSeconds(offset)} later`
  const penalty = `${exactSeconds(INITIAL_PENALTY)} at the start, then ${PENALTY_FACTOR === 2 ? 'twice' : `${PENALTY_FACTOR} times`} the interval between the last two samples returned`
  const outlook =
    second === undefined
      ? ''
      : second === preferred
        ? ` While ${name} has a sample in every interval, ${other} never comes first.`
        : ` The penalty at the start ends before ${name}'s next sample, so ${nameOf(second, explanation)} comes first then; whichever is returned then stays preferred.`
  return `${first}; ${other}'s comes ${when}. So Query returns ${name}'s samples, and ${other} gets a penalty: ${penalty}.${outlook}`
}

function describe(event: Event, explanation: Explanation): string {
  if (event.kind === 'gap') return gapText(event, explanation)
  return event.kind === 'switch' ? switchText(event, explanation) : beginText(event, explanation)
}

function course(events: Event[], explanation: Explanation, described: number): string[] {
  const { seen, first } = explanation
  if (seen.length === 0) return ['Query returns no sample in that time.', ...events.map((event) => describe(event, explanation))]
  if (events.length === 0) return [first === undefined ? steadyText(explanation) : `Up to ${clock(first)} it stays so, without a gap.`]
  const more = events.length - described
  return [
    ...events.slice(0, described).map((event) => describe(event, explanation)),
    ...(more > 0
      ? [`${count(more, 'more such event')}, the last at ${clock(timeOf(events.at(-1)!))}; --at TIME describes any of them.`]
      : []),
  ]
}

function steadyText({ seen, events, how, replicas }: Explanation): string {
  const begin = events.find((event) => event.kind === 'begin')
  if (begin === undefined || how.algorithm === 'chain') return 'There is no gap.'
  const whose = replicas.filter(({ t }) => t.length > 0).length === 1 ? '' : ` are ${nameOf(begin.preferred, { replicas })}'s`
  return whose === ''
    ? `Query returns its ${count(seen.length, 'sample')}, without a gap.`
    : `It stays so: all ${count(seen.length, 'sample')}${whose}, without a gap.`
}

/** Which replica it preferred at a time, and what was the last to happen before it, or is going on. */
function momentText(events: Event[], explanation: Explanation, at: number): string[] {
  const around = events.find((event) => event.kind === 'gap' && event.from <= at && (at < event.to || event.edges.includes('right')))
  const last = around ?? events.findLast((event) => timeOf(event) <= at)
  return [stateText(explanation, at), ...(last === undefined ? [] : [describe(last, explanation)])]
}

function stateText(explanation: Explanation, at: number): string {
  const { seen, trace, window, first = Number.POSITIVE_INFINITY } = explanation
  const times = seen.map(([time]) => toMs(time))
  const place = times.findLastIndex((time) => time <= at)
  if (times.length === 0) return 'Query returns no sample in that time.'
  if (place < 0) return `At ${clock(at)} Query has not returned any sample yet: the first is at ${clock(times[0]!)}.`
  const t = times[place]!
  const whose = holders(explanation)(t).map((number) => `${nameOf(number, explanation)}'s`)
  const sample = `${whose.length === 0 ? '' : `${whose.join(' and ')}, `}at ${clock(t)}`
  if (at > window.to && place === times.length - 1)
    return `${clock(at)} is after the explained time, which ends at ${clock(window.to)}. The last sample in it is ${sample}, ${exactSeconds(at - t)} earlier.`
  if (at >= first)
    return `At ${clock(at)} the last sample that Query returns is ${sample}. Which replica it prefers is not known, as the model and Query differ from ${clock(first)} on.`
  const since = trace.switches.findLast((one) => one.at <= t)
  const begun = since === undefined ? 'the beginning' : clock(since.at)
  return explanation.how.algorithm === 'chain'
    ? `At ${clock(at)} the last sample that Query returns is ${sample}.`
    : `At ${clock(at)} Query prefers ${nameOf(holders(explanation)(t)[0] ?? -1, explanation)} (since ${begun}). The last sample that it returns is ${sample}.`
}

function outageText({ outage, seen }: Explanation): string[] {
  if (outage === undefined) return []
  const { replicas, away, longest } = outage
  const isNew = (longestDistance(seen, outage) ?? 0) > longest + 0.001
  const then = `While ${away.join(', ')} was away, Query had only ${replicas.join(', ')}: nothing to merge, and at most ${seconds(longest)} between its samples.`
  return [isNew ? `${then} The gap appears once ${away.join(', ')} is back: Query then reads its history, with the gap in it.` : then]
}
