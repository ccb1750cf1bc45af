import { LabError } from '../../../../errors.ts'
import type { Evidence } from '../../../../journal.ts'
import type { LabRecord } from '../../../../state/labs.ts'
import type { Fill } from '../../../disturbance.ts'
import type { Hold } from '../../../runtime.ts'
import { type Cluster, type Script, call } from '../../cluster.ts'
import type { Disturber } from '../../disturb/disturber.ts'
import { listPods } from '../../list.ts'
import { REPLICA_PORT, holdTimer, podsPath } from '../../names.ts'
import type { Claim } from '../volumes.ts'
import { claimsOfPod } from '../wipe.ts'
import { BEGIN_FILL, END_FILL } from './filling.ts'

const CONTAINER = 'prometheus'

/**
 * A small file system of its own is laid over the claim's folder, with a copy of what is in it; Prometheus is started anew on it,
 * and when it is ready the rest is filled. At the end what it has written is copied back, and it is started anew once more.
 */
export function fill(cluster: Cluster, record: LabRecord): Disturber<Fill> {
  const { nodes } = cluster
  return {
    async begin({ pod }, hold) {
      const found = (await listPods(cluster, record.name)).find(({ metadata }) => metadata.name === pod.name && metadata.uid === pod.uid)
      const { node, path } = claimOf(record, pod.name)
      if (found?.status?.podIP === undefined)
        throw new LabError('lab-broken', `Pod ${pod.name} (uid ${pod.uid}) does not run: there is nothing to fill`)
      await nodes.startTimer(holdTimer(hold.id), hold.until, ending(path, pod.name, hold), node)
      const args = [path, folderOf(hold), pod.name, CONTAINER, holdTimer(hold.id), `${found.status.podIP}/${REPLICA_PORT}`]
      await nodes.run(node, { text: BEGIN_FILL, args })
    },
    async end({ pod }, hold) {
      const { node, path } = claimOf(record, pod.name)
      await nodes.run(node, ending(path, pod.name, hold))
      await nodes.stopTimer(holdTimer(hold.id))
    },
    async look({ pod }) {
      const { node, path } = claimOf(record, pod.name)
      const [usage, log] = await Promise.all([nodes.run(node, { text: USAGE, args: [path] }), logOf(cluster, pod.name)])
      return judgeFill(pod.name, usage, log)
    },
  }
}

/** Pure: the volume is one of the lab's own, has nothing left, and Prometheus says so. */
export function judgeFill(pod: string, usage: string, log: string): Evidence {
  const [type = '', used = ''] = usage.trim().split(/\s+/)
  const full = type === 'tmpfs' && used === '100%'
  const refused = log.split('\n').findLast((line) => line.includes('no space left on device'))
  const words = refused === undefined ? 'Prometheus has not met its end yet' : 'Prometheus: no space left on device'
  return {
    proven: full && refused !== undefined,
    detail: `the volume of ${pod} (${type}) is ${used} full; ${words}`,
    facts: { used, type },
  }
}

const USAGE = `df --output=fstype,pcent "$1" | tail -n 1`

async function logOf(cluster: Cluster, pod: string): Promise<string> {
  const reply = await call(cluster, `${podsPath}/${pod}/log`, { params: { container: CONTAINER, tailLines: '50' }, allow: [400, 404] })
  return reply.status === 200 ? String(reply.body) : ''
}

function claimOf(record: LabRecord, pod: string): Claim {
  const claim = claimsOfPod(record, pod)[0]
  if (claim === undefined)
    throw new LabError('lab-broken', `Pod ${pod} has no volume that could be filled`, { hint: 'correct the scenario' })
  return claim
}

/** In the node: what was there before stays reachable here. */
function folderOf(hold: Hold): string {
  return `/run/${holdTimer(hold.id)}`
}

function ending(path: string, pod: string, hold: Hold): Script {
  return { text: END_FILL, args: [path, folderOf(hold), pod, CONTAINER, holdTimer(hold.id)] }
}
