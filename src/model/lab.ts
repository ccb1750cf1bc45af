/**
 * The nouns of a lab: data only (those of a run are in journal.ts), as it crosses from one room to another.
 * Times are Unix milliseconds unless a name says otherwise; samples keep Prometheus's own shape.
 */

export type RuntimeName = 'kind' | 'native' | 'cluster'

/** What a runtime can do beyond starting and stopping the lab; a scenario names the ones that it needs. docs/scenarios.md says what each is. */
export const CAPABILITIES = [
  'keep-down',
  'freeze',
  'partition',
  'shape-traffic',
  'reconfigure',
  'fill-disk',
  'memory-limit',
  'nodes',
] as const

export type Capability = (typeof CAPABILITIES)[number]

export type Timing = 'fast' | 'stock'

/** What a person chose for a lab; kept with it, so that every later command knows. */
export interface Settings {
  replicas: number
  scrapeIntervalMs: number
  timing: Timing
  /** kind only: nodes beside the control plane. */
  workers: number
  /** kind only: the node image; left out, kind's own default. */
  nodeImage?: string
}

/** What a lab is made of, as far as a scenario may name it: told by the manifests alone. */
export interface Parts {
  workloads: PartOf[]
  /** The jobs that Prometheus scrapes. */
  jobs: string[]
}

/** One workload of the manifests. */
export interface PartOf {
  name: string
  /** Its pods have the names `NAME-0`, `NAME-1`, …: the replicas are such ones. Else the end of a pod's name is told by the running lab only. */
  numbered: boolean
  containers: string[]
  /** The workloads that its pods open connections to. */
  connectsTo: string[]
}

/** One container of a pod, as it stands now. */
export interface ContainerState {
  name: string
  /** Identifies this start of the container: a restart changes it. */
  id: string
  running: boolean
  ready: boolean
  restarts: number
  /** How the start before this one ended (137 is SIGKILL), or this one where it runs no more; `reason` as Kubernetes says it (OOMKilled). */
  lastExit?: { code: number; at: number; reason?: string }
}

/** One pod, as it stands now. */
export interface Pod {
  name: string
  /** A pod that was deleted comes back by the same name with another uid. */
  uid: string
  /** The workload's name: `prometheus`, `thanos-query`. */
  app: string
  ready: boolean
  /** Deleted, but still listed (shutting down, or held). */
  deleting: boolean
  containers: ContainerState[]
  /** Where it runs, on a runtime with nodes. */
  node?: string
  /** Why it is not ready, in the runtime's own words. */
  reason?: string
}

/** A node of the lab, as it stands now. */
export interface Node {
  name: string
  ready: boolean
  /** Whether it takes new pods: not where it is cordoned. */
  schedulable: boolean
}

/** A store as Query sees it. */
export interface StoreView {
  name: string
  /** Value of the replica label that the store announces. */
  replica?: string
  healthy: boolean
  lastError: string | null
}

/** `status --json`, `up --json`. */
export interface LabStatus {
  schemaVersion: 1
  lab: {
    name: string
    runtime: RuntimeName | null
    state: 'up' | 'partial' | 'down'
    replicas: { name: string; ready: boolean; prometheusUrl?: string; restarts: number }[]
    query: { url: string } | null
    service?: { url: string }
    stores: StoreView[]
    faults: { id: string; fault: string; target: string; since: string }[]
    kubeconfig?: string
  }
  elapsedMs: number
}
