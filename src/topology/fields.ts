import { z } from 'zod'

/*
 * The subset of Kubernetes that the native runtime takes, as data. A field is honoured (it has a shape here), accepted
 * without effect on processes (`noEffect`), or refused: by REFUSED with a reason, or for being unknown.
 */

/** Meant for a cluster: isolation, scheduling, limits, what kubectl shows. */
const noEffect = z.unknown().optional()

/** Fields that people would expect to work, and why they do not. */
export const REFUSED: Record<string, string> = {
  envFrom: 'write the variables under env',
  hostNetwork: 'processes already share the network of this machine',
  lifecycle: 'hooks are not run by the native runtime',
  shareProcessNamespace: 'processes are not isolated from each other',
  subPath: 'mount the whole volume',
  subPathExpr: 'mount the whole volume',
  optional: 'every ConfigMap must be among the manifests',
  sessionAffinity: 'the balancer picks a ready replica afresh for each connection',
  grpc: 'use httpGet, tcpSocket or exec',
}

const name = z.string().regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/)
const labels = z.record(z.string(), z.string())
const metadata = z.strictObject({ name, namespace: name.optional(), labels: labels.default({}), annotations: noEffect })
const portRef = z.union([z.int().min(1).max(65_535), z.string()])
const count = z.int().min(0)

const probe = z.strictObject({
  httpGet: z.strictObject({ path: z.string().startsWith('/').default('/'), port: portRef }).optional(),
  exec: z.strictObject({ command: z.array(z.string()).min(1) }).optional(),
  tcpSocket: z.strictObject({ port: portRef }).optional(),
  initialDelaySeconds: count.default(0),
  periodSeconds: z.int().min(1).default(10),
  timeoutSeconds: z.int().min(1).default(1),
  successThreshold: z.int().min(1).default(1),
  failureThreshold: z.int().min(1).default(3),
})

const fieldRef = z.strictObject({ fieldPath: z.enum(['metadata.name', 'metadata.namespace', 'metadata.uid', 'status.podIP']) })

const container = z.strictObject({
  name,
  image: z.string(),
  command: z.array(z.string()).default([]),
  args: z.array(z.string()).default([]),
  restartPolicy: z.literal('Always').optional(),
  env: z
    .array(z.strictObject({ name: z.string(), value: z.string().optional(), valueFrom: z.strictObject({ fieldRef }).optional() }))
    .default([]),
  ports: z
    .array(
      z.strictObject({ name: z.string().default(''), containerPort: z.int().min(1).max(65_535), protocol: z.literal('TCP').optional() }),
    )
    .default([]),
  volumeMounts: z.array(z.strictObject({ name, mountPath: z.string().startsWith('/'), readOnly: noEffect })).default([]),
  startupProbe: probe.optional(),
  readinessProbe: probe.optional(),
  livenessProbe: probe.optional(),
  imagePullPolicy: noEffect,
  resources: noEffect,
  securityContext: noEffect,
  terminationMessagePolicy: noEffect,
})

const podSpec = z.strictObject({
  containers: z.array(container).min(1),
  initContainers: z.array(container).default([]),
  volumes: z
    .array(z.strictObject({ name, emptyDir: z.strictObject({}).optional(), configMap: z.strictObject({ name }).optional() }))
    .default([]),
  terminationGracePeriodSeconds: count.default(30),
  restartPolicy: z.literal('Always').optional(),
  affinity: noEffect,
  automountServiceAccountToken: noEffect,
  nodeSelector: noEffect,
  securityContext: noEffect,
  serviceAccountName: noEffect,
  tolerations: noEffect,
  topologySpreadConstraints: noEffect,
})

const template = z.strictObject({ metadata: z.strictObject({ labels, annotations: noEffect }), spec: podSpec })
const selector = z.strictObject({ matchLabels: labels })

const deploymentSpec = z.strictObject({ replicas: count.default(1), selector, template, strategy: noEffect, minReadySeconds: noEffect })

const statefulSetSpec = z.strictObject({
  serviceName: name,
  replicas: count.default(1),
  selector,
  template,
  // Pods start side by side: an ordered start would be another system.
  podManagementPolicy: z.literal('Parallel'),
  volumeClaimTemplates: z
    .array(z.strictObject({ metadata: z.strictObject({ name }), spec: noEffect, apiVersion: noEffect, kind: noEffect }))
    .default([]),
  minReadySeconds: noEffect,
  persistentVolumeClaimRetentionPolicy: noEffect,
  updateStrategy: noEffect,
})

const serviceSpec = z.strictObject({
  clusterIP: z.literal('None').optional(),
  publishNotReadyAddresses: z.boolean().default(false),
  selector: labels,
  ports: z.array(
    z.strictObject({
      name: z.string().default(''),
      port: z.int().min(1).max(65_535),
      targetPort: portRef.optional(),
      protocol: z.literal('TCP').optional(),
      nodePort: noEffect,
    }),
  ),
  type: noEffect,
})

const head = { apiVersion: z.string(), metadata }

/** Shapes by kind. */
export const objects = {
  StatefulSet: z.strictObject({ ...head, kind: z.literal('StatefulSet'), spec: statefulSetSpec }),
  Deployment: z.strictObject({ ...head, kind: z.literal('Deployment'), spec: deploymentSpec }),
  Service: z.strictObject({ ...head, kind: z.literal('Service'), spec: serviceSpec }),
  ConfigMap: z.strictObject({ ...head, kind: z.literal('ConfigMap'), data: z.record(z.string(), z.string()).default({}) }),
  Namespace: z.strictObject({ ...head, kind: z.literal('Namespace') }),
}

/** Kinds that mean nothing to processes. */
export const KINDS_WITHOUT_EFFECT = ['ServiceAccount', 'PodDisruptionBudget', 'Role', 'RoleBinding', 'NetworkPolicy']

export type ContainerFields = z.output<typeof container>
export type PodFields = z.output<typeof podSpec>
export type ProbeFields = z.output<typeof probe>
