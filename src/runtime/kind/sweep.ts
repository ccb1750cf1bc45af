import { existsSync } from 'node:fs'
import { LabError } from '../../lib/errors.ts'
import { runningProcesses } from '../../lib/processes.ts'
import type { Progress } from '../../lib/progress.ts'
import { DEFAULT_SETTINGS } from '../../model/lab-defaults.ts'
import { readJson } from '../../storage/files.ts'
import type { LabRecord } from '../../storage/labs.ts'
import { type HostPorts, NODE_PORTS } from './config.ts'
import { endCreator, removeCluster } from './lifecycle.ts'
import { labFiles, nodesOf } from './record.ts'

/**
 * Removes the cluster of a lab whose record cannot be read: kind's configuration, beside the record, has the ports by which the cluster is known as
 * the lab's. False where the lab never had a cluster. Throws `uncleaned` where there is one of its name, and nothing says whose it is.
 */
export async function sweepCluster(name: string, progress: Progress): Promise<boolean> {
  const { config, kubeconfig } = labFiles(name)
  if (!existsSync(config)) return false
  const text = await readJson(config).catch((): null => null)
  const creators = (await runningProcesses()).filter(({ args }) => args.includes(kubeconfig) && args.includes('create'))
  for (const { pid } of creators) await endCreator(pid, kubeconfig)
  const nodes = await nodesOf(name)
  if (nodes.length === 0) return true
  const ports = portsIn(text)
  if (ports === undefined)
    throw new LabError(
      'uncleaned',
      `There is a kind cluster "${name}", and the files that say whether it is the lab's cannot be read: ${config}`,
      {
        hint: `kind delete cluster --name ${name}, if it is the lab's; then thanos-lab down --name ${name}`,
      },
    )
  const record: LabRecord = {
    name,
    runtime: 'kind',
    settings: DEFAULT_SETTINGS,
    createdAt: new Date().toISOString(),
    state: 'made',
    facts: { ports, nodes: {}, pods: 0 },
  }
  await removeCluster(record, progress)
  return true
}

/** The ports in a kind configuration as `kindConfig` writes it; undefined where they are not there. */
function portsIn(config: unknown): HostPorts | undefined {
  const [plane] = listOf(Object(config).nodes)
  const portOf = (wanted: number): unknown =>
    listOf(Object(plane).extraPortMappings).find((one) => Object(one).containerPort === wanted)?.hostPort
  const [query, service] = [portOf(NODE_PORTS.query), portOf(NODE_PORTS.service)]
  return typeof query === 'number' && typeof service === 'number' ? { query, service } : undefined
}

function listOf(value: unknown): any[] {
  return Array.isArray(value) ? value : []
}
