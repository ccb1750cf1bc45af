import type { BinaryName } from '../binaries/binaries.ts'
import type { Address } from '../lib/http.ts'
import type { Progress } from '../lib/progress.ts'
import type { Node, Pod, RuntimeName, Settings } from '../model/lab.ts'
import type { Capability } from '../model/lab-defaults.ts'
import type { Evidence } from '../model/run.ts'
import type { KubernetesObject } from '../topology/load.ts'
import type { Injection, Lease } from './injection.ts'
import type { ContainerRef, ObjectRef, PodRef } from './refs.ts'

/** What of a machine one runtime needs and another does not: each is looked for by the doctor's check with that id. */
export type MachineNeed = BinaryName | 'docker' | 'docker-disk' | 'node-image'

/** A way to run the topology of `manifests/`. */
export interface Runtime {
  readonly name: RuntimeName
  /** Without them no lab of it can run. */
  readonly needs: readonly MachineNeed[]
  /** What a machine has on which it can run, for the line of `up` that says why it was chosen: `Docker answers`. */
  readonly runsWhere: string
  /** What every lab of it can do beyond starting and stopping. */
  readonly capabilities: ReadonlySet<Capability>
  /** What only some labs of it can do → the options of `up` that make such a lab. */
  readonly withOptions: Partial<Record<Capability, string>>
  /** What this machine lacks for it, each with the reason; empty where it can run. Changes nothing. */
  missing(settings: Settings, fetching?: Pick<UpRequest, 'imageMirror'>): Promise<string[]>
  /** Brings the lab up, or finishes or repairs a half-made one, until every pod is Ready. Throws a LabError. */
  up(request: UpRequest): Promise<Lab>
  /** The lab of that name as it is now, whole or not; undefined where there is none of this runtime. */
  open(name: string): Promise<Lab | undefined>
  /**
   * Removes what is left on this machine of a lab of that name, whatever its files say, as far as it is surely the lab's; whether there was anything.
   * For a lab whose record cannot be read, or is gone. Throws `uncleaned` where something may be left.
   */
  sweep(name: string, progress: Progress): Promise<boolean>
}

export interface UpRequest {
  name: string
  settings: Settings
  /** A folder with prometheus, thanos, kind; left out, `THANOS_LAB_BINARIES`. */
  binaries?: string | undefined
  /** Comes before the whole name of each image that is pulled: `mirror.example.com`. */
  imageMirror?: string | undefined
  progress: Progress
  /** Unix milliseconds after which `up` gives up with a `timeout`. */
  deadline: number
  signal: AbortSignal
  /** A runtime may call it while the lab's programs start and nothing else is to do: what is loaded then delays nothing. */
  whileStarting?: (() => void) | undefined
}

/** What can be asked over HTTP: Query, the plain Service, or one replica by its pod's name. */
export type Part = 'query' | 'service' | (string & {})

/** What runs a lab from this machine and may die without it (native). */
export interface Supervision {
  /** Whether it ran when the lab was used last. */
  runs(): boolean
  /** That it has died since the lab was opened, as far as this has shown, in a sentence: a run proves nothing then. */
  died(): string | undefined
  /**
   * Starts it again where it has died, and every part of the lab with it, without any fault; whether it was started again. Does not wait until the
   * parts are Ready. Throws `lab-broken` where the lab is only partially created, `port-taken`, `state`, `timeout`.
   */
  revive(): Promise<boolean>
}

/** A lab that is there. Only its runtime starts, stops or finds anything; every other module goes through these. */
export interface Lab {
  readonly name: string
  readonly runtime: RuntimeName
  readonly settings: Settings
  readonly capabilities: ReadonlySet<Capability>
  /** Left out where nothing beside the lab's own parts runs it. */
  readonly supervision?: Supervision
  /** How long what has been undone may take to come to rest, milliseconds. */
  readonly restMs: number
  /** Every pod as it stands now, in the order of their names. Throws `lab-broken` where the runtime does not answer. */
  pods(): Promise<Pod[]>
  /** Every node as it stands now, in the order of their names; none on a runtime without nodes. Throws `lab-broken`. */
  nodes(): Promise<Node[]>
  /** Where a part answers, for the lab's own requests. */
  address(part: Part): Address
  /** What a person may open from this machine with plain HTTP. `replicas` is empty where no plain URL reaches them. */
  urls(): { query: string; service?: string; replicas: Record<string, string>; kubeconfig?: string }
  /** Sends a signal to one container. Its restart policy is left to do what it does; the back-off does not count this end. */
  kill(target: ContainerRef, signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
  /** Deletes a pod at once (grace 0); its successor comes as always, unless a `keep-down` is active. Throws `no-target` where it is not there. */
  deletePod(pod: PodRef): Promise<void>
  /** Deletes a pod gently: SIGTERM, and its grace period; its successor comes as always. Throws `no-target` where it is not there. */
  retire(pod: PodRef): Promise<void>
  /** Empties the volumes of a pod that is gone and kept down, as if they had been an emptyDir. Throws `no-target` where it still runs. */
  wipe(pod: PodRef): Promise<void>
  /** An object of the manifests as the lab has it now. Throws `no-target` where it has none of that kind and name. */
  object(ref: ObjectRef): Promise<KubernetesObject>
  /** Loads the code that injections need, so that it is not loaded while something is measured. Changes nothing. */
  prepare(): Promise<void>
  /**
   * Asks what answers now whether it is this very lab, as another may have taken its place since it was opened. Changes nothing. Throws `foreign`
   * where it is another's, `lab-broken` where nothing answers.
   */
  identify(): Promise<void>
  /** Changes nothing. Throws `scenario` for an injection that would reach beyond the lab, such as a path outside of its folder. */
  admit(injection: Injection): Promise<void>
  /** Begins an injection. The runtime ends it by itself at `lease.until`, whatever becomes of the command. */
  inject(injection: Injection, lease: Lease): Promise<void>
  /** Ends it, and returns without waiting for what has to start again; nothing to do where it has ended. */
  endInjection(injection: Injection, lease: Lease): Promise<void>
  /** Whether all of it is active now: read from the lab, not remembered. Changes nothing. */
  injectionEvidence(injection: Injection, lease: Lease): Promise<Evidence>
  /** Whether that very pod (by uid) runs no container any more, with what shows it. */
  gone(pod: PodRef): Promise<Evidence>
  /** Removes the lab and everything of it on this machine, and nothing else. Safe to call again. */
  down(progress: Progress): Promise<void>
}
