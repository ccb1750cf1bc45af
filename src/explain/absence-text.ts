import { clock, dateClock, count, exactSeconds } from '../lib/format.ts'
import { toMs } from '../lib/time.ts'
import type { AbsenceReason } from '../model/gap-cause.ts'
import type { Explanation } from './explanation.ts'

/* The words for why a replica has no sample. */

const at = (seconds: number) => clock(toMs(seconds))

/** Why a replica has no sample, a sentence for each reason that there is, however often it comes. */
export function reasonTexts(replica: string, reasons: readonly AbsenceReason[], explanation: Explanation): string[] {
  const kinds = [...new Set(reasons.map(({ why }) => why))]
  return kinds.map((why) => {
    const all = reasons.filter((reason) => reason.why === why)
    const [scrapes, to] = [all.reduce((sum, one) => sum + one.scrapes, 0), all.at(-1)!.to]
    return reasonText(replica, { ...all[0]!, scrapes, to }, { explanation, often: all.length > 1 })
  })
}

/** `often`: with others between. */
function reasonText(
  replica: string,
  { why, scrapes, from, to, stores = [] }: AbsenceReason,
  { explanation, often }: { explanation: Explanation; often: boolean },
): string {
  const single = scrapes === 1
  const which = single
    ? `The scrape of ${replica} at ${at(from)}`
    : often
      ? `${scrapes} scrapes of ${replica} between ${at(from)} and ${at(to)}`
      : `${scrapes} scrapes of ${replica}, from ${at(from)} to ${at(to)},`
  switch (why) {
    case 'failed':
      return `${which} failed.`
    case 'not-exposed':
      return `${which} succeeded, but did not have the series.`
    case 'away':
    case 'removed':
      return often
        ? `${replica} has no scrape in several stretches between ${at(from)} and ${at(to)} (${scrapes} were due in the gap): ${UNMADE[why]}.`
        : `${replica} has no scrape from ${at(from)} to ${at(to)} (${scrapes} ${single ? 'was' : 'were'} due in the gap): ${UNMADE[why]}.`
    case 'not-begun':
      return `The series had not begun on ${replica}: ${count(scrapes, 'scrape')} up to ${at(to)} succeeded without it.`
    case 'ended':
      return `The series has ended on ${replica}: ${count(scrapes, 'scrape')} from ${at(from)} on succeeded without it.`
    case 'not-due':
      return `No scrape of ${replica} was due in it: it scrapes every ${exactSeconds(explanation.intervalsMs[explanation.replicas.findIndex(({ name }) => name === replica)] ?? 0)}.`
    case 'out-of-reach':
      return stores.length === 1
        ? `The store of ${replica}, ${stores[0]!.store}, says that it has nothing ${limitsText(stores[0]!)}.`
        : `No store of ${replica} has what is from ${at(from)} to ${at(to)}: ${stores.map((one) => `${one.store} says that it has nothing ${limitsText(one)}`).join('; ')}.`
    case 'unknown':
      return `Why ${replica} has no sample from ${at(from)} to ${at(to)} is not known: there is no up of its target.`
  }
}

/** Why a scrape that was due was not made. */
const UNMADE = {
  away: 'it was down, lost data, or did not have the target',
  removed: 'its target was removed or changed, as the stale marker after its last scrape says',
}

/** Before and after which time a store has nothing. */
function limitsText({ from, to }: NonNullable<AbsenceReason['stores']>[number]): string {
  const [before, after] = [from === null ? [] : [`before ${dateClock(toMs(from))}`], to === null ? [] : [`after ${dateClock(toMs(to))}`]]
  return [...before, ...after].join(' and ')
}

/** What left a stale marker at a time (Unix ms): a sentence's beginning. */
export function markerText(replica: string, t: number, reasons: readonly AbsenceReason[]): string {
  const around = new Set(reasons.filter(({ from, to }) => toMs(from) <= t && t <= toMs(to)).map(({ why }) => why))
  const scrape = `the scrape of ${replica} at ${clock(t)}`
  if (around.has('failed')) return `${scrape} failed and left a stale marker`
  if (around.has('not-exposed') || around.has('ended'))
    return `${scrape} succeeded, but no longer had the series, which left a stale marker`
  if (around.has('removed')) return `the target of ${replica} was removed or changed, which left a stale marker at ${clock(t)}`
  return `${replica} has a stale marker at ${clock(t)}`
}

/** Why it has none in a gap, after a colon; empty where that takes a sentence. */
export function shortReason({ why }: AbsenceReason): string {
  if (why === 'away' || why === 'removed') return `: it has no scrape in the gap (${UNMADE[why]})`
  if (why === 'failed') return ': its scrapes in the gap failed'
  if (why === 'not-exposed' || why === 'ended') return ': its scrapes in the gap succeeded, but did not have the series'
  return ''
}
