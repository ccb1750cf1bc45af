import { join } from 'node:path'
import { LabError, reason } from '../../lib/errors.ts'
import { poll } from '../../lib/poll.ts'
import type { LabRecord } from '../../storage/labs.ts'
import { labFolder } from '../../storage/paths.ts'
import type { Mark } from '../kubernetes/names.ts'
import type { UpRequest } from '../runtime.ts'
import { type HostPorts, NODE_PORTS, type ClusterPlan } from './config.ts'
import { docker, type DockerOptions, DockerRefused } from './docker.ts'

/** One `up` at work. */
export interface Work {
  request: UpRequest
  record: LabRecord
  plan: ClusterPlan
  /** The kind program. */
  kind: string
  /** What is waited for now, for the error that says that it did not come. */
  waiting: string
}

/** A kind lab's own files, all in the lab's folder. */
export function labFiles(name: string) {
  const folder = labFolder(name)
  return {
    folder,
    /** kind's last act is to write it: it is there when, and only when, `kind create cluster` came to its end. */
    kubeconfig: join(folder, 'kubeconfig'),
    config: join(folder, 'kind.yaml'),
    log: join(folder, 'kind.log'),
    logs: join(folder, 'logs'),
  }
}

/** A container that is a node of a kind cluster, as Docker knows it. */
export interface NodeContainer {
  id: string
  name: string
  role: string
  /** Unix ms. */
  created: number
  running: boolean
  paused: boolean
  /** Unix ms of its last start. */
  started: number
  /** Container port → port on this machine. */
  ports: Record<number, number>
}

/** What kind's runtime keeps in a lab's record. */
export interface KindFacts {
  ports: HostPorts
  /** Container ids of the nodes, by name, as soon as they are known. */
  nodes: Record<string, string>
  /** How many pods make the lab whole. */
  pods: number
  /** On every object of it in the cluster: no other lab has it. */
  id: string
  /** The `kind create cluster` at work, which outlives a command that is killed. */
  creator?: number
}

export function factsOf(record: Pick<LabRecord, 'facts'>): KindFacts {
  return record.facts as unknown as KindFacts
}

/** What tells the lab's objects from any other's. */
export function markOfLab(record: Pick<LabRecord, 'name' | 'facts'>): Mark {
  return { lab: record.name, id: factsOf(record).id }
}

const CLUSTER_LABEL = 'io.x-k8s.kind.cluster'
const FORMAT = `{"id":{{json .Id}},"name":{{json .Name}},"created":{{json .Created}},"state":{{json .State}},"ports":{{json .HostConfig.PortBindings}},"labels":{{json .Config.Labels}}}`

/** The containers of the kind cluster of exactly that name, running or not. */
export async function nodesOf(cluster: string, options: DockerOptions = {}): Promise<NodeContainer[]> {
  const look = async () => {
    // Docker compares a label's value whole, where `kind get clusters | grep` would take another name's beginning.
    const ids = await docker(['ps', '-aq', '--no-trunc', '--filter', `label=${CLUSTER_LABEL}=${cluster}`], options)
    return ids === '' ? [] : inspect(ids.split('\n'), options).catch(orRefused)
  }
  // One that is being made is listed seconds before it can be inspected.
  const nodes = await poll(look, { until: Array.isArray, everyMs: 150, attempts: 100, signal: options.signal })
  if (nodes instanceof DockerRefused) throw nodes
  return nodes
}

function orRefused(error: unknown): DockerRefused {
  if (error instanceof DockerRefused) return error
  throw error
}

/** When each node started, Unix ms, cut to the second, as the start of its containers is given. */
export function startsOf(nodes: NodeContainer[]): Record<string, number> {
  return Object.fromEntries(nodes.map(({ name, started }) => [name, Math.floor(started / 1000) * 1000]))
}

/** Those containers, in that order. Throws DockerRefused where one is not there. */
export async function inspect(ids: string[], options: DockerOptions = {}): Promise<NodeContainer[]> {
  const lines = await docker(['container', 'inspect', '--format', FORMAT, ...ids], options)
  try {
    return lines.split('\n').map((line) => toNode(JSON.parse(line)))
  } catch (error) {
    throw new LabError('docker-gone', `docker container inspect printed something else than Docker does: ${reason(error)}`, {
      cause: error,
    })
  }
}

function toNode(raw: any): NodeContainer {
  const bindings = Object.entries<{ HostPort: string }[] | null>(raw.ports ?? {})
  return {
    id: raw.id,
    name: raw.name.replace(/^\//, ''),
    role: raw.labels['io.x-k8s.kind.role'] ?? '',
    created: Date.parse(raw.created),
    running: raw.state.Running === true,
    paused: raw.state.Paused === true,
    started: Date.parse(raw.state.StartedAt) || 0,
    ports: Object.fromEntries(bindings.map(([port, bound]) => [Number.parseInt(port, 10), Number(bound?.[0]?.HostPort)])),
  }
}

export type Whose = 'nobody' | 'ours' | 'foreign'

/**
 * Whose the containers of a cluster's name are. Ours are those whose ids are in the record, and, where `up` was killed
 * before it could note them, a control plane with the very ports that the record has, and what was made after the record
 * while there is no control plane yet. Anything else is another's, and so is a mixture.
 */
export function whose(nodes: NodeContainer[], record: LabRecord | undefined): Whose {
  if (nodes.length === 0) return 'nobody'
  if (record?.runtime !== 'kind') return 'foreign'
  const noted = new Set(Object.values(factsOf(record).nodes))
  const planes = nodes.filter(({ role }) => role === 'control-plane')
  if (planes.length > 0) return planes.every((plane) => noted.has(plane.id) || hasOurPorts(plane, record)) ? 'ours' : 'foreign'
  const later = (node: NodeContainer) => record.state === 'making' && node.created >= Date.parse(record.createdAt)
  return nodes.every((node) => noted.has(node.id) || later(node)) ? 'ours' : 'foreign'
}

/** They were free when they were picked, so no cluster of another's has them by chance and runs. */
function hasOurPorts({ ports }: NodeContainer, record: LabRecord): boolean {
  const wanted = factsOf(record).ports
  return ports[NODE_PORTS.query] === wanted.query && ports[NODE_PORTS.service] === wanted.service
}
