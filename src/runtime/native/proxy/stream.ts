import type { Socket } from 'node:net'
import { isHeld, type ActiveRules, type Way } from './requests.ts'

/** What waits is kept up to this much, then no more is read: whoever sends is slowed down, as on a real network. */
const WAITING_BYTES = 64 * 1024
/** What is late is on its way, not waiting: as much as a fast link holds. */
const LATE_BYTES = 8 * 1024 * 1024

interface Item {
  what: Buffer | 'end' | 'close'
  /** By performance.now(); not before. */
  due: number
}

/** One way of a connection: what `source` sends reaches `sink`, in order, as the rules allow; so does its end. */
export class OneWay {
  #source: Socket
  #sink: Socket
  #way: Way
  #rules: ActiveRules
  #queue: Item[] = []
  #bytes = 0
  #due = 0
  #open = false
  #full = false
  #timer: NodeJS.Timeout | undefined

  /** Whoever reads `source` gives what it sends to `push`. */
  constructor(source: Socket, sink: Socket, way: Way, rules: ActiveRules) {
    this.#source = source
    this.#sink = sink
    this.#way = way
    this.#rules = rules
    source.on('end', () => this.#add('end'))
    source.on('close', () => this.#add('close'))
    sink.on('drain', () => {
      this.#full = false
      this.flow()
    })
  }

  push(chunk: Buffer): void {
    // Nearly all of what a lab sends passes here: no rule, nothing that waits.
    if (this.#open && !this.#full && this.#queue.length === 0 && this.#rules().length === 0) return this.#send(chunk)
    this.#bytes += chunk.length
    this.#add(chunk)
    if (this.#bytes >= (this.#due > performance.now() ? LATE_BYTES : WAITING_BYTES)) this.#source.pause()
  }

  /** Nothing passes before. */
  open(): void {
    this.#open = true
    this.flow()
  }

  /** Passes on what may pass now; also called when the rules have changed. */
  flow(): void {
    clearTimeout(this.#timer)
    if (!this.#open) return
    for (let item = this.#queue[0]; item !== undefined && !this.#full; item = this.#queue[0]) {
      if (isHeld(this.#rules, this.#way)) return
      const early = item.due - performance.now()
      if (early > 0) {
        this.#timer = setTimeout(() => this.flow(), early)
        return
      }
      this.#queue.shift()
      this.#pass(item.what)
    }
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#queue = []
  }

  #add(what: Item['what']): void {
    const rules = this.#rules()
    const lateness = rules.reduce((sum, rule) => sum + (rule.lateness?.(this.#way) ?? 0), 0)
    this.#due = Math.max(this.#due, lateness > 0 ? performance.now() + lateness : 0)
    this.#queue.push({ what, due: this.#due })
    if (typeof what !== 'string') for (const rule of rules) if (rule.blocks?.(this.#way)) rule.withheld?.(what.length)
    if (this.#queue.length === 1) this.flow()
  }

  #pass(what: Item['what']): void {
    if (what === 'close') return this.#sink.destroySoon()
    if (what === 'end') return void this.#sink.end()
    this.#bytes -= what.length
    this.#send(what)
    if (this.#bytes < WAITING_BYTES) this.#source.resume()
  }

  #send(chunk: Buffer): void {
    if (!this.#sink.destroyed) this.#full = !this.#sink.write(chunk)
  }
}
