import type { KubernetesObject } from '../../topology/load.ts'
import { LAB_LABEL } from './names.ts'

/** The objects with the lab's label, on themselves and on the pods and claims made from them. The given ones stay as they are. */
export function labelled(objects: KubernetesObject[], lab: string): KubernetesObject[] {
  return objects.map((object) => {
    const copy = structuredClone(object)
    const spec = copy['spec']
    for (const one of [copy, spec?.template, ...(spec?.volumeClaimTemplates ?? [])])
      if (one !== undefined) one.metadata = { ...one.metadata, labels: { ...one.metadata?.labels, [LAB_LABEL]: lab } }
    return copy
  })
}

/** The named Services as NodePorts: Service name → port on every node, for the Service's first port. */
export function exposed(objects: KubernetesObject[], nodePorts: Record<string, number>): KubernetesObject[] {
  return objects.map((object) => {
    const nodePort = object.kind === 'Service' ? nodePorts[object.metadata.name] : undefined
    if (nodePort === undefined) return object
    const copy = structuredClone(object)
    copy['spec'].type = 'NodePort'
    copy['spec'].ports[0].nodePort = nodePort
    return copy
  })
}

/** Every image that the objects' containers run, each once. */
export function imagesOf(objects: KubernetesObject[]): string[] {
  const pods = objects.map((object) => object['spec']?.template?.spec).filter((pod) => pod !== undefined)
  const containers = pods.flatMap((pod): { image: string }[] => [...(pod.initContainers ?? []), ...(pod.containers ?? [])])
  return [...new Set(containers.map(({ image }) => image))]
}

/** How many pods the objects ask for. */
export function podCount(objects: KubernetesObject[]): number {
  return objects
    .filter(({ kind }) => kind === 'StatefulSet' || kind === 'Deployment')
    .reduce((sum, object) => sum + Number(object['spec'].replicas ?? 1), 0)
}
