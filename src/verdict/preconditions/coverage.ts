import type { Journal, Look, ObservedSeries, Sample, Sight } from '../../model/run.ts'
import { allAnswers, JITTER } from '../checks/longest-gap.ts'
import { absenceClaims, brokenFrom, type Claim, lastLook } from '../expectations.ts'
import { longestGap } from '../gaps.ts'
import { faultSpans, isTakenAway, type Span, victims } from '../spans.ts'
import { count, seconds, sentence, theFault, phaseText } from '../words.ts'

/**
 * A gap can only be missed where one could have been seen: a claim needs a look at the outage and one after the return, each over
 * the fault, each over the same stretch from the left as the question before the fault.
 */
export function coverageReasons(journal: Journal): string[] {
  const [first] = faultSpans(journal)
  const edges = Object.entries(journal.series).flatMap(([name, series]) => edgeDoubts(name, series))
  if (first === undefined) return edges
  return [...edges, ...absenceClaims(journal).flatMap((claim) => claimDoubts(claim, first, journal))]
}

/** Query decides which replica it follows by the left edge, so another edge is another question. */
function edgeDoubts(name: string, { via, before, looks }: Journal['series'][string]): string[] {
  if (via !== 'query' || before === undefined) return []
  const moved = looks.filter(({ from }) => Math.round(from * 1000) !== Math.round(before.from * 1000))
  return moved.map(
    (look) => `${sentence(phaseText(look.phase))}, Query was asked for ${name} from another left edge than before the fault.`,
  )
}

function claimDoubts(claim: Claim, first: Span, journal: Journal): string[] {
  const { name, series } = claim
  const { before } = series
  const [outage, after] = [lastLook(series, 'during'), lastLook(series, 'after')]
  const limit = brokenFrom(claim, journal.settings.scrapeIntervalMs, JITTER)
  const missing = (['during', 'after'] as const).filter((moment) => lastLook(series, moment) === undefined)
  return [
    ...missing.map((moment) => `${name} was not looked at ${phaseText(moment)}.`),
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

/** Where the absence of gaps is claimed, Query must have seen every replica before the fault and at the last look. */
export function visibilityReasons(journal: Journal): string[] {
  const spans = faultSpans(journal)
  if (absenceClaims(journal).length === 0 || spans.length === 0) return []
  const injected = Math.min(...spans.map(({ from }) => from))
  const healed = Math.max(...spans.map(({ to }) => to))
  return [...sighted(journal, 'before', (at) => at <= injected), ...sighted(journal, 'after', (at) => at >= healed)]
}

function sighted(journal: Journal, moment: 'before' | 'after', fits: (at: number) => boolean): string[] {
  const sight = journal.sights.findLast(({ phase: taken }) => taken === moment)
  const start = `${sentence(phaseText(moment))}, `
  if (sight === undefined) return [`${start}Query was not asked which replicas it sees.`]
  if (sight.trouble !== undefined) return [`${start}Query could not tell which replicas it sees: ${sight.trouble}.`]
  if (!fits(Date.parse(sight.at) / 1000)) return [`The look at Query's replicas ${phaseText(moment)} was taken at another time.`]
  const due = Math.max(1, journal.settings.replicas)
  const [stores, answers] = [healthyReplicas(sight), answeringReplicas(sight)]
  const both = stores.filter((replica) => answers.includes(replica))
  // Written so that a number of replicas that is none is a doubt too.
  if (both.length >= due) return []
  return [`${start}Query did not see all of ${count(due, 'replica')}: stores of ${list(stores)}, samples of ${list(answers)}.`]
}

function healthyReplicas({ stores }: Sight): string[] {
  return [...new Set(stores.flatMap(({ healthy, replica }) => (healthy && replica ? [replica] : [])))].sort()
}

function answeringReplicas({ replicas }: Sight): string[] {
  return Object.keys(replicas)
    .filter((replica) => (replicas[replica] ?? 0) > 0)
    .sort()
}

function list(names: string[]): string {
  return names.length === 0 ? 'none' : names.join(', ')
}

interface Seen {
  journal: Journal
  name: string
  series: ObservedSeries
  look: Look
}

/** Every place that a series is read from must give exactly one series with samples that belong to the question. */
export function answerReasons(journal: Journal): string[] {
  return Object.entries(journal.series).flatMap(([name, series]) =>
    [...(series.before === undefined ? [] : [series.before]), ...series.looks].flatMap((look) => {
      const seen = { journal, name, series, look }
      return [...unsettled(seen), ...troubles(seen), ...silences(seen), ...absentees(seen), ...strays(seen)]
    }),
  )
}

function troubles({ journal, name, look }: Seen): string[] {
  return Object.entries(look.troubles ?? {})
    .filter(([place]) => !excused(journal, look, place))
    .map(
      ([place, said]) => `${sentence(phaseText(look.phase))}, ${placeName(place)} did not answer ${name} with exactly one series: ${said}.`,
    )
}

/** `replica: victim` means nobody where no fault hit a replica. */
function unsettled({ name, series }: Seen): string[] {
  return series.via === 'replica' && series.replica === undefined ? [`It was never settled which replica ${name} is read from.`] : []
}

function silences({ journal, name, series, look }: Seen): string[] {
  const place = series.via === 'replica' ? series.replica : series.via
  if (place === undefined) return []
  const silent = look.samples.length === 0 && look.troubles?.[place] === undefined
  if (!silent || excused(journal, look, place)) return []
  return [`${sentence(phaseText(look.phase))}, ${placeName(place)} gave no sample of ${name}.`]
}

/** Without each replica's own samples nothing shows what Query had to choose from. */
function absentees({ journal, name, series, look }: Seen): string[] {
  if (series.via !== 'query') return []
  const struck = victims(journal)
  const away = look.phase === 'during' ? struck.size : 0
  const due = journal.settings.replicas - away
  const there = Object.entries(look.replicas).filter(([pod, samples]) => samples.length > 0 && (away === 0 || !struck.has(pod))).length
  if (there >= due) return []
  return [`${sentence(phaseText(look.phase))}, only ${there} of ${count(due, 'replica')} gave samples of their own for ${name}.`]
}

/** Half a millisecond either way: sample times are whole milliseconds kept as inexact seconds. */
const INEXACT = 0.0005

function strays({ name, look }: Seen): string[] {
  const inside = ([time]: Sample) => time >= look.from - INEXACT && time <= look.to + INEXACT
  const all = [...allAnswers(look), ...Object.values(look.replicas)]
  if (look.from < look.to && all.every((samples) => samples.every(inside))) return []
  return [`${sentence(phaseText(look.phase))}, ${name} has samples at times that were not asked for: it is not the answer to the question.`]
}

/** What a fault took away cannot answer while it lasts, and the Service may still send questions there. */
function excused(journal: Journal, look: Look, place: string): boolean {
  return look.phase === 'during' && isTakenAway(journal, place)
}

function placeName(place: string): string {
  return place === 'query' ? 'Query' : place === 'service' ? 'the Service' : place
}
