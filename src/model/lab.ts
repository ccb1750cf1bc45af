import { z } from 'zod'

/*
 * A lab, as it crosses from one module to another. Times are Unix milliseconds unless a name says otherwise.
 */

export const runtimeName = z.enum(['kind', 'native', 'cluster'])
export type RuntimeName = z.infer<typeof runtimeName>

const timing = z.enum(['fast', 'stock'])
export type Timing = z.infer<typeof timing>

export const settings = z
  .strictObject({
    replicas: z.int().min(0).max(1000),
    scrapeIntervalMs: z.number().min(100).max(86_400_000),
    timing,
    workers: z.int().min(0).describe('kind only: nodes beside the control plane.'),
    nodeImage: z.string().exactOptional().describe("kind only: the node image; left out, kind's own default."),
  })
  .meta({ id: 'Settings', description: 'What a person chose for the lab; kept with it, so that every later command knows.' })
export type Settings = z.infer<typeof settings>

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
  /** Deleted, but still listed: shutting down, or kept down. */
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

export const store = z
  .strictObject({
    name: z.string(),
    replica: z.string().exactOptional().describe('The value of the replica label that it announces.'),
    healthy: z.boolean(),
    lastError: z.string().nullable(),
  })
  .meta({ id: 'Store', description: 'A store as Query sees it.' })
export type StoreView = z.infer<typeof store>
