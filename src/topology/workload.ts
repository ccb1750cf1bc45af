import type { z } from 'zod'
import { LabError } from '../lib/errors.ts'
import type { ContainerFields, objects, PodFields, ProbeFields } from './fields.ts'
import type { Container, ContainerProbe, Volume, Workload } from './topology.ts'

export function readStatefulSet({ metadata, spec }: z.output<typeof objects.StatefulSet>): Workload {
  const claims = spec.volumeClaimTemplates.map((claim): Volume => ({ name: claim.metadata.name, kind: 'claim' }))
  return {
    kind: 'StatefulSet',
    name: metadata.name,
    replicas: spec.replicas,
    labels: spec.template.metadata.labels,
    ...readPod(spec.template.spec, claims),
  }
}

export function readDeployment({ metadata, spec }: z.output<typeof objects.Deployment>): Workload {
  return {
    kind: 'Deployment',
    name: metadata.name,
    replicas: spec.replicas,
    labels: spec.template.metadata.labels,
    ...readPod(spec.template.spec, []),
  }
}

function readPod(pod: PodFields, claims: Volume[]): Pick<Workload, 'graceSeconds' | 'containers' | 'volumes'> {
  return {
    graceSeconds: pod.terminationGracePeriodSeconds,
    containers: [
      ...pod.initContainers.map((container) => readContainer(container, container.restartPolicy === 'Always' ? 'sidecar' : 'init')),
      ...pod.containers.map((container) => readContainer(container, 'main')),
    ],
    volumes: [...claims, ...pod.volumes.map(readVolume)],
  }
}

function readVolume({ name, configMap, emptyDir }: PodFields['volumes'][number]): Volume {
  if (configMap !== undefined) return { name, kind: 'config', configMap: configMap.name }
  if (emptyDir !== undefined) return { name, kind: 'empty' }
  throw new LabError('manifest', `Volume ${name} is neither an emptyDir nor a configMap, the kinds that the native runtime knows`)
}

function readContainer(container: ContainerFields, role: Container['role']): Container {
  const { name, image, command, args, startupProbe, readinessProbe, livenessProbe } = container
  const ports = container.ports.map(({ name: port, containerPort }) => ({ name: port, port: containerPort }))
  return {
    name,
    image,
    role,
    command,
    args,
    env: container.env.map((entry) => ({
      name: entry.name,
      value: entry.valueFrom === undefined ? (entry.value ?? '') : { field: entry.valueFrom.fieldRef.fieldPath },
    })),
    ports,
    mounts: container.volumeMounts.map(({ name: volume, mountPath }) => ({ volume, path: mountPath })),
    ...(startupProbe === undefined ? {} : { startup: readProbe(startupProbe, container) }),
    ...(readinessProbe === undefined ? {} : { readiness: readProbe(readinessProbe, container) }),
    ...(livenessProbe === undefined ? {} : { liveness: readProbe(livenessProbe, container) }),
  }
}

function readProbe(probe: ProbeFields, container: ContainerFields): ContainerProbe {
  return {
    action: readAction(probe, container),
    initialDelay: probe.initialDelaySeconds,
    period: probe.periodSeconds,
    timeout: probe.timeoutSeconds,
    successes: probe.successThreshold,
    failures: probe.failureThreshold,
  }
}

function readAction(probe: ProbeFields, container: ContainerFields): ContainerProbe['action'] {
  if (probe.httpGet !== undefined) return { http: { path: probe.httpGet.path, port: portOf(probe.httpGet.port, container) } }
  if (probe.tcpSocket !== undefined) return { tcp: portOf(probe.tcpSocket.port, container) }
  if (probe.exec !== undefined) return { exec: probe.exec.command }
  throw new LabError('manifest', `A probe of container ${container.name} has no httpGet, tcpSocket or exec`)
}

function portOf(port: number | string, container: ContainerFields): number {
  if (typeof port === 'number') return port
  const found = container.ports.find((candidate) => candidate.name === port)?.containerPort
  if (found === undefined)
    throw new LabError('manifest', `A probe of container ${container.name} names port ${port}, which it does not have`)
  return found
}
