/** What a runtime has to run: the manifests, read by the strict subset that the lab honours. */
export interface Topology {
  namespace: string
  workloads: Workload[]
  services: Service[]
  /** Name → file name → text. */
  configMaps: Record<string, Record<string, string>>
}

export interface Workload {
  kind: 'StatefulSet' | 'Deployment'
  name: string
  replicas: number
  labels: Record<string, string>
  graceSeconds: number
  /** In the order that they start: init containers and sidecars as listed, then the others together. */
  containers: Container[]
  volumes: Volume[]
}

export interface Container {
  name: string
  image: string
  /** `init` runs to its end before the next; a `sidecar` (an init container with restartPolicy Always) stays. */
  role: 'init' | 'sidecar' | 'main'
  command: string[]
  args: string[]
  env: EnvVar[]
  ports: { name: string; port: number }[]
  mounts: { volume: string; path: string }[]
  startup?: ContainerProbe
  readiness?: ContainerProbe
  liveness?: ContainerProbe
}

export interface EnvVar {
  name: string
  value: string | { field: 'metadata.name' | 'metadata.namespace' | 'metadata.uid' | 'status.podIP' }
}

/** Times in seconds, as Kubernetes has them, defaults filled in. */
export interface ContainerProbe {
  action: { http: { path: string; port: number } } | { exec: string[] } | { tcp: number }
  initialDelay: number
  period: number
  timeout: number
  successes: number
  failures: number
}

/** `claim` outlives its pod, `empty` does not; `config` is a ConfigMap's files. */
export type Volume = { name: string; kind: 'claim' | 'empty' } | { name: string; kind: 'config'; configMap: string }

export interface Service {
  name: string
  headless: boolean
  /** Lists pods that are not ready, too. */
  notReady: boolean
  selector: Record<string, string>
  ports: { name: string; port: number; target: number | string }[]
}
