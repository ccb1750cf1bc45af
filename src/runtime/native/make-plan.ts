import { join } from 'node:path'
import { LabError } from '../../lib/errors.ts'
import { PROMETHEUS, QUERY } from '../../model/workloads.ts'
import type { Container, Topology, Volume, Workload } from '../../topology/topology.ts'
import { discovery } from './discovery.ts'
import { type Given, NOTHING_GIVEN } from './given-ports.ts'
import type { ContainerPlan, EndpointFile, LabPlan, Slot, VolumePlan } from './plan.ts'
import { isPlain, type Names, rewrite } from './rewrite.ts'
import { type Place, Wiring } from './wiring.ts'

export interface PlanRequest {
  lab: string
  folder: string
  topology: Topology
  /** Program (by the last part of the image's name) → path. */
  programs: Record<string, string>
  freePort: () => Promise<number>
  /** Ports that were given out before. */
  given?: Given
}

/**
 * Turns a topology into processes. Listeners are made for every link that the texts name: rewriting asks for them,
 * so it runs twice, first to learn which there are, then with their ports. What had ports before keeps them.
 */
export async function makePlan(request: PlanRequest): Promise<LabPlan> {
  const { lab, folder, topology, programs, freePort, given = NOTHING_GIVEN } = request
  const places = await placesOf(topology, freePort, given)
  const wiring = new Wiring(topology, places, given)
  slotsOf(request, places, wiring)
  for (const { service } of [QUERY, PROMETHEUS]) wiring.relayTo({ from: 'lab', service: service.name })
  for (const [key, relay] of wiring.relays) relay.port = given.relays[key] ?? (await freePort())
  const slots = slotsOf(request, places, wiring)
  return { lab, folder, namespace: topology.namespace, programs, slots, relays: [...wiring.relays.values()] }
}

async function placesOf(topology: Topology, freePort: () => Promise<number>, given: Given): Promise<Place[]> {
  const places: Place[] = []
  for (const workload of topology.workloads) {
    for (let ordinal = 0; ordinal < workload.replicas; ordinal += 1) {
      const id = `${workload.name}-${ordinal}`
      const ports = new Map<number, number>()
      for (const { port } of workload.containers.flatMap((container) => container.ports))
        ports.set(port, given.slots[id]?.[port] ?? (await freePort()))
      places.push({ id, workload, ports })
    }
  }
  return places
}

function slotsOf(request: PlanRequest, places: Place[], wiring: Wiring): Slot[] {
  return places.map((place) => slotOf(request, place, wiring))
}

function slotOf(request: PlanRequest, place: Place, wiring: Wiring): Slot {
  const { id, workload } = place
  const podFolder = join(request.folder, 'pods', id)
  const folders = Object.fromEntries(workload.volumes.map((volume) => [volume.name, volumeFolder(request, place, volume)]))
  const namesOf = (container: Container): Names => ({
    namespace: request.topology.namespace,
    own: (port) => place.ports.get(port),
    other: (service, pod, port) => wiring.relayTo({ from: id, service, pod, port })?.port,
    mounts: Object.fromEntries(container.mounts.map(({ volume, path }) => [path, folders[volume] ?? path])),
  })
  const endpointFiles: EndpointFile[] = []
  const containers = workload.containers.map((container) => {
    const found = discovery(container.args, request.topology.namespace, join(podFolder, `${container.name}.endpoints.yaml`))
    if (found.file !== undefined)
      endpointFiles.push({ file: found.file, endpoints: wiring.eachEndpoint(id, found.service, found.portName) })
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
      ...(isShared(request, place, volume) ? { shared: true } : {}),
    }
  })
  const { graceSeconds, labels, kind, name } = workload
  const ports = Object.fromEntries(place.ports)
  return { id, workload: name, stable: kind === 'StatefulSet', labels, graceSeconds, ports, containers, volumes, endpointFiles }
}

/** A ConfigMap's text is read by any container of the pod, so it knows the mounts of all of them. */
function mergeMounts(reader: Container, workload: Workload): Container {
  return { ...reader, mounts: workload.containers.flatMap((container) => container.mounts) }
}

function volumeFolder(request: PlanRequest, place: Place, volume: Volume): string {
  const { folder } = request
  if (volume.kind === 'claim') return join(folder, 'claims', `${volume.name}-${place.id}`)
  if (volume.kind === 'config' && isShared(request, place, volume)) return join(folder, 'configmaps', volume.configMap)
  return join(folder, 'pods', place.id, 'volumes', volume.name)
}

/** A ConfigMap of which nothing has to be rewritten for a pod. */
function isShared({ topology }: PlanRequest, { workload }: Place, volume: Volume): boolean {
  const texts = volume.kind === 'config' ? Object.values(topology.configMaps[volume.configMap] ?? {}) : []
  const mounts = workload.containers.flatMap((container) => container.mounts.map(({ path }) => path))
  return texts.length > 0 && texts.every((text) => isPlain(text, topology.namespace, mounts))
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
