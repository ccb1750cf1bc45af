import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Pod as PodState } from '../../model/lab.ts'
import { makeFolder, stateError } from '../../storage/files.ts'
import { NativeContainer } from './container.ts'
import { type ContainerPlan, revision, type Slot } from './plan.ts'
import { empty, fillVolume, isThePods, refill } from './volumes.ts'

export interface PodContext {
  folder: string
  namespace: string
  onChange: () => void
  /** The pod's ports can be listened on. */
  portsFree: Promise<void>
}

/** From one try to make a pod's folders to the next. A full disk may have space again. */
const AGAIN_MS = 1000

/** A pod that is neither Ready nor restarted by then is one that is slow, or that a fault keeps from being Ready. */
const STEADY_MS = 10_000

/** One pod in its slot, from its start to its end; the next pod of the slot is another one. */
export class NativePod {
  readonly uid = randomUUID()
  readonly name: string
  /** What it was started with. */
  readonly revision: string
  #slot: Slot
  deleting = false
  /** A pod that is deleted while it starts does not wait for its sidecar for ever. */
  #deleted: Promise<void>
  #markDeleted: () => void = () => {}
  #containers: NativeContainer[]
  #context: PodContext
  #starting: Promise<void> | undefined
  #begun = performance.now()
  /** Why it cannot be started now. */
  #error: string | undefined

  constructor(slot: Slot, context: PodContext) {
    this.#slot = slot
    this.revision = revision(slot)
    this.#deleted = new Promise((resolve) => {
      this.#markDeleted = resolve
    })
    this.name = slot.stable ? slot.id : `${slot.workload}-${this.uid.slice(0, 5)}`
    this.#context = context
    this.#containers = slot.containers.map((plan) => this.#container(plan))
  }

  get slot(): Slot {
    return this.#slot
  }

  /** It has been started, and one knows what came of it: it is Ready, it is restarted again and again, or it takes its time. */
  get steady(): boolean {
    return this.state.ready || this.crashing || performance.now() - this.#begun > STEADY_MS
  }

  /** Not ready, and restarted already. */
  get crashing(): boolean {
    return !this.state.ready && this.#containers.some(({ state }) => state.restarts > 0)
  }

  get state(): PodState {
    const containers = this.#containers.filter(({ plan }) => plan.role !== 'init').map(({ state }) => ({ ...state }))
    const waiting = containers.filter((container) => !container.ready).map((container) => container.name)
    return {
      name: this.name,
      uid: this.uid,
      app: this.slot.labels['app'] ?? this.slot.workload,
      ready: waiting.length === 0 && !this.deleting,
      deleting: this.deleting,
      containers,
      ...(waiting.length === 0 ? {} : { reason: this.#error ?? `not ready: ${waiting.join(', ')}` }),
    }
  }

  start(): void {
    this.#starting = this.#start()
  }

  /** Takes over what a running pod is not restarted for: its ConfigMaps' files. A kubelet takes up to a minute for that. */
  async adopt(slot: Slot): Promise<void> {
    this.#slot = slot
    if (!this.deleting) await Promise.all(slot.volumes.map(refill))
  }

  container(name: string): NativeContainer | undefined {
    return this.#containers.find(({ plan }) => plan.name === name)
  }

  /** Ends every container, the main ones before the sidecars, and wipes what does not outlive the pod. */
  async end(graceMs: number): Promise<void> {
    this.deleting = true
    this.#markDeleted()
    this.#context.onChange()
    const by = (role: ContainerPlan['role']) => this.#containers.filter(({ plan }) => plan.role === role)
    if (graceMs > 0) await Promise.all(by('main').map((container) => container.stop(graceMs)))
    await Promise.all(this.#containers.map((container) => container.stop(graceMs)))
    await this.#starting?.catch(() => {})
    await Promise.all(this.#slot.volumes.filter(isThePods).map(empty))
  }

  async #start(): Promise<void> {
    await this.#context.portsFree
    while (!this.deleting && !(await this.#prepared())) await Promise.race([sleep(AGAIN_MS), this.#deleted])
    for (const container of this.#containers) {
      if (this.deleting) return
      container.run()
      // The main ones need not wait for each other.
      if (container.plan.role !== 'main') await Promise.race([container.started, this.#deleted])
    }
  }

  /** Makes the folders; false where that failed, as on a full disk. */
  async #prepared(): Promise<boolean> {
    try {
      await makeFolder(this.#home())
      await Promise.all(this.#slot.volumes.map(fillVolume))
      this.#error = undefined
    } catch (error) {
      this.#error = stateError(this.#home(), 'write', error).message
    }
    return this.#error === undefined
  }

  #home(): string {
    return join(this.#context.folder, 'pods', this.slot.id, 'home')
  }

  #container(plan: ContainerPlan): NativeContainer {
    const home = this.#home()
    const fields: Record<string, string> = {
      'metadata.name': this.name,
      'metadata.namespace': this.#context.namespace,
      'metadata.uid': this.uid,
      'status.podIP': '127.0.0.1',
    }
    const named = plan.env.map(({ name, value }) => [name, typeof value === 'string' ? value : (fields[value.field] ?? '')])
    return new NativeContainer(plan, {
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: home, TMPDIR: home, ...Object.fromEntries(named) },
      log: join(this.#context.folder, 'logs', `${this.slot.id}.${plan.name}.log`),
      cwd: home,
      onChange: this.#context.onChange,
    })
  }
}
