import { LabError } from '../../lib/errors.ts'
import { type Address, localUrl, sendRequest } from '../../lib/http.ts'
import { poll } from '../../lib/poll.ts'
import type { LabRecord } from '../../storage/labs.ts'
import type { Cluster } from '../kubernetes/api.ts'
import { type Client, loadClient } from '../kubernetes/client.ts'
import { addressOf, withServer } from '../kubernetes/kubeconfig.ts'
import { allReady } from '../kubernetes/ready.ts'
import { DockerRefused } from './docker.ts'
import { inNode, kindNodes } from './nodes.ts'
import { factsOf, inspect, type NodeContainer } from './record.ts'

/** Of the control plane's container. */
export const API_PORT = 6443

/** scheduler.conf is the last that kubeadm writes; super-admin.conf (since 1.29) needs no role, which comes much later. */
const CREDENTIALS = `until [ -s /etc/kubernetes/scheduler.conf ]; do sleep 0.1; done
cd /etc/kubernetes && { cat super-admin.conf 2>/dev/null || cat admin.conf; }`

/** The kubeconfig that kubeadm writes in its first seconds, with the server as this machine reaches it: kind's own comes last. */
export async function earlyKubeconfig(plane: NodeContainer, signal: AbortSignal): Promise<string> {
  const read = () => inNode(plane.id, ['sh', '-c', CREDENTIALS], signal, 600_000)
  // An exec can end without its output where the connection to the engine is poor.
  const text = await poll(read, { until: (said) => said.includes('current-context'), everyMs: 250, signal })
  return `${withServer(text, `https://127.0.0.1:${plane.ports[API_PORT]}`)}\n`
}

/** Waits until the API server takes requests. */
export async function apiReady(api: Address, signal: AbortSignal): Promise<void> {
  const look = () => sendRequest(api, '/readyz', { timeoutMs: 1000, signal }).catch(() => undefined)
  await poll(look, { until: (reply) => reply?.status === 200, everyMs: 200, signal })
}

/** What `up` prints to be opened in a browser. */
export function urlsOf(record: LabRecord): { query: string; service: string } {
  const { ports } = factsOf(record)
  return { query: localUrl(ports.query), service: localUrl(ports.service) }
}

/**
 * Whether all of that answers. It begins after the pods are Ready: kube-proxy takes up a Service's endpoints in its own time, on a busy
 * machine seconds later, and until then a connection is accepted by Docker and cut.
 */
export function urlsAnswer(record: LabRecord, signal?: AbortSignal): Promise<boolean> {
  return allReady(
    Object.values(urlsOf(record)).map((url) => ({ url })),
    signal,
  )
}

/** The cluster behind a kubeconfig's text, with the reach into its nodes. */
export function kindCluster(record: LabRecord, file: string, kubeconfig: string): Cluster {
  const { nodes } = factsOf(record)
  let client: Promise<Client> | undefined
  return {
    api: addressOf(file, kubeconfig),
    client: () => (client ??= loadClient(kubeconfig)),
    nodes: kindNodes(nodes),
    whySilent: () => whySilent(record),
  }
}

/** Why a kind lab does not answer, as Docker sees it. */
export async function whySilent(record: LabRecord): Promise<LabError | undefined> {
  try {
    const nodes = await inspect(Object.values(factsOf(record).nodes), { timeoutMs: 5000 })
    const down = nodes.find(({ running, paused }) => !running || paused)
    if (down === undefined) return undefined
    return new LabError('lab-broken', `The lab's node ${down.name} ${down.paused ? 'is paused' : 'does not run'}`)
  } catch (error) {
    if (error instanceof LabError) return error
    if (error instanceof DockerRefused) return new LabError('lab-broken', `A node of the lab "${record.name}" is not there any more`)
    throw error
  }
}
