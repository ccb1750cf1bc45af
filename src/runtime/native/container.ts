import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { start, type Started } from '../../lib/exec.ts'
import type { ContainerState } from '../../model/lab.ts'
import type { ContainerPlan } from './plan.ts'
import { watchProbe } from './probe.ts'

export interface ContainerContext {
  env: Record<string, string>
  log: string
  cwd: string
  /** Something that others look at has changed: ready, running, an exit. */
  onChange: () => void
}

/** From one try to start a program to the next, where the lab itself could not. */
const AGAIN_MS = 1000

/** One container of a pod: a process that is started, probed, and restarted by the kubelet's rules until it is stopped. */
export class NativeContainer {
  readonly state: ContainerState
  readonly plan: ContainerPlan
  /** The startup probe has succeeded (or there is none); an init container has ended with 0. */
  readonly started: Promise<void>
  #context: ContainerContext
  #backoff: Backoff = backoff()
  #process: Started | undefined
  #stopping = new AbortController()
  #spared = false
  /** Its next start waits for this, where it is kept down. */
  #keptDown: Promise<void> | undefined
  #mayStart: () => void = () => {}
  #life: Promise<void> | undefined
  #probes: (() => void)[] = []
  #markStarted: () => void = () => {}

  constructor(plan: ContainerPlan, context: ContainerContext) {
    this.plan = plan
    this.#context = context
    this.state = { name: plan.name, id: '', running: false, ready: false, restarts: 0 }
    this.started = new Promise((resolve) => {
      this.#markStarted = resolve
    })
  }

  /** Starts it; it lives until `stop`. */
  run(): void {
    this.#life = this.#live()
  }

  /** A kill of the lab's own: its restart comes at once and the back-off does not count it. False where it does not run. */
  kill(signal: NodeJS.Signals): boolean {
    const running = this.state.running
    this.#spared = running
    this.#signal(signal)
    return running
  }

  /** Stops every process of that start, which stay there; their pid. Undefined where that start does not run. */
  freeze(id: string): number | undefined {
    if (this.state.id !== id || !this.state.running) return undefined
    this.#signal('SIGSTOP')
    return this.#process?.pid
  }

  /** Lets that start go on; nothing to do where it has ended. */
  thaw(id: string): void {
    if (this.state.id === id) this.#signal('SIGCONT')
  }

  /** Its next start waits for `letStart`; false where that start does not run. */
  keepDown(id: string): boolean {
    if (this.state.id !== id || !this.state.running) return false
    this.#keptDown = new Promise((resolve) => {
      this.#mayStart = resolve
    })
    return true
  }

  /** It may start again, and does at once where it has ended. */
  letStart(): void {
    this.#keptDown = undefined
    this.#mayStart()
  }

  /** Ends it for good: SIGTERM, and SIGKILL after the grace. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping.abort()
    this.letStart()
    if (this.state.running) this.#signal(graceMs > 0 ? 'SIGTERM' : 'SIGKILL')
    const timer = setTimeout(() => this.#signal('SIGKILL'), graceMs)
    await this.#life
    clearTimeout(timer)
  }

  async #live(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const begun = performance.now()
      const code = await this.#runOnce().catch(() => undefined)
      if (code === undefined) {
        // Its log could not be opened, as on a full disk. No start of the program failed, so the back-off does not count it.
        await sleep(AGAIN_MS, undefined, { signal: this.#stopping.signal }).catch(() => {})
        continue
      }
      if (this.plan.role === 'init' && code === 0) return this.#markStarted()
      if (this.#stopping.signal.aborted) return
      this.state.restarts += 1
      const wait = this.#spared ? 0 : this.#backoff.next(performance.now() - begun)
      this.#spared = false
      this.#context.onChange()
      await sleep(wait, undefined, { signal: this.#stopping.signal }).catch(() => {})
      await this.#keptDown
    }
  }

  async #runOnce(): Promise<number> {
    const { env, log, cwd, onChange } = this.#context
    const args = this.plan.args.map((arg) => arg.replaceAll(/\$\(([A-Za-z_]\w*)\)/g, (whole, name: string) => env[name] ?? whole))
    const running = start(this.plan.program, args, { env, log, cwd })
    this.#process = running
    Object.assign(this.state, { id: randomUUID(), running: running.pid !== undefined, ready: false })
    this.#watch()
    onChange()
    const { code } = await running.ended
    for (const stop of this.#probes.splice(0)) stop()
    Object.assign(this.state, { running: false, ready: false, lastExit: { code, at: Date.now() } })
    onChange()
    return code
  }

  #watch(): void {
    const { startup } = this.plan
    if (startup === undefined) return this.#afterStart()
    const stop = watchProbe(startup, (succeeds) => {
      stop()
      if (succeeds) this.#afterStart()
      else this.#signal('SIGKILL')
    })
    this.#probes.push(stop)
  }

  #afterStart(): void {
    const { readiness, liveness, role } = this.plan
    if (role !== 'init') this.#markStarted()
    if (liveness !== undefined) this.#probes.push(watchProbe(liveness, (alive) => alive || this.#signal('SIGTERM')))
    if (readiness === undefined) this.#setReady(true)
    else this.#probes.push(watchProbe(readiness, (ready) => this.#setReady(ready)))
  }

  #setReady(ready: boolean): void {
    this.state.ready = ready
    this.#context.onChange()
  }

  #signal(signal: NodeJS.Signals): void {
    const pid = this.#process?.pid
    if (pid === undefined || !this.state.running) return
    try {
      // The group: a container's children end with it.
      process.kill(-pid, signal)
      // A frozen one would not hear of it.
      if (signal === 'SIGTERM') process.kill(-pid, 'SIGCONT')
    } catch {
      // it has just ended by itself
    }
  }
}

/**
 * The kubelet's restart back-off: the first restart is immediate, then 10 s, 20 s, 40 s … up to 5 minutes; ten
 * minutes of running clear it. Source: kubernetes.io, "Pod Lifecycle", "Container restarts".
 */
const FIRST_MS = 10_000
const LONGEST_MS = 300_000
const CLEARED_AFTER_MS = 600_000

export interface Backoff {
  /** How long to wait before the next start, after a run of `ranMs`. */
  next(ranMs: number): number
}

export function backoff(): Backoff {
  let failures = 0
  return {
    next(ranMs) {
      if (ranMs >= CLEARED_AFTER_MS) failures = 0
      const wait = failures === 0 ? 0 : Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS)
      failures += 1
      return wait
    },
  }
}
