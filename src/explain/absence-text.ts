import { clock, dateClock, exactSeconds } from '../lib/format.ts'
import { toMs } from '../lib/time.ts'
import type { AbsenceReason } from '../model/gap-cause.ts'
import type { Worded } from './explanation.ts'
import type { ExplanationWords, StoreLimits } from './words/en.ts'

/* Why a replica has no sample, in words. */

const at = (seconds: number) => clock(toMs(seconds))

/** Why a replica has no sample, a sentence for each reason that there is, however often it comes. */
export function reasonTexts(replica: string, reasons: readonly AbsenceReason[], explanation: Worded): string[] {
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
  { explanation, often }: { explanation: Worded; often: boolean },
): string {
  const said = explanation.words.absence
  const one = { replica, scrapes, from: at(from), to: at(to), often }
  switch (why) {
    case 'failed':
      return said.failed(one)
    case 'not-exposed':
      return said.notExposed(one)
    case 'away':
    case 'removed':
      return said.unmade(one, why)
    case 'not-begun':
      return said.notBegun(one)
    case 'ended':
      return said.ended(one)
    case 'not-due':
      return said.notDue(
        replica,
        exactSeconds(explanation.intervalsMs[explanation.replicas.findIndex(({ name }) => name === replica)] ?? 0),
      )
    case 'out-of-reach':
      return stores.length === 1 ? said.outOfReach(replica, timeOfStore(stores[0]!)) : said.outOfAllReach(one, stores.map(timeOfStore))
    case 'unknown':
      return said.unknown(one)
  }
}

/** Before and after which time a store has nothing. */
function timeOfStore({ store, from, to }: NonNullable<AbsenceReason['stores']>[number]): StoreLimits {
  return {
    store,
    ...(from === null ? {} : { before: dateClock(toMs(from)) }),
    ...(to === null ? {} : { after: dateClock(toMs(to)) }),
  }
}

/** What left a stale marker at a time (Unix ms): a sentence's beginning. */
export function markerText(
  replica: string,
  t: number,
  reasons: readonly AbsenceReason[],
  { absence: { marker } }: ExplanationWords,
): string {
  const around = new Set(reasons.filter(({ from, to }) => toMs(from) <= t && t <= toMs(to)).map(({ why }) => why))
  if (around.has('failed')) return marker.failed(replica, clock(t))
  if (around.has('not-exposed') || around.has('ended')) return marker.notExposed(replica, clock(t))
  return around.has('removed') ? marker.removed(replica, clock(t)) : marker.unknown(replica, clock(t))
}

/** Why it has none in a gap, to follow a colon; undefined where that takes a sentence. */
export function shortReason({ why }: AbsenceReason, { absence: { short } }: ExplanationWords): string | undefined {
  if (why === 'away' || why === 'removed') return short.unmade(why)
  if (why === 'failed') return short.failed
  return why === 'not-exposed' || why === 'ended' ? short.notExposed : undefined
}
