import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { PROMETHEUS, QUERY } from '../../model/workloads.ts'
import type { Settings } from '../../model/lab.ts'
import { type KubernetesObject, loadManifests } from '../../topology/load.ts'
import { patchManifests } from '../../topology/patch.ts'
import type { Mark } from '../kubernetes/names.ts'
import { exposed, imagesOf, labelled, podCount } from '../kubernetes/objects.ts'
import { type VolumeClaim, claimsOf, holderLabel, withOwnClass } from './volumes.ts'

/** kind's default node image. Source: kind v0.33.0, pkg/apis/config/defaults/image.go. */
export const DEFAULT_NODE_IMAGE = 'kindest/node:v1.37.0@sha256:a1ed56cfb0e7b93589bdf97c8cd566405a265939e3620fc4f5de89adff580ae5'

/**
 * One controller manager and one scheduler have nobody to elect a leader among, and begin 2 s sooner without. The controller manager
 * starts its controllers one after the other, each with requests to the API server, of which it allows itself 20 a second: nodes get
 * their pod network some 4 s sooner without that limit (Kubernetes 1.34, its log). For any version of kubeadm's configuration, as the patch names none.
 */
const SOONER = JSON.stringify({
  kind: 'ClusterConfiguration',
  controllerManager: { extraArgs: { 'leader-elect': 'false', 'kube-api-qps': '500', 'kube-api-burst': '1000' } },
  scheduler: { extraArgs: { 'leader-elect': 'false' } },
})

/** kind's cluster configuration, as JSON, which is YAML: a node for each name, the control plane first, with the labels of the volumes that it holds. */
export function kindConfig({ nodes: names, claims }: { nodes: string[]; claims: VolumeClaim[] }, ports: HostPorts): string {
  const extraPortMappings = [mapped(NODE_PORTS.query, ports.query), mapped(NODE_PORTS.service, ports.service)]
  const nodes = names.map((name, index) => ({
    ...(index === 0 ? { role: 'control-plane', extraPortMappings } : { role: 'worker' }),
    labels: Object.fromEntries(claims.filter(({ node }) => node === name).map((claim) => [holderLabel(claim), ''])),
  }))
  const config = { kind: 'Cluster', apiVersion: 'kind.x-k8s.io/v1alpha4', nodes, kubeadmConfigPatches: [SOONER] }
  return `${JSON.stringify(config, null, 2)}\n`
}

function mapped(containerPort: number, hostPort: number) {
  return { containerPort, hostPort, listenAddress: '127.0.0.1', protocol: 'TCP' }
}

/** Container names of a cluster's nodes, the control plane first. Source: kind v0.33.0, common.MakeNodeNamer. */
export function nodeNames(cluster: string, workers: number): string[] {
  const numbered = Array.from({ length: workers }, (_, index) => `${cluster}-worker${index === 0 ? '' : index + 1}`)
  return [`${cluster}-control-plane`, ...numbered]
}

/** What a kind lab is to be, from the manifests and the lab's settings. */
export interface ClusterPlan {
  objects: KubernetesObject[]
  claims: VolumeClaim[]
  images: string[]
  pods: number
  /** Container names of the nodes, the control plane first. */
  nodes: string[]
}

export function planOf(settings: Settings, mark: Mark): ClusterPlan {
  const manifests = patchManifests(loadManifests(), settings).map(({ object }) => object)
  const objects = withOwnClass(labelled(exposed(manifests, NODE_PORT_OF), mark))
  const nodes = nodeNames(mark.lab, settings.workers)
  // With workers the control plane keeps its taint: no pod of the lab runs there.
  const claims = claimsOf(objects, nodes.length > 1 ? nodes.slice(1) : nodes)
  return { objects, claims, images: imagesOf(manifests), pods: podCount(manifests), nodes }
}

/** Ports of this machine's 127.0.0.1 behind which Query and the plain Service answer plain HTTP. */
export interface HostPorts {
  query: number
  service: number
}

/** The ports of the nodes that these lead to, fixed: a cluster is the lab's alone. */
export const NODE_PORTS: HostPorts = { query: 30_902, service: 30_090 }

/** Service name → node port. */
export const NODE_PORT_OF: Record<string, number> = {
  [QUERY.service.name]: NODE_PORTS.query,
  [PROMETHEUS.service.name]: NODE_PORTS.service,
}

/** Two ports that are free now. They are held together, so that they differ. */
export async function freePorts(): Promise<HostPorts> {
  const servers = [createServer(), createServer()]
  try {
    const [query = 0, service = 0] = await Promise.all(servers.map(listen))
    return { query, service }
  } finally {
    for (const server of servers) server.close()
  }
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}
