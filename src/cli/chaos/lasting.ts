import type { KubernetesObject } from '../../topology/load.ts'

/* What of an answer stays the same for as long as nobody changes the lab. */

/** Counters, times and bookkeeping of the API server, which change by themselves. */
const BOOKKEEPING = ['resourceVersion', 'generation', 'managedFields', 'uid', 'creationTimestamp', 'selfLink']
const ANNOTATIONS = ['deployment.kubernetes.io/revision', 'kubectl.kubernetes.io/last-applied-configuration']

/** An object without its status and the API server's bookkeeping. */
export function lastingObject(object: KubernetesObject): string {
  const metadata = without(object.metadata as Record<string, unknown>, BOOKKEEPING)
  const annotations = without((metadata['annotations'] ?? {}) as Record<string, unknown>, ANNOTATIONS)
  return canonical({ ...without(object, ['status']), metadata: { ...metadata, annotations } })
}

interface Rules {
  groups?: { name: string; interval: number; rules: { name: string; query: string; type: string; labels?: unknown; duration?: number }[] }[]
}

/** Rules without what their last evaluation was like. */
export function lastingRules(answer: unknown): string {
  const { groups = [] } = answer as Rules
  return canonical(
    groups.map(({ name, interval, rules }) => ({
      name,
      interval,
      rules: rules.map((rule) => ({ name: rule.name, query: rule.query, type: rule.type, labels: rule.labels, duration: rule.duration })),
    })),
  )
}

/** JSON with its keys in order, so that equal things are equal texts. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

function without(map: Record<string, unknown>, keys: string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)))
}
