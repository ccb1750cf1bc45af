import { clock, count } from '../../lib/format.ts'
import type { Lacking } from '../../model/audit.ts'
import type { ReplicaCounts } from './replica-counts.ts'

/* Why a gap is there, in words: only what the scrapes themselves say. What Query made of it is told by the explanation's own words. */

/** What the scrapes say of each replica that lacks samples, a sentence each. */
export function lackingText(lacking: readonly Lacking[], { replicas, silent, received, metric }: Knowledge): string {
  const said = (one: Lacking) =>
    silentText(one, silent) ??
    sayingOf(one, { targets: replicas.get(one.replica)?.targets ?? 1, isReceived: received.has(one.replica), metric })
  return lacking.map((one) => `${said(one)}.`).join(' ')
}

export interface Knowledge {
  replicas: ReadonlyMap<string, ReplicaCounts>
  /** Replicas with a store that did not answer, or that Query leaves out, and that store. */
  silent: ReadonlyMap<string, string>
  /** Replicas whose samples come from a receiver, which scrapes nothing itself. */
  received: ReadonlySet<string>
  /** That was counted. */
  metric: string
}

/** A failed scrape was seen; a missing one may be in the store. */
function silentText({ replica, missed }: Lacking, silent: Knowledge['silent']): string | undefined {
  const store = silent.get(replica)
  return store === undefined || missed === 0
    ? undefined
    : `It is not known what ${replica} has there: ${store === 'a store' ? 'a store' : `its store ${store}`} did not answer every query`
}

interface Sender {
  targets: number
  isReceived: boolean
  metric: string
}

function sayingOf({ replica, why, from, to, failed, missed, pieces }: Lacking, { targets, isReceived, metric }: Sender): string {
  const when = `from ${clock(from * 1000)} to ${clock(to * 1000)}${pieces > 1 ? `, in ${pieces} pieces` : ''}`
  const sayings = why.map((one): string => {
    switch (one) {
      case 'scrapes-failed':
        return `${count(failed, 'scrape')} ${isReceived ? `that ${replica} received` : `of ${replica}`} failed (up is 0)`
      case 'away':
        return targets > 1
          ? `${replica} has no sample of any of its ${targets} targets (${count(missed, 'scrape')} missing): ${isReceived ? 'it, or what sends to it,' : 'it'} was down, or its samples are in no store that Query has`
          : `${replica} has no scrape of it (${missed} missing)`
      case 'not-scraped':
        return isReceived
          ? `${replica} received no sample of it (${missed} missing), and those of other targets meanwhile`
          : `${replica} has no scrape of it (${missed} missing), and scraped other targets meanwhile`
      case 'not-exposed':
        return `${isReceived ? 'the target was scraped' : `${replica} scraped the target`}, and ${metric} was not in it (${missed} missing)`
      case 'not-begun':
        return `${replica} has no sample of it before that: it is new there, or was away since before the window`
      case 'ended':
        return `${replica} has no later sample of it, and goes on with other targets: ${isReceived ? 'nothing sends it any more' : 'it is no target there any more'}`
    }
  })
  return `${sayings.join('; ')} (${when})`
}
