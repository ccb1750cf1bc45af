import { type HostPorts, NODE_PORTS } from './ports.ts'
import { type Claim, holderLabel } from './volumes.ts'

/** kind's default node image. Source: kind v0.33.0, pkg/apis/config/defaults/image.go. */
export const DEFAULT_NODE_IMAGE = 'kindest/node:v1.37.0@sha256:a1ed56cfb0e7b93589bdf97c8cd566405a265939e3620fc4f5de89adff580ae5'

/**
 * One controller manager and one scheduler have nobody to elect a leader among, and begin 2 s sooner without. The controller manager
 * starts its controllers one after the other, each with questions to the API server, of which it allows itself 20 a second: nodes get
 * their pod network some 4 s sooner without that limit (Kubernetes 1.34, its log). For any version of kubeadm's configuration, as the patch names none.
 */
const SOONER = JSON.stringify({
  kind: 'ClusterConfiguration',
  controllerManager: { extraArgs: { 'leader-elect': 'false', 'kube-api-qps': '500', 'kube-api-burst': '1000' } },
  scheduler: { extraArgs: { 'leader-elect': 'false' } },
})

/** kind's cluster configuration, as JSON, which is YAML: a node for each name, the control plane first, with the labels of the volumes that it holds. */
export function kindConfig({ nodes: names, claims }: { nodes: string[]; claims: Claim[] }, ports: HostPorts): string {
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
