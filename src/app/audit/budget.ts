import { formatDuration } from '../../lib/duration.ts'
import { count } from '../../lib/format.ts'

export interface Limits {
  maxRequests: number
  /** Values and raw samples in the answers. */
  maxSamples: number
  timeoutMs: number
}

/** Reading ends here: what is known so far is the answer. Never seen outside of the audit. */
export class Stop extends Error {}

/** What an audit may cost, and has cost. */
export class Budget {
  readonly limits: Limits
  readonly signal: AbortSignal
  requests = 0
  samples = 0
  /** Why something was not read; the first reason. */
  stopped: string | undefined
  readonly #begun = performance.now()

  constructor(limits: Limits, signal: AbortSignal) {
    this.limits = limits
    this.signal = signal
  }

  get elapsedMs(): number {
    return performance.now() - this.#begun
  }

  /** What is left of the time, at least a second: a request without any would say nothing. */
  get leftMs(): number {
    return Math.max(1000, this.limits.timeoutMs - this.elapsedMs)
  }

  get samplesLeft(): number {
    return Math.max(0, this.limits.maxSamples - this.samples)
  }

  /** Throws Stop where so many requests, or an answer of so many samples, would go beyond a limit, or where it is interrupted. */
  claim(requests: number, samples: number): void {
    const { maxRequests, maxSamples, timeoutMs } = this.limits
    if (this.signal.aborted) this.stop('it was interrupted')
    if (this.elapsedMs >= timeoutMs) this.stop(`it took ${formatDuration(timeoutMs)}, the limit of --timeout`)
    if (this.requests + requests > maxRequests) this.stop(`${count(maxRequests, 'request')} are the limit of --max-requests`)
    if (this.samples + samples > maxSamples) this.stop(`${count(maxSamples, 'sample')} are the limit of --max-samples`)
  }

  spend(requests: number, samples: number): void {
    this.requests += requests
    this.samples += samples
  }

  stop(why: string): never {
    this.stopped ??= why
    throw new Stop(why)
  }
}
