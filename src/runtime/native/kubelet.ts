import { setTimeout as sleep } from 'node:timers/promises'
import type { Evidence } from '../../journal.ts'
import type { Pod as PodState } from '../../model.ts'
import type { Hold } from '../runtime.ts'
import { endpointWriter } from './endpoints.ts'
import type { Plan, Slot } from './plan.ts'
import { Pod } from './pod.ts'
import { type OpenRelay, openRelay } from './relay.ts'

/** How long a pod that looks others up waits for them at most. */
const LOOKED_UP_MS = 2000

/** A pod that is kept away until its hold ends. */
interface Held {
  hold: Hold
  end: AbortController
}

/** A kubelet in miniature: keeps one pod in each slot of the plan, and the links between them. */
export class Kubelet {
  #plan: Plan
  #pods = new Map<string, Pod>()
  #held = new Map<string, Held>()
  /** How each deleted pod ended: uid → container → exit code. */
  #ended = new Map<string, Record<string, number>>()
  #relays: OpenRelay[] = []
  #pids = new Set<number>()
  #keepPids: (pids: number[]) => void
  #writeEndpoints: () => Promise<void>
  #stopping = false

  constructor(plan: Plan, keepPids: (pids: number[]) => void) {
    this.#plan = plan
    this.#keepPids = keepPids
    const files = plan.slots.flatMap((slot) => slot.endpointFiles)
    this.#writeEndpoints = endpointWriter(files, (slot) => this.#pods.get(slot)?.state.ready === true)
  }

  /** Opens every link, then starts every pod. Throws where a port is taken. */
  async start(): Promise<void> {
    this.#relays = await Promise.all(
      this.#plan.relays.map((relay) =>
        openRelay(relay, ({ slot }) => {
          const pod = this.#pods.get(slot)
          return pod !== undefined && (relay.notReady || pod.state.ready)
        }),
      ),
    )
    void this.#startAll()
  }

  /**
   * Who looks others up starts when those run: Query asks for its endpoints at its start and then once in an interval,
   * so a start at the same moment would miss them by a hair and cost a whole interval.
   */
  async #startAll(): Promise<void> {
    const [seekers, others] = [true, false].map((seeks) => this.#plan.slots.filter((slot) => slot.endpointFiles.length > 0 === seeks))
    const found = (others ?? []).map((slot) => this.#startPod(slot))
    await Promise.race([Promise.all(found.map((pod) => pod.running)), sleep(LOOKED_UP_MS)])
    if (!this.#stopping) for (const slot of seekers ?? []) this.#startPod(slot)
  }

  pods(): PodState[] {
    return [...this.#pods.values()].map((pod) => pod.state).sort((a, b) => a.name.localeCompare(b.name))
  }

  kill(podName: string, container: string, signal: NodeJS.Signals): boolean {
    return this.#find(podName)?.container(container)?.kill(signal) ?? false
  }

  /** Deletes at once and starts the slot's next pod, after the hold where there is one. False where that uid is not there. */
  deletePod(uid: string, hold: Hold | undefined): boolean {
    const pod = [...this.#pods.values()].find((candidate) => candidate.uid === uid)
    if (pod === undefined || pod.deleting) return false
    const held = hold === undefined ? undefined : { hold, end: new AbortController() }
    if (held !== undefined) this.#held.set(pod.slot.id, held)
    void this.#replace(pod, held)
    return true
  }

  release(holdId: string): void {
    for (const held of this.#held.values()) if (held.hold.id === holdId) held.end.abort()
  }

  /** Whether that very pod runs nothing any more. */
  gone(name: string, uid: string): Evidence {
    const exits = this.#ended.get(uid)
    const successor = this.#find(name)?.uid
    if (exits === undefined) return { proven: false, detail: `${name} (uid ${uid}) has not ended` }
    const codes = Object.entries(exits).map(([container, code]) => `${container} exited ${code}`)
    return {
      proven: true,
      detail: `every process of ${name} ended: ${codes.join(', ')}`,
      facts: { uid, ...exits, ...(successor === undefined ? {} : { successor }) },
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true
    for (const held of this.#held.values()) held.end.abort()
    // Nobody looks stores up any more, and the file's folder may be gone.
    this.#writeEndpoints = async () => {}
    // One that cannot be wiped must not keep the others running.
    await Promise.allSettled([...this.#pods.values()].map((pod) => pod.end(pod.slot.graceSeconds * 1000)))
    await Promise.all(this.#relays.map((relay) => relay.close()))
  }

  async #replace(pod: Pod, held: Held | undefined): Promise<void> {
    await pod.end(0)
    const exits = pod.state.containers.map(({ name, lastExit }) => [name, lastExit?.code ?? -1] as const)
    this.#ended.set(pod.uid, Object.fromEntries(exits))
    this.#pods.delete(pod.slot.id)
    await this.#writeEndpoints()
    if (held !== undefined) await sleep(Math.max(0, held.hold.until - Date.now()), undefined, { signal: held.end.signal }).catch(() => {})
    this.#held.delete(pod.slot.id)
    if (!this.#stopping) this.#startPod(pod.slot)
  }

  #startPod(slot: Slot): Pod {
    const { folder, namespace } = this.#plan
    const pod = new Pod(slot, { folder, namespace, onChange: () => void this.#writeEndpoints(), onPid: (...pid) => this.#note(...pid) })
    this.#pods.set(slot.id, pod)
    pod.start()
    return pod
  }

  #note(pid: number, alive: boolean): void {
    if (alive) this.#pids.add(pid)
    else this.#pids.delete(pid)
    this.#keepPids([...this.#pids])
  }

  #find(name: string): Pod | undefined {
    return [...this.#pods.values()].find((pod) => pod.name === name)
  }
}
