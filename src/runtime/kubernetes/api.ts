import { LabError } from '../../lib/errors.ts'
import { type Address, NoAnswer, type Reply, sendRequest } from '../../lib/http.ts'
import { NAMESPACE, PROMETHEUS, QUERY } from '../../model/workloads.ts'
import type { Part } from '../runtime.ts'
import { podsPath } from './names.ts'

/*
 * Requests to the API server are plain HTTP: to import @kubernetes/client-node takes 0.7 s, which every command would wait for. Only
 * apply.ts uses it, for server-side apply of any kind of object, while `up` waits for the cluster anyway.
 */

/** What a Kubernetes lab needs of the place that it runs in; kind has one way to give it, a user's own cluster another. */
export interface Cluster {
  /** The API server. */
  api: Address
  /** Why the API server does not answer, where that can be told. */
  whySilent(): Promise<LabError | undefined>
  nodes: Nodes
}

/** The reach into the nodes, for what the API cannot do. */
export interface Nodes {
  /** Sends a signal to a container's first process, a frozen one's too. Throws `lab-broken` where there is none. */
  signal(node: string, containerId: string, signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
  /** Ids of the containers of the pod with that uid that have a running process, on every node. */
  runningOf(uid: string): Promise<string[]>
  /** Lets the pod's frozen containers go on: one that stands still does not end. */
  thaw(uid: string): Promise<void>
  /** What a script prints in a node. Throws `lab-broken` with its words where it fails. */
  run(node: string, script: Script): Promise<string>
  /** The same in every node that runs, by node; one that is off has nothing to be asked of. */
  everywhere(script: Script): Promise<Record<string, string>>
  /** Runs a script in a node (left out, the control plane) at a time (Unix ms), whatever becomes of this process. */
  startTimer(unit: string, at: number, script: Script, node?: string): Promise<void>
  /** On every node that runs, once the script given has done its work there; nothing to do where it has ended. */
  stopTimer(unit: string, first?: Script): Promise<void>
}

/** Text for `sh`, and its arguments from $1 on. */
export interface Script {
  text: string
  args: string[]
}

export interface CallOptions {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  params?: Record<string, string>
  body?: unknown
  /** Content type of the body. */
  type?: string
  /** Error statuses that the caller has an answer to. */
  allow?: number[]
  timeoutMs?: number
}

/** One request to the API server. Throws `lab-broken`, or what `whySilent` tells, where it does not answer or refuses. */
export async function call(cluster: Cluster, path: string, options: CallOptions = {}): Promise<Reply> {
  const { method = 'GET', params, body, type, allow = [], timeoutMs = 5000 } = options
  const reply = await sendRequest(cluster.api, path, {
    method,
    timeoutMs,
    ...(params === undefined ? {} : { params }),
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': type ?? 'application/json' } }),
  }).catch(async (error: unknown) => {
    if (!(error instanceof NoAnswer)) throw error
    throw (
      (await cluster.whySilent()) ??
      new LabError('lab-broken', `The API server of the lab gave no answer: ${error.reason}`, { cause: error })
    )
  })
  if (reply.status < 400 || allow.includes(reply.status)) return reply
  throw new LabError('lab-broken', `The API server answered ${reply.status} to ${method} ${path}: ${said(reply.body)}`)
}

function said(body: unknown): string {
  const message = typeof body === 'object' && body !== null && 'message' in body ? body.message : body
  return String(message).trim().slice(0, 300)
}

/**
 * Every part through the API server's proxy: no forwarded port dies with its pod, and for a Service the server picks a
 * ready endpoint at random for each request. Equal parts get the same Address, whose connection is kept.
 */
export function proxyAddresses(api: Address): (part: Part) => Address {
  const known = new Map<Part, Address>()
  return (part) => {
    const address = known.get(part) ?? { ...api, url: api.url + proxyPath(part) }
    known.set(part, address)
    return address
  }
}

function proxyPath(part: Part): string {
  if (part !== 'query' && part !== 'service') return `${podsPath}/${part}:${PROMETHEUS.port}/proxy`
  const { name, port } = (part === 'query' ? QUERY : PROMETHEUS).service
  return `/api/v1/namespaces/${NAMESPACE}/services/${name}:${port}/proxy`
}
