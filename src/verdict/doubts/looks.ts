import type { Journal, Look } from '../../journal.ts'
import { JITTER } from '../checks/longest-gap.ts'
import { type Claim, absenceClaims, brokenFrom, lastLook } from '../claims.ts'
import { longestGap } from '../gaps.ts'
import { type Span, faultSpans } from '../spans.ts'
import { seconds, sentence, theFault, when } from '../words.ts'

/**
 * A gap can only be missed where one could have been seen: a claim needs a look at the outage and one after the return, each over
 * the fault, each over the same stretch from the left as the question before the fault.
 */
export function lookDoubts(journal: Journal): string[] {
  const [first] = faultSpans(journal)
  const edges = Object.entries(journal.series).flatMap(([name, series]) => edgeDoubts(name, series))
  if (first === undefined) return edges
  return [...edges, ...absenceClaims(journal).flatMap((claim) => claimDoubts(claim, first, journal))]
}

/** Query decides which replica it follows by the left edge, so another edge is another question. */
function edgeDoubts(name: string, { via, before, looks }: Journal['series'][string]): string[] {
  if (via !== 'query' || before === undefined) return []
  const moved = looks.filter(({ from }) => Math.round(from * 1000) !== Math.round(before.from * 1000))
  return moved.map((look) => `${sentence(when(look.when))}, Query was asked for ${name} from another left edge than before the fault.`)
}

function claimDoubts(claim: Claim, first: Span, journal: Journal): string[] {
  const { name, series } = claim
  const { before } = series
  const [outage, after] = [lastLook(series, 'outage'), lastLook(series, 'after')]
  const limit = brokenFrom(claim, journal.settings.scrapeIntervalMs, JITTER)
  const missing = (['outage', 'after'] as const).filter((moment) => lastLook(series, moment) === undefined)
  return [
    ...missing.map((moment) => `${name} was not looked at ${when(moment)}.`),
    ...(series.via === 'query' && before === undefined ? [`${name} was not looked at before the fault.`] : []),
    ...(before === undefined ? [] : beforeDoubts(name, before, first, limit)),
    ...(outage === undefined ? [] : outageDoubts(name, outage, first, limit)),
    ...(after === undefined ? [] : afterDoubts(name, after, first, faultSpans(journal))),
  ]
}

function beforeDoubts(name: string, before: Look, first: Span, limit: number): string[] {
  const old = longestGap(before.samples, before.from, before.to)
  return [
    ...(before.to <= first.from ? [] : [`The question for ${name} before the fault was asked when ${theFault(first.fault)} had begun.`]),
    ...(old.seconds > limit ? [`${name} had a gap of ${seconds(old.seconds)} before the fault, which the fault did not make.`] : []),
  ]
}

/** Were Query silent from the injection on, the gap would be as long as the look goes on after it. */
function outageDoubts(name: string, look: Look, first: Span, limit: number): string[] {
  const seen = look.to - first.from
  if (look.from < first.from && seen > limit) return []
  if (!(seen > 0 && look.from < first.from)) return [`The look at ${name} during the outage does not include the fault.`]
  return [`The look at ${name} during the outage ended ${seconds(seen)} after the ${first.fault.fault}: too early to show a longer gap.`]
}

function afterDoubts(name: string, look: Look, first: Span, spans: Span[]): string[] {
  const open = spans.filter(({ to }) => !(look.to >= to)).map(({ fault }) => theFault(fault))
  return [
    ...(look.from < first.from ? [] : [`The look at ${name} after the return does not go back to the fault.`]),
    ...open.map((what) => `The look at ${name} after the return ended before ${what} was healed.`),
  ]
}
