import { columns } from '../lib/columns.ts'
import type { LabStatus } from '../model/answers.ts'

/** A lab's status for a person. */
export function statusText({ lab }: LabStatus): string {
  if (lab.runtime === null) return `There is no lab "${lab.name}".`
  const rows = [
    `Lab ${lab.name} (${lab.runtime}) is ${lab.state}`,
    '',
    ...columns(parts(lab)).map((line) => `  ${line}`),
    '',
    `Query    ${lab.query?.url ?? '-'}`,
    ...(lab.service === undefined ? [] : [`Service  ${lab.service.url}  (a random replica)`]),
    ...(lab.kubeconfig === undefined ? [] : [`kubectl  --kubeconfig ${lab.kubeconfig} -n thanos get pods`]),
  ]
  return rows.join('\n')
}

function parts({ replicas, stores, faults }: LabStatus['lab']): string[][] {
  return [
    ...replicas.map(({ name, ready, restarts, prometheusUrl = '' }) => [
      name,
      ready ? 'ready' : 'not ready',
      `${restarts} restart${restarts === 1 ? '' : 's'}`,
      prometheusUrl,
    ]),
    ...stores.map(({ name, replica: label, healthy, lastError }) => [
      `store ${name}`,
      healthy ? 'healthy' : 'unhealthy',
      label ?? '',
      lastError ?? '',
    ]),
    ...faults.map(({ id, fault, target, since }) => [`fault ${id}`, fault, target, `since ${since}`]),
  ]
}
