import type { Evidence } from '../../../model/run.ts'

/** An injection that has begun. */
export interface ActiveInjection {
  /** Whether it is active now: read from the lab, not remembered. */
  evidence(): Promise<Evidence>
  /** Ends it, and does not wait for what has to start again. */
  end(): Promise<void>
}
