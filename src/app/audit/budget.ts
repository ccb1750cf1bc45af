import { formatDuration } from '../../lib/duration.ts'
import { count } from '../../lib/format.ts'
import type { Meter } from '../../lib/http.ts'

export interface AuditLimits {
  maxRequests: number
  /** Values and raw samples in the answers. */
  maxSamples: number
  timeoutMs: number
}

/** Reading ends here: what is known so far is the answer. Never seen outside of the audit. */
export class Stop extends Error {}

/** What an audit may cost, and has cost. Every request to the address counts, whoever sends it. */
export class Budget implements Meter {
  readonly limits: AuditLimits
  /** Of Ctrl-C, and of the time limit. */
  readonly signal: AbortSignal
  requests = 0
  samples = 0
  /** Why something was not read; the first reason. */
  stopped: string | undefined
  /** From then on a limit ends the reading: until Query has answered once, an error is worth more. */
  isOpen = false
  readonly #interrupt: AbortSignal
  readonly #ender = new AbortController()
  readonly #begun = performance.now()

  constructor(limits: AuditLimits, interrupt: AbortSignal) {
    this.limits = limits
    this.#interrupt = interrupt
    this.signal = this.#ender.signal
    const end = () => this.#ender.abort()
    setTimeout(end, limits.timeoutMs).unref()
    interrupt.addEventListener('abort', end, { once: true })
    if (interrupt.aborted) end()
  }

  get elapsedMs(): number {
    return performance.now() - this.#begun
  }

  get isInterrupted(): boolean {
    return this.#interrupt.aborted
  }

  get samplesLeft(): number {
    return Math.max(0, this.limits.maxSamples - this.samples)
  }

  /** Throws Stop where it is interrupted, or the time is over. */
  check(): void {
    if (this.isInterrupted) this.stop('it was interrupted')
    if (this.signal.aborted) this.stop(`it took ${formatDuration(this.limits.timeoutMs)}, the limit of --timeout`)
  }

  /** Throws Stop where so many requests, or an answer of so many samples, would go beyond a limit, or where it is interrupted. */
  claim(requests: number, samples: number): void {
    const { maxRequests, maxSamples } = this.limits
    this.check()
    if (this.requests + requests > maxRequests) this.stop(`${count(maxRequests, 'request')} are the limit of --max-requests`)
    if (this.samples + samples > maxSamples) this.stop(`${count(maxSamples, 'sample')} are the limit of --max-samples`)
  }

  sending(): void {
    if (this.isOpen) this.claim(1, 0)
    this.requests += 1
  }

  received(body: unknown): void {
    this.samples += samplesIn(body)
  }

  stop(why: string): never {
    this.stopped ??= why
    throw new Stop(why)
  }
}

/** Values and raw samples in an answer of Prometheus's shape; 0 in any other. */
function samplesIn(body: unknown): number {
  const result = (body as { data?: { result?: unknown } } | null | undefined)?.data?.result
  if (!Array.isArray(result)) return 0
  return result.reduce((sum: number, one: { values?: unknown } | null) => sum + (Array.isArray(one?.values) ? one.values.length : 1), 0)
}
