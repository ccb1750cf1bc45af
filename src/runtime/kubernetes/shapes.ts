import { z } from 'zod'
import { LabError } from '../../lib/errors.ts'

/* What the lab reads of the API server's answers. A proxy, or another server on its port, may answer anything: nothing is used before it fits. */

const text = z.string()

const container = z.looseObject({
  name: text,
  ports: z.array(z.looseObject({ name: text.optional(), containerPort: z.number() })).optional(),
})

const containerState = z.looseObject({
  waiting: z.looseObject({ reason: text.optional(), message: text.optional() }).optional(),
  running: z.looseObject({ startedAt: text }).optional(),
  terminated: z.looseObject({ exitCode: z.number(), finishedAt: text.nullish(), reason: text.optional() }).optional(),
})

const containerStatus = z.looseObject({
  name: text,
  containerID: text.optional(),
  ready: z.boolean(),
  restartCount: z.number(),
  state: containerState.optional(),
  lastState: containerState.optional(),
})

const conditions = z.array(z.looseObject({ type: text, status: text, reason: text.optional(), message: text.optional() })).optional()

export const podSchema = z.looseObject({
  metadata: z.looseObject({
    name: text,
    uid: text,
    labels: z.record(text, text).optional(),
    deletionTimestamp: text.optional(),
    finalizers: z.array(text).optional(),
  }),
  spec: z.looseObject({
    nodeName: text.optional(),
    initContainers: z.array(container).optional(),
    containers: z.array(container),
    volumes: z.array(z.looseObject({ configMap: z.looseObject({ name: text }).optional() })).optional(),
  }),
  status: z
    .looseObject({
      podIP: text.optional(),
      conditions,
      initContainerStatuses: z.array(containerStatus).optional(),
      containerStatuses: z.array(containerStatus).optional(),
    })
    .optional(),
})

export const nodeSchema = z.looseObject({
  metadata: z.looseObject({ name: text }),
  spec: z.looseObject({ unschedulable: z.boolean().optional() }),
  status: z.looseObject({ conditions }).optional(),
})

export const objectSchema = z.looseObject({ metadata: z.looseObject({ name: text, labels: z.record(text, text).optional() }) })

export const listSchema = z.looseObject({ items: z.array(z.unknown()) })

/** Throws `lab-broken` where an answer does not have a shape, with the first place that does not fit. The answer stays as it is. */
export function checkShape(schema: z.ZodType, body: unknown, path: string): void {
  const [issue] = schema.safeParse(body).error?.issues ?? []
  if (issue === undefined) return
  const place = issue.path.length === 0 ? '' : `${issue.path.join('.')}: `
  throw new LabError('lab-broken', `The API server answered GET ${path} with something else than Kubernetes does: ${place}${issue.message}`)
}
