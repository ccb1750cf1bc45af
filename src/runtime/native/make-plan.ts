import { join } from 'node:path'
import { LabError } from '../../errors.ts'
import type { Container, Service, Topology, Workload } from '../../topology/topology.ts'
import { discovery } from './discovery.ts'
import type { ContainerPlan, Endpoint, EndpointFile, Plan, Relay, Slot, VolumePlan } from './plan.ts'
import { type Names, rewrite } from './rewrite.ts'

export interface PlanRequest {
  lab: string
  folder: string
  topology: Topology
  /** Program (by the last part of the image's name) → path. */
  programs: Record<string, string>
  freePort: () => Promise<number>
}

/** A pod's place before its texts are rewritten: its workload, and its ports on this machine. */
interface Place {
  id: string
  workload: Workload
  ports: Map<number, number>
}

/**
 * Turns a topology into processes. Listeners are made for every link that the texts name: rewriting asks for them,
 * so it runs twice, first to learn which there are, then with their ports.
 */
export async function makePlan(request: PlanRequest): Promise<Plan> {
  const { lab, folder, topology, freePort } = request
  const places = await placesOf(topology, freePort)
  const relays = new Map<string, Relay>()
  slotsOf(request, places, relays)
  for (const service of ['thanos-query', 'prometheus']) relayTo(relays, topology, places, { from: 'lab', service })
  for (const relay of relays.values()) relay.port = await freePort()
  return { lab, folder, namespace: topology.namespace, slots: slotsOf(request, places, relays), relays: [...relays.values()] }
}

async function placesOf(topology: Topology, freePort: () => Promise<number>): Promise<Place[]> {
  const places: Place[] = []
  for (const workload of topology.workloads) {
    for (let ordinal = 0; ordinal < workload.replicas; ordinal += 1) {
      const ports = new Map<number, number>()
      for (const { port } of workload.containers.flatMap((container) => container.ports)) ports.set(port, await freePort())
      places.push({ id: `${workload.name}-${ordinal}`, workload, ports })
    }
  }
  return places
}

function slotsOf(request: PlanRequest, places: Place[], relays: Map<string, Relay>): Slot[] {
  return places.map((place) => slotOf(request, places, place, relays))
}

function slotOf(request: PlanRequest, places: Place[], place: Place, relays: Map<string, Relay>): Slot {
  const { id, workload } = place
  const podFolder = join(request.folder, 'pods', id)
  const folders = Object.fromEntries(workload.volumes.map((volume) => [volume.name, volumeFolder(request.folder, id, volume)]))
  const namesOf = (container: Container): Names => ({
    namespace: request.topology.namespace,
    own: (port) => place.ports.get(port),
    other: (service, pod, port) => relayTo(relays, request.topology, places, { from: id, service, pod, port })?.port,
    mounts: Object.fromEntries(container.mounts.map(({ volume, path }) => [path, folders[volume] ?? path])),
  })
  const endpointFiles: EndpointFile[] = []
  const containers = workload.containers.map((container) => {
    const found = discovery(container.args, request.topology.namespace, join(podFolder, `${container.name}.endpoints.yaml`))
    if (found.file !== undefined)
      endpointFiles.push({ file: found.file, endpoints: eachEndpoint(relays, request.topology, places, id, found.service, found.portName) })
    return containerPlan(container, found.args, namesOf(container), request.programs)
  })
  const volumes = workload.volumes.map((volume): VolumePlan => {
    const target = folders[volume.name] ?? podFolder
    if (volume.kind !== 'config') return { kind: volume.kind, folder: target }
    const reader = workload.containers.find((container) => container.mounts.some((mount) => mount.volume === volume.name))
    const texts = Object.entries(request.topology.configMaps[volume.configMap] ?? noConfigMap(volume.configMap))
    const names = reader === undefined ? undefined : namesOf(mergeMounts(reader, workload))
    return {
      kind: 'config',
      folder: target,
      files: Object.fromEntries(texts.map(([file, text]) => [file, names ? rewrite(text, names) : text])),
    }
  })
  const { graceSeconds, labels, kind, name } = workload
  return { id, workload: name, stable: kind === 'StatefulSet', labels, graceSeconds, containers, volumes, endpointFiles }
}

/** A ConfigMap's text is read by any container of the pod, so it knows the mounts of all of them. */
function mergeMounts(reader: Container, workload: Workload): Container {
  return { ...reader, mounts: workload.containers.flatMap((container) => container.mounts) }
}

function volumeFolder(folder: string, slot: string, volume: { name: string; kind: string }): string {
  return volume.kind === 'claim' ? join(folder, 'claims', `${volume.name}-${slot}`) : join(folder, 'pods', slot, 'volumes', volume.name)
}

function noConfigMap(name: string): never {
  throw new LabError('manifest', `A volume names ConfigMap ${name}, which is not among the manifests`)
}

function containerPlan(container: Container, args: string[], names: Names, programs: Record<string, string>): ContainerPlan {
  const image = /([^/:]+)(?::[^/]*)?$/.exec(container.image)?.[1] ?? container.image
  const [command, ...more] = container.command
  const program = command ?? programs[image]
  if (program === undefined) throw new LabError('manifest', `No program is known for image ${container.image}`)
  const { name, role, startup, readiness, liveness } = container
  return {
    name,
    role,
    program,
    args: [...more, ...args].map((arg) => rewrite(arg, names)),
    env: container.env.map((entry) => ({
      name: entry.name,
      value: typeof entry.value === 'string' ? rewrite(entry.value, names) : entry.value,
    })),
    ...(startup === undefined ? {} : { startup: probePlan(startup, names) }),
    ...(readiness === undefined ? {} : { readiness: probePlan(readiness, names) }),
    ...(liveness === undefined ? {} : { liveness: probePlan(liveness, names) }),
  }
}

function probePlan(probe: NonNullable<Container['startup']>, names: Names): NonNullable<Container['startup']> {
  const { action } = probe
  const mine = (port: number): number => names.own(port) ?? port
  if ('http' in action) return { ...probe, action: { http: { path: action.http.path, port: mine(action.http.port) } } }
  if ('tcp' in action) return { ...probe, action: { tcp: mine(action.tcp) } }
  return { ...probe, action: { exec: action.exec.map((part) => rewrite(part, names)) } }
}

interface Link {
  from: string
  service: string
  pod?: string | undefined
  /** The Service's port; left out: its first. */
  port?: number
}

/** The relay of a link, made where it is new; undefined where the Service, its port or the pod does not exist. */
function relayTo(relays: Map<string, Relay>, topology: Topology, places: Place[], link: Link): Relay | undefined {
  const service = topology.services.find((candidate) => candidate.name === link.service)
  const port = service?.ports.find((candidate) => link.port === undefined || candidate.port === link.port)
  if (service === undefined || port === undefined) return undefined
  const targets = endpointsOf(service, port.target, places).filter(({ slot }) => link.pod === undefined || slot === link.pod)
  if (targets.length === 0) return undefined
  const to = link.pod ?? service.name
  const key = `${link.from} ${to} ${port.port}`
  const relay = relays.get(key) ?? { from: link.from, to, port: 0, targets, notReady: service.notReady || link.pod !== undefined }
  relays.set(key, relay)
  return relay
}

function endpointsOf(service: Service, target: number | string, places: Place[]): Endpoint[] {
  return places
    .filter(({ workload }) => Object.entries(service.selector).every(([label, value]) => workload.labels[label] === value))
    .flatMap(({ id, workload, ports }) => {
      const declared = workload.containers.flatMap((container) => container.ports)
      const port = declared.find((candidate) => candidate.name === target || candidate.port === target)?.port
      const mine = port === undefined ? undefined : ports.get(port)
      return mine === undefined ? [] : [{ slot: id, port: mine }]
    })
}

/** SRV look-up: a link of its own to each pod behind the Service. */
function eachEndpoint(
  relays: Map<string, Relay>,
  topology: Topology,
  places: Place[],
  from: string,
  serviceName: string,
  portName: string,
): EndpointFile['endpoints'] {
  const service = topology.services.find((candidate) => candidate.name === serviceName)
  const port = service?.ports.find((candidate) => candidate.name === portName)
  if (service === undefined || port === undefined)
    throw new LabError('manifest', `_${portName}._tcp.${serviceName} leads nowhere: no Service has that name and port`)
  return endpointsOf(service, port.target, places).map(({ slot }) => ({
    slot,
    port: relayTo(relays, topology, places, { from, service: serviceName, pod: slot, port: port.port })?.port ?? 0,
  }))
}
