import type { Snapshot } from './run.ts'

/** What a fault is meant to do to what one replica, or Query through it, has of a series. Kept in the ledger with the fault. */
export interface Outage {
  replica: string
  /**
   * `away`: it scrapes nothing, and writes nothing. `failing`: its scrapes of one target fail, which marks what they had as stale.
   * `unread`: it scrapes on, but Query cannot read it. `lost`: it is away, and comes back without its history.
   */
  how: 'away' | 'failing' | 'unread' | 'lost'
  /** `failing`: the pod or workload that is scraped. */
  target?: string
  /** How long at least, milliseconds; left out where it is not known before, as what was ended has to start again first. */
  ms?: number
  /** `failing`: of every `of` scrapes the last `fails`; left out, all. */
  some?: { fails: number; of: number }
}

/** What was known right before a fault. */
export interface BeforeFault {
  snapshot: Snapshot
  /** Series read through Query → the replica whose samples Query returned; null where it could not be determined. */
  preferred: Record<string, string | null>
  /** Outages of earlier faults that still last. */
  lasting?: readonly Outage[]
}
