import type { Evidence } from '../../../journal.ts'

/** A disturbance that has begun. */
export interface InForce {
  /** Whether it is in force now, looked at. */
  look(): Promise<Evidence>
  /** Ends it, and does not wait for what has to start again. */
  end(): Promise<void>
}
