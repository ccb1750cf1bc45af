import { z } from 'zod'

/* What the supervisor runs, as `plan.json` holds it. A later command reads that file, so nothing of it is trusted. */

const port = z.int().min(1).max(65_535)

/** A listener that a scenario has left without a port yet is 0. */
const listener = z.int().min(0).max(65_535)

const action = z.union([
  z.strictObject({ http: z.strictObject({ path: z.string(), port }) }),
  z.strictObject({ exec: z.array(z.string()) }),
  z.strictObject({ tcp: port }),
])

const probe = z.strictObject({
  action,
  initialDelay: z.number(),
  period: z.number(),
  timeout: z.number(),
  successes: z.number(),
  failures: z.number(),
})

const container = z.strictObject({
  name: z.string(),
  role: z.enum(['init', 'sidecar', 'main']),
  program: z.string(),
  /** `$(VAR)` is still to be filled in from `env`. */
  args: z.array(z.string()),
  env: z.array(z.strictObject({ name: z.string(), value: z.union([z.string(), z.strictObject({ field: z.string() })]) })),
  startup: probe.exactOptional(),
  readiness: probe.exactOptional(),
  liveness: probe.exactOptional(),
})

/**
 * `shared`: a ConfigMap whose files are the same for every pod lies at one path for all, as it does in containers: Prometheus evaluates
 * rules at a time that depends on their file's path, and so replicas do at the same time.
 */
const volume = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['claim', 'empty']), folder: z.string() }),
  z.strictObject({
    kind: z.literal('config'),
    folder: z.string(),
    files: z.record(z.string(), z.string()),
    shared: z.literal(true).exactOptional(),
  }),
])

/** Where a listener leads: one slot, or any that a Service selects. `port` is the target's own on this machine. */
const endpoint = z.strictObject({ slot: z.string(), port })

const endpointFile = z.strictObject({
  file: z.string(),
  /** The relay's listener to use for each target. */
  endpoints: z.array(z.strictObject({ slot: z.string(), port: listener })),
})

/** The place of one pod: its ports and claims outlive the pods that fill it. */
const slot = z.strictObject({
  /** A StatefulSet's pod is named so; a Deployment's gets a suffix of its own each time. */
  id: z.string(),
  workload: z.string(),
  stable: z.boolean(),
  labels: z.record(z.string(), z.string()),
  graceSeconds: z.number(),
  /** Of the pod's ports, what each is on this machine. */
  ports: z.record(z.string(), port),
  containers: z.array(container),
  volumes: z.array(volume),
  /** Files of ready endpoints, kept up to date for programs that discover by them. */
  endpointFiles: z.array(endpointFile),
})

/** One link from one part to another: a listener of its own, so that the link can be cut or slowed by itself. */
const relay = z.strictObject({
  /** The slot that uses it; `lab` for the person and the lab itself. */
  from: z.string(),
  /** Service or pod. */
  to: z.string(),
  /** The port by which the manifests name it. */
  servicePort: z.number(),
  /** Where it listens on this machine. */
  port: listener,
  targets: z.array(endpoint),
  /** Also to pods that are not ready. */
  notReady: z.boolean(),
})

/**
 * What the supervisor runs: the topology with every name, port and path turned into this machine's own.
 * Data only, written to the lab's folder by `up`.
 */
export const planSchema = z.strictObject({
  lab: z.string(),
  folder: z.string(),
  namespace: z.string(),
  /** Program (by the last part of the image's name) → path. */
  programs: z.record(z.string(), z.string()),
  slots: z.array(slot),
  relays: z.array(relay),
})
