import { setTimeout as sleep } from 'node:timers/promises'
import type { LabRecord } from '../../../state/labs.ts'
import { DockerRefused, type DockerOptions, docker } from './docker.ts'
import type { HostPorts } from './ports.ts'

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
  /** The `kind create cluster` at work, which outlives a command that is killed. */
  creator?: number
}

export function factsOf(record: LabRecord): KindFacts {
  return record.facts as unknown as KindFacts
}

const CLUSTER_LABEL = 'io.x-k8s.kind.cluster'
const FORMAT = `{"id":{{json .Id}},"name":{{json .Name}},"created":{{json .Created}},"state":{{json .State}},"ports":{{json .HostConfig.PortBindings}},"labels":{{json .Config.Labels}}}`

/** The containers of the kind cluster of exactly that name, running or not. */
export async function nodesOf(cluster: string, options: DockerOptions = {}): Promise<NodeContainer[]> {
  for (let attempt = 1; ; attempt += 1) {
    // Docker compares a label's value whole, where `kind get clusters | grep` would take another name's beginning.
    const ids = await docker(['ps', '-aq', '--no-trunc', '--filter', `label=${CLUSTER_LABEL}=${cluster}`], options)
    if (ids === '') return []
    try {
      return await inspect(ids.split('\n'), options)
    } catch (error) {
      // One that is being made is listed seconds before it can be inspected.
      if (!(error instanceof DockerRefused) || attempt === 100) throw error
      await sleep(150, undefined, options.signal === undefined ? {} : { signal: options.signal })
    }
  }
}

/** When each node started, Unix ms, cut to the second, as the start of its containers is given. */
export function startsOf(nodes: NodeContainer[]): Record<string, number> {
  return Object.fromEntries(nodes.map(({ name, started }) => [name, Math.floor(started / 1000) * 1000]))
}

/** Those containers, in that order. Throws DockerRefused where one is not there. */
export async function inspect(ids: string[], options: DockerOptions = {}): Promise<NodeContainer[]> {
  const lines = await docker(['container', 'inspect', '--format', FORMAT, ...ids], options)
  return lines.split('\n').map((line) => toNode(JSON.parse(line)))
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
