import { LabError } from '../../lib/errors.ts'
import { NAMESPACE } from '../../model/workloads.ts'
import { ApiRefused, type Cluster, read } from './api.ts'
import { ID_LABEL, LAB_LABEL, type Mark } from './names.ts'
import { checkShape, objectSchema } from './shapes.ts'

const PATH = `/api/v1/namespaces/${NAMESPACE}`

/**
 * Whether the cluster that answers now has the lab's mark on its namespace: a kubeconfig may have been replaced, and a cluster deleted and made
 * again. Throws `foreign` where it has not, and `lab-broken` where there is no answer.
 */
export async function mustBeOurs(cluster: Cluster, { lab, id }: Mark): Promise<void> {
  const labels = await labelsThere(cluster)
  if (labels[LAB_LABEL] === lab && labels[ID_LABEL] === id) return
  throw new LabError('foreign', `The cluster at ${new URL(cluster.api.url).origin} is not the lab "${lab}"; nothing was done to it`, {
    hint: `thanos-lab down --name ${lab}, then thanos-lab up --name ${lab}`,
  })
}

async function labelsThere(cluster: Cluster): Promise<Record<string, string>> {
  try {
    const found = await read(cluster, PATH)
    checkShape(objectSchema, found, PATH)
    return (found as { metadata: { labels?: Record<string, string> } }).metadata.labels ?? {}
  } catch (error) {
    // A cluster that knows neither us nor the namespace is another's, too.
    if (error instanceof ApiRefused && [401, 403, 404].includes(error.status)) return {}
    throw error
  }
}
