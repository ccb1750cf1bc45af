import { LabError } from '../../lib/errors.ts'
import type { LabRecord } from '../../storage/labs.ts'
import { mustBeOurs } from '../kubernetes/identity.ts'
import { listPods } from '../kubernetes/objects.ts'
import { isWhole, partsAnswer } from '../kubernetes/ready.ts'
import type { Lab } from '../runtime.ts'
import { urlsAnswer } from './access.ts'
import { DockerRefused } from './docker.ts'
import { openCluster, openKind } from './lab.ts'
import { factsOf, inspect, markOfLab, type NodeContainer, startsOf } from './record.ts'

/** What `up` can fix, or refuses for its own reasons. */
const NOT_WHOLE = new Set<string>(['lab-broken', 'foreign'])

/**
 * The lab, where it is whole just now: its nodes run, its cluster has its mark, every container started after they did and is ready, and Query and each
 * replica answer, also at the URLs that are printed; else undefined. Throws `docker-gone`.
 */
export async function healthy(record: LabRecord): Promise<Lab | undefined> {
  if (record.runtime !== 'kind' || record.state !== 'made') return undefined
  const { nodes, pods: count } = factsOf(record)
  const cluster = await openCluster(record)
  try {
    const [containers, , pods, ...answers] = await Promise.all([
      awake(Object.values(nodes)),
      mustBeOurs(cluster, markOfLab(record)),
      // Quiet about why: what is wrong is found out afresh.
      listPods({ ...cluster, whySilent: async () => undefined }, record.name),
      partsAnswer(cluster.api, record.settings.replicas),
      urlsAnswer(record),
    ])
    return answers.every(Boolean) && isWhole(pods, { lab: record.name, count, since: startsOf(containers) })
      ? await openKind(record)
      : undefined
  } catch (error) {
    if (error instanceof DockerRefused || (error instanceof LabError && NOT_WHOLE.has(error.code))) return undefined
    throw error
  }
}

/** At once where a node sleeps: what is asked of its API server meanwhile gets no answer for seconds. */
async function awake(ids: string[]): Promise<NodeContainer[]> {
  const containers = await inspect(ids)
  if (containers.every(({ running, paused }) => running && !paused)) return containers
  throw new LabError('lab-broken', 'A node sleeps')
}
