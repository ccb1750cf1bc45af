import { INITIAL_PENALTY, PENALTY_FACTOR } from '../dedup/penalty.ts'
import { placeAfter } from '../dedup/samples.ts'
import { describePrediction } from '../verdict/prediction.ts'
import { count, seconds } from '../verdict/words.ts'
import { type Begin, type Change, type Event, type Hole, timeOf } from './events.ts'
import type { Explanation } from './explanation.ts'
import { clock, clocks, exact } from './words.ts'

/** Events that are told one by one at most. */
const TOLD = 3

/** The story of a merge, each paragraph a text of one line. `at` (Unix ms): how it stood then, and what brought it about. */
export function narrative(told: Explanation, at?: number): string[] {
  const { replicas } = told
  const [begin, ...others] = told.events
  if (begin === undefined) return ['Query answers no sample in that time.']
  if (replicas.filter(({ t }) => t.length > 0).length < 2) return [asked(told), alone(told), ...agreement(told)]
  if (told.how.algorithm === 'chain') return [asked(told), CHAIN, ...agreement(told)]
  const head = [asked(told), words(begin, told)]
  if (at !== undefined) return [...head, ...moment(others, told, at), ...agreement(told)]
  return [...head, ...course(others, begin as Begin, told), ...meanwhile(told), ...prediction(told), ...agreement(told)]
}

function course(events: Event[], { follows }: Begin, told: Explanation): string[] {
  const all = count(told.trace.t.length, 'sample')
  if (events.length === 0) return [`So it stayed: all ${all} are ${replicaNamed(follows, told)}'s, without a hole.`]
  const more = events.length - TOLD
  return [
    ...events.slice(0, TOLD).map((event) => words(event, told)),
    ...(more > 0 ? [`And ${count(more, 'more such event')}, the last at ${clock(timeOf(events.at(-1)!))}; --at TIME tells of any.`] : []),
  ]
}

/** Whom it followed at a time, and what was the last to happen before it, or is going on. */
function moment(events: Event[], told: Explanation, at: number): string[] {
  const { trace } = told
  const place = placeAfter(trace.t, at) - 1
  if (place < 0) return [`At ${clock(at)} Query has not answered any sample yet.`]
  const since = trace.switches.findLast((one) => one.place <= place)
  const name = replicaNamed(trace.sources[place]!, told)
  const stood = `At ${clock(at)} the last sample that Query answers is ${name}'s, at ${clock(trace.t[place]!)}; it has followed ${name} since ${
    since === undefined ? 'the beginning' : clock(since.at)
  }.`
  const around = events.find((event) => event.kind === 'hole' && event.from <= at && at < event.to)
  const last = around ?? events.findLast((event) => timeOf(event) <= at)
  return [stood, ...(last === undefined ? [] : [words(last, told)])]
}

const CHAIN =
  'It chains: every sample of every replica is answered, but of equal times only one. Nobody is followed, nobody is held back; the samples of a pair lie side by side.'

function asked({ query, window, replicas, trace, how }: Explanation): string {
  const had = replicas.map(({ name, t }) => ({ name, samples: t.filter((time) => time <= window.to).length }))
  const all = had.reduce((sum, { samples }) => sum + samples, 0)
  const under = how.mode === 'counter' ? ', as under rate()' : ''
  const each = had.map(({ name, samples }) => `${samples} of ${name}`).join(', ')
  return `Query was asked for ${query} from ${clock(window.from)} to ${clock(window.to)} UTC (${exact(window.to - window.from)})${under}. It had ${each}; of ${count(all, 'sample')} it answers ${trace.t.length}.`
}

function alone({ replicas }: Explanation): string {
  const own = replicas.filter(({ t }) => t.length > 0).map(({ name }) => name)
  return `Only ${own.join('')} has samples in that time: there is nothing to merge, and every hole is its own.`
}

function begins({ at, follows, others }: Begin, told: Explanation): string {
  const [next] = others
  const name = replicaNamed(follows, told)
  const first = `It begins at the question's left edge, ${clock(told.window.from)}: the first sample after that is ${name}'s, at ${clock(at)}`
  if (next === undefined) return `${first}, and no other replica has one.`
  const other = replicaNamed(next.replica, told)
  const lag = next.t - at
  const phase = lag === 0 ? 'at the same time: of equal times that of the chunk with more samples is taken' : `${exact(lag)} later`
  return `${first}; ${other}'s comes ${phase}. So ${name} is answered, and ${other} is held back: at first by ${exact(INITIAL_PENALTY)}, then by ${PENALTY_FACTOR} times the distance of the last two samples, anew at each. ${outlook(lag, name, other)}`
}

/** The first penalty bridges a lag that is shorter. */
function outlook(lag: number, name: string, other: string): string {
  return lag <= INITIAL_PENALTY
    ? `While ${name} has a sample in every interval, ${other} is never the earlier one.`
    : `That first one is shorter than the lag, so that ${other} may be the earlier one at the next pick; whoever is answered then stays.`
}

function words(event: Event, told: Explanation): string {
  if (event.kind === 'hole') return holeWords(event, told)
  return event.kind === 'change' ? changed(event, told) : begins(event, told)
}

/** A change that leaves no hole. */
function changed(change: Change, told: Explanation): string {
  const [from, to] = [replicaNamed(change.from, told), replicaNamed(change.to, told)]
  const start = `At ${clock(change.at)} it goes over from ${from} to ${to}, ${exact(change.at - change.last)} after the last sample, without a hole`
  if (change.next === undefined) return `${start}: ${from} has no later sample.`
  if (change.next > change.at)
    return `${start}: ${from}'s next sample was due only at ${clock(change.next)}, and ${to} was held back no longer (${exact(change.penaltyMs)}).`
  const why =
    'Query walks over chunks, not replicas: where a chunk of one ends before one of the other begins, the walk goes on with that other'
  return `${start}. ${why}; ${from}'s own next sample, at ${clock(change.next)}, was passed over.`
}

function meanwhile({ meanwhile: then, measured }: Explanation): string[] {
  if (then === undefined || measured === undefined) return []
  const { replicas, away, longest } = then
  const hidden = measured.seconds > longest + 0.001
  return [
    `While ${away.join(', ')} was away Query had ${replicas.join(', ')} alone, with ${seconds(longest)} between its samples at the most: nothing to merge${hidden ? ', and no such hole' : ''}. ${
      hidden ? `It is there since ${away.join(', ')} is back and Query reads its history, with the hole in it.` : ''
    }`.trimEnd(),
  ]
}

function prediction({ foretellings }: Explanation): string[] {
  return foretellings.map(({ prediction: said, measured, holds }) => {
    const then =
      measured === undefined
        ? ''
        : ` Measured: ${exact(measured.seconds * 1000)}${holds === true ? ', as foretold' : ', otherwise than foretold'}.`
    return `Before the fault was foretold ${describePrediction(said)}.${then}`
  })
}

function agreement({ compared }: Explanation): string[] {
  if (compared === undefined) return []
  const { compared: all, differing, first } = compared
  if (differing === 0) return [`This is no guess: the model answers the same ${count(all, 'sample')} as Query did, time and value.`]
  return [
    `BEWARE: the model is not what Query did. ${differing} of ${count(all, 'sample')} differ, the first at ${clock((first ?? 0) * 1000)}; from there on this story may be wrong.`,
  ]
}

function replicaNamed(replica: number, { replicas }: Explanation): string {
  return replicas[replica]?.name ?? '?'
}

/** Why a hole is there, and why it is as long as it is. */
export function holeWords(hole: Hole, told: Explanation): string {
  const head = `The hole of ${exact(hole.to - hole.from)}, from ${clock(hole.from)} to ${clock(hole.to)}:`
  const parts = hole.change === undefined ? kept(hole, told) : wentOver(hole, hole.change, told)
  return [head, silence(hole, told), ...parts].join(' ')
}

function silence({ followed, markers, to, change }: Hole, told: Explanation): string {
  const name = replicaName(followed, told)
  const [marker] = markers
  if (marker === undefined) {
    const next = change === undefined ? to : change.next
    return next === undefined ? `${name} has no sample any more.` : `${name}, which it follows, has no sample until ${clock(next)}.`
  }
  return `${name}'s scrape at ${clock(marker)} failed and left a stale marker, which is a sample to Query: it answers that (nothing shows)${
    markers.length > 1 ? `, and ${count(markers.length - 1, 'marker')} more,` : ','
  } and goes on from there.`
}

/** Nobody else could fill it in time. */
function kept({ followed, to, offered }: Hole, told: Explanation): string[] {
  const name = replicaName(followed, told)
  const [first] = offered
  if (first === undefined) return ['No other replica has a sample in it either: there is nothing to fill it with.']
  const other = replicaName(first.replica, told)
  const times = offered.filter(({ replica }) => replica === first.replica).map(({ t }) => t)
  const until = Math.max(...offered.map((skip) => skip.until ?? 0)) - 1
  return [
    `${other} has one at ${clocks(times)}, but was held back until ${clock(until)}, and ${name}'s next came at ${clock(to)}, before any later one of ${other}. So Query kept to ${name}: one missed scrape is never filled.`,
  ]
}

function wentOver({ from, to, markers }: Hole, change: Change, told: Explanation): string[] {
  const other = replicaName(change.to, told)
  if (change.penaltyMs === 0) return [`Query then goes on with ${other}, whose chunk is the next in the walk, at ${clock(to)}.`]
  const distance = change.lastButOne === undefined ? undefined : change.last - change.lastButOne
  const usual = distance !== undefined && Math.round(PENALTY_FACTOR * distance) === Math.round(change.penaltyMs)
  const [penalty, rest] = [change.penaltyMs, to - change.last - change.penaltyMs]
  const why = usual ? ` (${PENALTY_FACTOR} times the ${exact(distance)} between the last two samples)` : ''
  const skipped =
    change.skipped.length === 0
      ? ''
      : ` Its ${count(change.skipped.length, 'sample')} at ${clocks(change.skipped)} ${change.skipped.length === 1 ? 'was' : 'were'} passed over.`
  const sum = [
    ...(markers.length === 0 ? [] : [`${exact(change.last - from)} to the stale marker`]),
    usual ? `${PENALTY_FACTOR} x ${exact(distance)}` : `${exact(penalty)} of penalty`,
    `${exact(rest)} until ${other}'s next scrape`,
  ]
  return [
    `${other} was held back by ${exact(penalty)}${why}, until ${clock(change.last + penalty)}.${skipped} Its first one later than that is at ${clock(to)}, and Query goes over: ${exact(to - from)} = ${sum.join(' + ')}.`,
  ]
}

function replicaName(replica: number, { replicas }: Explanation): string {
  return replicas[replica]?.name ?? '?'
}
