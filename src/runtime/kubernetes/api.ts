import { LabError, reason } from '../../lib/errors.ts'
import { type Address, NoAnswer, type Reply, sendRequest } from '../../lib/http.ts'
import { NAMESPACE, PROMETHEUS, QUERY } from '../../model/workloads.ts'
import type { Part } from '../runtime.ts'
import { type Client, replyIn, TIMEOUT_MS } from './client.ts'
import { podsPath } from './names.ts'

/*
 * There are two ways to the API server. Plain HTTP (`read`) for what `status`, `down` and the conditions of every scenario read: pods,
 * nodes and one object as it is, and for everything behind the proxy. @kubernetes/client-node (`send`) for the rest: its import takes most
 * of a second, and its models drop the fields that they do not know and turn times into Dates, so it is not used to compare objects.
 */

/** What a Kubernetes lab needs of the place that it runs in; kind has one way to give it, a user's own cluster another. */
export interface Cluster {
  /** The API server. */
  api: Address
  /** The official client of the same API server. Loaded once, with the first use. */
  client(): Promise<Client>
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

/** What the API server refused, with its answer. */
export class ApiRefused extends LabError {
  readonly status: number
  /** In the API server's words. */
  readonly reason: string
  /** A `Status` object mostly. */
  readonly body: unknown

  constructor(what: string, { status, body }: Reply, cause?: unknown) {
    const words = messageIn(body)
    super('lab-broken', `The API server answered ${status} to ${what}: ${words}`, { cause })
    this.status = status
    this.reason = words
    this.body = body
  }
}

function messageIn(body: unknown): string {
  const message = typeof body === 'object' && body !== null && 'message' in body ? body.message : body
  return String(message).trim().slice(0, 300)
}

/** For `catch`: gives a refusal with one of those statuses as a value, and throws any other error. */
export function allowing(...statuses: number[]): (error: unknown) => ApiRefused {
  return (error) => {
    if (error instanceof ApiRefused && statuses.includes(error.status)) return error
    throw error
  }
}

/** Reads a path of the API server by plain HTTP. Throws ApiRefused, and `lab-broken` or what `whySilent` tells where no answer came. */
export async function read(cluster: Cluster, path: string, params?: Record<string, string>): Promise<unknown> {
  const options = { timeoutMs: TIMEOUT_MS, ...(params === undefined ? {} : { params }) }
  const reply = await sendRequest(cluster.api, path, options).catch(async (error: unknown) => {
    if (!(error instanceof NoAnswer)) throw error
    throw await silent(cluster, error.reason, error)
  })
  if (reply.status >= 400) throw new ApiRefused(`GET ${path}`, reply)
  return reply.body
}

/**
 * Sends a request by the official client; throws like `read`. `what`: the request in words, such as `evict pod a`; `limitMs`: how long the
 * client waits for its answer.
 */
export async function send<T>(cluster: Cluster, what: string, request: (client: Client) => Promise<T>, limitMs = TIMEOUT_MS): Promise<T> {
  const client = await cluster.client()
  try {
    return await request(client)
  } catch (error) {
    const reply = replyIn(error)
    throw reply === undefined ? await silent(cluster, whyNot(error, limitMs), error) : new ApiRefused(what, reply, error)
  }
}

/** The client's words for a request whose time was over say that the user aborted it. */
function whyNot(error: unknown, limitMs: number): string {
  return error instanceof Error && error.name === 'AbortError' ? `not within ${limitMs} ms` : reason(error)
}

async function silent(cluster: Cluster, why: string, cause: unknown): Promise<LabError> {
  return (await cluster.whySilent()) ?? new LabError('lab-broken', `The API server of the lab gave no answer: ${why}`, { cause })
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
