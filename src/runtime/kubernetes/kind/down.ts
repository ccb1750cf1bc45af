import type { Progress } from '../../../progress.ts'
import type { LabRecord } from '../../../state/labs.ts'
import { endCreator } from './creator.ts'
import { labFiles } from './files.ts'
import { factsOf, nodesOf } from './found.ts'
import { removeNodes } from './stock.ts'
import { whose } from './whose.ts'

/**
 * Removes the lab's node containers and their volumes. By their ids, not by `kind delete cluster`, which removes whatever bears
 * the cluster's name; kind itself does no more (its network is shared by all clusters and stays). Throws `docker-gone`.
 */
export async function takeDown(record: LabRecord, progress: Progress): Promise<void> {
  await endCreator(factsOf(record).creator, labFiles(record.name).kubeconfig)
  const nodes = await nodesOf(record.name)
  const owner = whose(nodes, record)
  if (owner === 'ours') await progress.step(`removing ${nodes.map(({ name }) => name).join(', ')}`, () => removeNodes(nodes))
  if (owner === 'foreign') progress.warn(`A kind cluster named "${record.name}" is there that the lab did not make; it was left alone`)
}
