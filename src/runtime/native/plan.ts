import type { ContainerProbe } from '../../topology/topology.ts'

/**
 * What the supervisor runs: the topology with every name, port and path turned into this machine's own.
 * Data only, written to the lab's folder by `up`, read by the supervisor.
 */
export interface LabPlan {
  lab: string
  folder: string
  namespace: string
  /** Program (by the last part of the image's name) → path. */
  programs: Record<string, string>
  slots: Slot[]
  relays: Relay[]
}

/** The place of one pod: its ports and claims outlive the pods that fill it. */
export interface Slot {
  /** A StatefulSet's pod is named so; a Deployment's gets a suffix of its own each time. */
  id: string
  workload: string
  stable: boolean
  labels: Record<string, string>
  graceSeconds: number
  /** Of the pod's ports, what each is on this machine. */
  ports: Record<number, number>
  containers: ContainerPlan[]
  volumes: VolumePlan[]
  /** Files of ready endpoints, kept up to date for programs that discover by them. */
  endpointFiles: EndpointFile[]
}

export interface ContainerPlan {
  name: string
  role: 'init' | 'sidecar' | 'main'
  program: string
  /** `$(VAR)` is still to be filled in from `env`. */
  args: string[]
  env: { name: string; value: string | { field: string } }[]
  startup?: ContainerProbe
  readiness?: ContainerProbe
  liveness?: ContainerProbe
}

/**
 * `shared`: a ConfigMap whose files are the same for every pod lies at one path for all, as it does in containers: Prometheus evaluates
 * rules at a time that depends on their file's path, and so replicas do at the same time.
 */
export type VolumePlan =
  | { kind: 'claim' | 'empty'; folder: string }
  | { kind: 'config'; folder: string; files: Record<string, string>; shared?: true }

/** Where a listener leads: one slot, or any that a Service selects. `port` is the target's own on this machine. */
export interface Endpoint {
  slot: string
  port: number
}

/** One link from one part to another: a listener of its own, so that the link can be cut or slowed by itself. */
export interface Relay {
  /** The slot that uses it; `lab` for the person and the lab itself. */
  from: string
  /** Service or pod. */
  to: string
  /** The port by which the manifests name it. */
  servicePort: number
  /** Where it listens on this machine. */
  port: number
  targets: Endpoint[]
  /** Also to pods that are not ready. */
  notReady: boolean
}

export interface EndpointFile {
  file: string
  /** The relay's listener to use for each target. */
  endpoints: { slot: string; port: number }[]
}

/** What makes a pod another one: all of its slot but what is rewritten in place. */
export function revision({ id: _id, endpointFiles: _files, volumes, ...slot }: Slot): string {
  return JSON.stringify({ ...slot, volumes: volumes.map(({ kind, folder }) => ({ kind, folder })) })
}
