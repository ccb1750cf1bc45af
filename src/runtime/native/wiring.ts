import { LabError } from '../../lib/errors.ts'
import type { Service, Topology, Workload } from '../../topology/topology.ts'
import { type Given, linkKey } from './given-ports.ts'
import type { Endpoint, EndpointFile, Relay } from './plan.ts'

/** A pod's place before its texts are rewritten: its workload, and its ports on this machine. */
export interface Place {
  id: string
  workload: Workload
  ports: Map<number, number>
}

interface Link {
  from: string
  service: string
  pod?: string | undefined
  /** The Service's port; left out: its first. */
  port?: number
}

/** The links between places, made as they are asked for. */
export class Wiring {
  readonly relays = new Map<string, Relay>()
  #topology: Topology
  #places: Place[]
  /** `POD PORT` and `SERVICE PORT` that led somewhere once. */
  #names: Set<string>

  constructor(topology: Topology, places: Place[], given: Given) {
    this.#topology = topology
    this.#places = places
    this.#names = new Set(Object.keys(given.relays).map((key) => key.slice(key.indexOf(' ') + 1)))
  }

  /**
   * The relay of a link, made where it is new; undefined where the Service, its port or the pod does not exist. What was there
   * and is away (scaled down) still has its name: its relay leads to nobody.
   */
  relayTo(link: Link): Relay | undefined {
    const service = this.#service(link.service)
    const port = service?.ports.find((candidate) => link.port === undefined || candidate.port === link.port)
    if (service === undefined || port === undefined) return undefined
    const to = link.pod ?? service.name
    const targets = this.#endpointsOf(service, port.target).filter(({ slot }) => link.pod === undefined || slot === link.pod)
    if (targets.length === 0 && !this.#names.has(`${to} ${port.port}`)) return undefined
    const wanted = { from: link.from, to, servicePort: port.port }
    const key = linkKey(wanted)
    const relay = this.relays.get(key) ?? { ...wanted, port: 0, targets, notReady: service.notReady || link.pod !== undefined }
    this.relays.set(key, relay)
    return relay
  }

  /** SRV look-up: a link of its own to each pod behind the Service. */
  eachEndpoint(from: string, serviceName: string, portName: string): EndpointFile['endpoints'] {
    const service = this.#service(serviceName)
    const port = service?.ports.find((candidate) => candidate.name === portName)
    if (service === undefined || port === undefined)
      throw new LabError('manifest', `_${portName}._tcp.${serviceName} leads nowhere: no Service has that name and port`)
    return this.#endpointsOf(service, port.target).map(({ slot }) => ({
      slot,
      port: this.relayTo({ from, service: serviceName, pod: slot, port: port.port })?.port ?? 0,
    }))
  }

  #service(name: string): Service | undefined {
    return this.#topology.services.find((candidate) => candidate.name === name)
  }

  #endpointsOf(service: Service, target: number | string): Endpoint[] {
    return this.#places
      .filter(({ workload }) => Object.entries(service.selector).every(([label, value]) => workload.labels[label] === value))
      .flatMap(({ id, workload, ports }) => {
        const declared = workload.containers.flatMap((container) => container.ports)
        const port = declared.find((candidate) => candidate.name === target || candidate.port === target)?.port
        const mine = port === undefined ? undefined : ports.get(port)
        return mine === undefined ? [] : [{ slot: id, port: mine }]
      })
  }
}
