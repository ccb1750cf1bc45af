import { readFile } from 'node:fs/promises'
import { LabError } from '../../../errors.ts'
import type { LabRecord } from '../../../state/labs.ts'
import type { Lab } from '../../runtime.ts'
import type { Cluster } from '../cluster.ts'
import { kubernetesLab } from '../lab.ts'
import { abilitiesWith } from './abilities.ts'
import { kindCluster, trouble } from './access.ts'
import { kindDisturbers } from './disturbers.ts'
import { takeDown } from './down.ts'
import { labFiles } from './files.ts'
import { factsOf } from './found.ts'
import { kindNodes } from './nodes.ts'

/** The lab of a record as it is, whole or not. */
export async function openKind(record: LabRecord): Promise<Lab> {
  const { kubeconfig } = labFiles(record.name)
  const { ports } = factsOf(record)
  const cluster = await openCluster(record)
  return kubernetesLab(record, cluster, {
    abilities: abilitiesWith(record.settings),
    disturbers: kindDisturbers(record, cluster),
    wipe: async (pod) => (await import('./wipe.ts')).wipe(record, cluster, pod),
    urls: () => ({ query: url(ports.query), service: url(ports.service), replicas: {}, kubeconfig }),
    down: (progress) => takeDown(record, progress),
  })
}

function url(port: number): string {
  return `http://127.0.0.1:${port}`
}

/** One that was never made to its end has no API server to ask, and says so when it is asked. */
export async function openCluster(record: LabRecord): Promise<Cluster> {
  const { kubeconfig } = labFiles(record.name)
  const text = await readFile(kubeconfig, 'utf8').catch(() => undefined)
  if (text !== undefined) return kindCluster(record, kubeconfig, text)
  const halfMade = new LabError('lab-broken', `The lab "${record.name}" was not made to its end`)
  return {
    api: { url: 'http://127.0.0.1:9' },
    nodes: kindNodes(factsOf(record).nodes),
    trouble: async () => (await trouble(record)) ?? halfMade,
  }
}
