import { INITIAL_PENALTY, PENALTY_FACTOR } from '../merge/pair.ts'
import { foretold } from '../verdict/foretold.ts'
import { count, seconds } from '../verdict/words.ts'
import type { Begin, Change, Event } from './events.ts'
import { timeOf } from './events.ts'
import type { Explanation } from './explanation.ts'
import { holeWords } from './hole.ts'
import { clock, exact } from './words.ts'

/** Events that are told one by one at most. */
const TOLD = 6

/** The story of a merge, each paragraph a text of one line. `at` (Unix ms): only what happened nearest to then. */
export function story(told: Explanation, at?: number): string[] {
  const { replicas, trace } = told
  const [begin, ...others] = told.events
  if (begin === undefined) return ['Query answers no sample in that time.']
  if (replicas.filter(({ t }) => t.length > 0).length < 2) return [asked(told), alone(told)]
  if (told.how.algorithm === 'chain') return [asked(told), CHAIN, ...agreement(told)]
  const chosen = at === undefined ? others.slice(0, TOLD) : nearest(others, at)
  const more = at === undefined ? others.length - chosen.length : 0
  return [
    asked(told),
    begins(begin as Begin, told),
    ...(at === undefined && others.length === 0
      ? [`So it stayed: all ${count(trace.t.length, 'sample')} are ${nameOf((begin as Begin).follows, told)}'s, without a hole.`]
      : []),
    ...chosen.map((event) => words(event, told)),
    ...(more > 0 ? [`${count(more, 'event')} more: the table and --at TIME tell of each.`] : []),
    ...meanwhile(told),
    ...prediction(told),
    ...agreement(told),
  ]
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
  const name = nameOf(follows, told)
  const first = `It begins at the question's left edge, ${clock(told.window.from)}: the first sample after that is ${name}'s, at ${clock(at)}`
  if (next === undefined) return `${first}, and no other replica has one.`
  const other = nameOf(next.replica, told)
  const lag = next.t - at
  const when = lag === 0 ? 'at the same time: of equal times the first in Query’s order is taken' : `${exact(lag)} later`
  return `${first}; ${other}'s comes ${when}. So ${name} is answered, and ${other} is held back: at first by ${exact(INITIAL_PENALTY)}, then by ${PENALTY_FACTOR} times the distance of the last two samples, anew at each. ${outlook(lag, name, other)}`
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
  const [from, to] = [nameOf(change.from, told), nameOf(change.to, told)]
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
    return `Before the fault was foretold ${foretold(said)}.${then}`
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

function nearest(events: Event[], at: number): Event[] {
  const [closest] = events.toSorted((one, other) => Math.abs(timeOf(one) - at) - Math.abs(timeOf(other) - at))
  return closest === undefined ? [] : [closest]
}

function nameOf(replica: number, { replicas }: Explanation): string {
  return replicas[replica]?.name ?? '?'
}
