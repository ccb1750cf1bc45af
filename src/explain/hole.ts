import { PENALTY_FACTOR } from '../merge/pair.ts'
import { count } from '../verdict/words.ts'
import type { Change, Hole } from './events.ts'
import type { Explanation } from './explanation.ts'
import { clock, clocks, exact } from './words.ts'

/** Why a hole is there, and why it is as long as it is. */
export function holeWords(hole: Hole, told: Explanation): string {
  const head = `The hole of ${exact(hole.to - hole.from)}, from ${clock(hole.from)} to ${clock(hole.to)}:`
  const parts = hole.change === undefined ? kept(hole, told) : wentOver(hole, hole.change, told)
  return [head, silence(hole, told), ...parts].join(' ')
}

function silence({ followed, markers, to, change }: Hole, told: Explanation): string {
  const name = nameOf(followed, told)
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
  const name = nameOf(followed, told)
  const [first] = offered
  if (first === undefined) return ['No other replica has a sample in it either: there is nothing to fill it with.']
  const other = nameOf(first.replica, told)
  const times = offered.filter(({ replica }) => replica === first.replica).map(({ t }) => t)
  const until = Math.max(...offered.map((skip) => skip.until ?? 0)) - 1
  return [
    `${other} has one at ${clocks(times)}, but was held back until ${clock(until)}, and ${name}'s next came at ${clock(to)}, before any later one of ${other}. So Query kept to ${name}: one missed scrape is never filled.`,
  ]
}

function wentOver({ from, to, markers }: Hole, change: Change, told: Explanation): string[] {
  const other = nameOf(change.to, told)
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

function nameOf(replica: number, { replicas }: Explanation): string {
  return replicas[replica]?.name ?? '?'
}
