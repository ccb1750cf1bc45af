import type { Capability } from '../model/lab-defaults.ts'
import type { ContainerRef, ObjectRef, PodRef } from './refs.ts'

/**
 * What a runtime can be told to do to a running lab, beyond killing: data only, so that it is in the ledger and can be
 * ended from there. Each is active until it is ended, or until its lease's time is up.
 */
export type Injection = Freeze | KeepDown | Partition | Delay | FailScrapes | Change | FillDisk | NodeDown | Drain | Reschedule

/** How long an injection lasts: the runtime ends it by itself at `until`, whatever becomes of the command. */
export interface Lease {
  /** The fault's id. */
  id: string
  /** Unix milliseconds. */
  until: number
}

/** Every process of that start (`id`) of a container stands still, and is not ended. */
export interface Freeze {
  kind: 'freeze'
  container: ContainerRef
  id: string
}

/**
 * No successor of a pod starts; with `container`, no start of that container after the one named by `id`. The pod, or that start, is
 * left as it is, for who wants to end it.
 */
export interface KeepDown {
  kind: 'keep-down'
  pod: PodRef
  container?: { name: string; id: string }
}

/** The connections that `from` opens to `to`; each is a pod or a workload (all of its pods). Not those that `to` opens. */
export interface Link {
  from: string
  to: string
}

/** What is sent is lost, silently, on open connections too: `there` from the one that connects, `back` to it. */
export interface Partition {
  kind: 'partition'
  link: Link
  lost: 'there' | 'back' | 'both'
}

/** Everything that `to` answers comes late: by `delayMs`, give or take `jitterMs`. */
export interface Delay {
  kind: 'delay'
  link: Link
  delayMs: number
  jitterMs: number
}

/** Of every `of` HTTP requests on the link the last `fails` are answered 503, without asking `to`. */
export interface FailScrapes {
  kind: 'fail-scrapes'
  link: Link
  fails: number
  of: number
}

/** Fields of the manifests' objects have other values; what runs is rolled out again where that takes it. */
export interface Change {
  kind: 'change'
  edits: Edit[]
}

/** `before` is what the field had; null: it was not there. */
export interface Edit {
  object: ObjectRef
  /** Keys and indexes from the object's root. */
  path: (string | number)[]
  value: unknown
  before: unknown
}

/** The volume that a pod's Prometheus writes to is full: a small one of its own, never the host's. */
export interface FillDisk {
  kind: 'fill-disk'
  pod: PodRef
}

/** A node stands still (`frozen`) or is off (`stopped`). */
export interface NodeDown {
  kind: 'node'
  node: string
  how: 'frozen' | 'stopped'
}

/** A node takes no new pods, and the lab's are evicted from it as far as their budgets allow. */
export interface Drain {
  kind: 'drain'
  node: string
  /** Those of one workload only, as `kubectl drain --pod-selector` does. */
  app?: string
  /** It is active when a budget has refused a pod; else, when all of them have left. */
  blocked?: true
}

/** A replica runs on that node, where its volume is empty; the one that it had keeps what is in it. */
export interface Reschedule {
  kind: 'reschedule'
  pod: string
  node: string
}

/** A field of an object; null where it is not there. */
export function fieldOf(root: unknown, path: Edit['path']): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<string | number, unknown> | null | undefined)?.[key], root) ?? null
}

const NEEDS: Record<Injection['kind'], Capability> = {
  freeze: 'freeze',
  'keep-down': 'keep-down',
  partition: 'partition',
  delay: 'shape-traffic',
  'fail-scrapes': 'shape-traffic',
  change: 'reconfigure',
  'fill-disk': 'fill-disk',
  node: 'nodes',
  drain: 'nodes',
  reschedule: 'nodes',
}

/** The capability that an injection needs. */
export function capabilityFor(kind: Injection['kind']): Capability {
  return NEEDS[kind]
}
