import type { Look } from './seen.ts'

/** The nouns of what is said of a fault before it happens, data only. Milliseconds. */

/** What a fault is to do to what one replica, or Query by it, has of the series. */
export interface Outage {
  replica: string
  /**
   * `away`: it scrapes nothing, and writes nothing. `failing`: its scrapes of one target fail, which marks what they had as stale.
   * `unread`: it scrapes on, but Query cannot read it. `lost`: it is away, and comes back without its history.
   */
  how: 'away' | 'failing' | 'unread' | 'lost'
  /** `failing`: the pod or workload that is scraped. */
  target?: string
  /** How long at least; left out where it is not known before, as what was ended has to start again first. */
  ms?: number
  /** `failing`: of every `of` scrapes the last `fails`; left out, all. */
  some?: { fails: number; of: number }
}

/** What was known right before a fault: each observed series that is read through Query, and which replica Query followed for it. */
export interface Before {
  looks: Record<string, Look>
  preferred: Record<string, string | null>
  intervalMs: number
}

/** The longest distance that a fault is to leave between two merged samples, once every replica is back. */
export interface Prediction {
  /** The replica that Query followed, and the one that it would go over to. */
  followed: string
  survivor: string
  intervalMs: number
  /** By how much the survivor scrapes after the followed one; more than 0, at most an interval. */
  lagMs: number
  /** One figure where both are the same; else it depends on how many scrapes are missed. */
  holeMs: { least: number; most: number }
  /** `2I + d`, with I for the interval and d for the lag; `I` is an ordinary distance, and no hole. */
  formula: string
}
