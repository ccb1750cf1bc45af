import { LabError } from '../../lib/errors.ts'
import type { Pod as PodState } from '../../model/lab.ts'
import type { Evidence } from '../../model/run.ts'
import type { PodRef } from '../refs.ts'
import type { NativeContainer } from './container.ts'
import { endpointWriter } from './discovery.ts'
import { lookUps } from './look-ups.ts'
import type { LabPlan, Slot } from './plan.ts'
import { podEnds } from './pod-ends.ts'
import { holdPorts } from './ports.ts'
import { NativePod } from './pod.ts'
import { Links } from './proxy/relay.ts'
import { nextToRollOut } from './roll-out.ts'
import { empty } from './volumes.ts'

/** A kubelet in miniature: keeps one pod in each slot of the plan, and the links between them. */
export class Kubelet {
  readonly links: Links
  #plan: LabPlan
  #pods = new Map<string, NativePod>()
  /** The slots whose next pod does not start, by the id of who keeps it down. */
  #keptDown = new Map<string, string>()
  #ends = podEnds()
  /** Slots whose claims are being emptied. */
  #wiping = new Set<string>()
  #writeEndpoints: () => Promise<void>
  #lookUps = lookUps()
  #letGo: (ports: number[]) => Promise<void> = async () => {}
  #stopping = false

  constructor(plan: LabPlan) {
    this.#plan = plan
    this.links = new Links((relay, { slot }) => {
      const pod = this.#pods.get(slot)
      return pod !== undefined && (relay.notReady || pod.state.ready)
    })
    const files = () => this.#plan.slots.flatMap((slot) => slot.endpointFiles)
    this.#writeEndpoints = endpointWriter(files, (slot) => this.#isReady(slot))
  }

  /** Opens every link, then starts every pod. Throws where a port is taken; each is held until its pod starts. */
  async start(): Promise<void> {
    await this.links.follow(this.#plan.relays)
    this.#letGo = await holdPorts(this.#plan.slots.flatMap(portsOf))
    this.#reconcile()
    this.#lookUps.openLater(() => this.#reconcile())
  }

  /** Takes over another plan of the same lab: what is new starts, what is gone ends, what has changed is rolled out. Does not wait for it. */
  async follow(plan: LabPlan): Promise<void> {
    await this.links.follow(plan.relays)
    this.#plan = plan
    for (const slot of plan.slots) await this.#pods.get(slot.id)?.adopt(slot)
    await this.#writeEndpoints()
    this.#reconcile()
    await this.#trim()
  }

  get plan(): LabPlan {
    return this.#plan
  }

  /** The pod of each slot that has one. */
  get inSlots(): ReadonlyMap<string, NativePod> {
    return this.#pods
  }

  pods(): PodState[] {
    return [...this.#pods.values()].map((pod) => pod.state).sort((a, b) => a.name.localeCompare(b.name))
  }

  /** Which slots a pod or workload is in; a pod's own also after its successor has another name. */
  isPart(part: string): (slot: string) => boolean {
    const own = this.#find(part)?.slot.id ?? part
    const ofWorkload = (id: string) => this.#plan.slots.some((slot) => slot.id === id && [slot.workload, slot.labels['app']].includes(part))
    return (slot) => slot === own || ofWorkload(slot)
  }

  container(podName: string, name: string): NativeContainer | undefined {
    return this.#find(podName)?.container(name)
  }

  kill(podName: string, container: string, signal: NodeJS.Signals): boolean {
    return this.container(podName, container)?.kill(signal) ?? false
  }

  /** Deletes at once and starts the slot's next pod, unless that is kept down. False where that uid is not there. */
  deletePod(uid: string): boolean {
    const pod = this.#there(uid)
    if (pod !== undefined) void this.#end(pod, 0)
    return pod !== undefined
  }

  /** Ends a pod within its grace period; the slot's next pod starts then. False where that uid is not there. */
  retire(uid: string): boolean {
    const pod = this.#there(uid)
    if (pod !== undefined) void this.#end(pod, pod.slot.graceSeconds * 1000)
    return pod !== undefined
  }

  /** No successor of that pod starts until `letStart`; its slot. Undefined where that uid is not there. */
  keepDown(id: string, uid: string): string | undefined {
    const slot = this.#there(uid)?.slot.id
    if (slot !== undefined) this.#keptDown.set(id, slot)
    return slot
  }

  letStart(id: string): void {
    this.#keptDown.delete(id)
    this.#reconcile()
  }

  /** Empties the claims of a pod that has ended and whose successor is kept down. Throws `no-target` where they are in use. */
  async wipe({ name, uid }: PodRef): Promise<void> {
    const id = this.#ends.slotOf(uid)
    const slot = this.#plan.slots.find((candidate) => candidate.id === id)
    if (slot === undefined || this.#pods.has(slot.id) || !this.#isKeptDown(slot.id))
      throw new LabError('no-target', `The volumes of pod ${name} (uid ${uid}) are in use: it is not kept down`)
    this.#wiping.add(slot.id)
    await Promise.all(slot.volumes.filter(({ kind }) => kind === 'claim').map(empty)).finally(() => this.#wiping.delete(slot.id))
    this.#reconcile()
  }

  /** Whether that very pod runs nothing any more. */
  gone(name: string, uid: string): Evidence {
    return this.#ends.evidence(name, uid, this.#find(name)?.uid)
  }

  async stop(): Promise<void> {
    this.#stopping = true
    // Nobody looks stores up any more, and the file's folder may be gone.
    this.#writeEndpoints = async () => {}
    // One that cannot be wiped must not keep the others running.
    await Promise.allSettled([...this.#pods.values()].map((pod) => pod.end(pod.slot.graceSeconds * 1000)))
    await this.#letGo(this.#plan.slots.flatMap(portsOf))
    await this.links.close()
  }

  /** Does what it takes to come nearer to the plan; called whenever anything has changed. */
  #reconcile(): void {
    if (this.#stopping) return
    const { slots } = this.#plan
    const starts = (slot: Slot) => this.#lookUps.mayStart(slot, (id) => this.#isReady(id))
    for (const slot of slots) if (starts(slot) && this.#isFree(slot.id)) this.#startPod(slot)
    const extra = [...this.#pods.values()].filter((pod) => !pod.deleting && !slots.some(({ id }) => id === pod.slot.id))
    for (const pod of [...extra, ...nextToRollOut(this.#plan, this.#pods)]) void this.#end(pod, pod.slot.graceSeconds * 1000)
  }

  #isReady(slot: string): boolean {
    return this.#pods.get(slot)?.state.ready === true
  }

  #isFree(slot: string): boolean {
    return !this.#pods.has(slot) && !this.#isKeptDown(slot) && !this.#wiping.has(slot)
  }

  #isKeptDown(slot: string): boolean {
    return [...this.#keptDown.values()].includes(slot)
  }

  async #end(pod: NativePod, graceMs: number): Promise<void> {
    if (pod.deleting) return
    await pod.end(graceMs)
    this.#ends.note(pod)
    this.#pods.delete(pod.slot.id)
    await this.#writeEndpoints()
    this.#reconcile()
    await this.#trim()
  }

  /** A pod that ends may use its links to the last. */
  async #trim(): Promise<void> {
    if (![...this.#pods.values()].some(({ deleting }) => deleting)) await this.links.trim(this.#plan.relays)
  }

  #startPod(slot: Slot): void {
    const { folder, namespace } = this.#plan
    const onChange = () => {
      void this.#writeEndpoints()
      this.#reconcile()
    }
    const pod = new NativePod(slot, { folder, namespace, onChange, portsFree: this.#letGo(portsOf(slot)) })
    this.#pods.set(slot.id, pod)
    pod.start()
  }

  #find(name: string): NativePod | undefined {
    return [...this.#pods.values()].find((pod) => pod.name === name)
  }

  #there(uid: string): NativePod | undefined {
    return [...this.#pods.values()].find((pod) => pod.uid === uid && !pod.deleting)
  }
}

function portsOf({ ports }: Slot): number[] {
  return Object.values(ports)
}
