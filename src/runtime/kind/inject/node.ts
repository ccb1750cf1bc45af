import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LabError } from '../../../lib/errors.ts'
import { start } from '../../../lib/exec.ts'
import { poll } from '../../../lib/poll.ts'
import type { LabRecord } from '../../../storage/labs.ts'
import type { Lease, NodeDown } from '../../injection.ts'
import type { Injector } from '../../kubernetes/inject/injector.ts'
import { leaseTimer } from '../../kubernetes/names.ts'
import { docker } from '../docker.ts'
import { dockerFailed, nodeId } from '../nodes.ts'
import { factsOf, inspect, labFiles, type NodeContainer } from '../record.ts'

const STATES = { frozen: 'paused', stopped: 'exited' } as const
const VERBS = { frozen: { begin: 'pause', end: 'unpause' }, stopped: { begin: 'kill', end: 'start' } } as const

/** A node's container is paused, or killed. No timer of its own runs then: a process of this machine does it, and waits for its end. */
export function nodeDown(record: LabRecord): Injector<NodeDown> {
  return {
    async begin({ node, how }, lease) {
      const id = containerOf(record, node)
      await startWaiting(record.name, id, how, lease)
      const begun = async () => {
        const [found] = await inspect([id]).catch(refused(node))
        return stateOf(found) === STATES[how] || Date.now() >= lease.until
      }
      if (await poll(begun, { everyMs: 100, attempts: 300 })) return
      throw new LabError('lab-broken', `Docker did not ${VERBS[how].begin} ${node}`, { hint: `docker ${VERBS[how].begin} ${node}` })
    },
    async end({ node, how }, lease) {
      const id = containerOf(record, node)
      const [found] = await inspect([id]).catch(refused(node))
      if (stateOf(found) === STATES[how]) await docker([VERBS[how].end, id], { timeoutMs: 60_000 }).catch(refused(node))
      await rm(sentinel(record.name, lease), { force: true })
    },
    async evidence({ node, how }) {
      const [found] = await inspect([containerOf(record, node)]).catch(refused(node))
      const state = stateOf(found)
      const verified = state === STATES[how]
      return { verified, detail: `the container of ${node} is ${state} (Docker)`, facts: { node, state } }
    },
  }
}

function containerOf(record: LabRecord, node: string): string {
  return nodeId(factsOf(record).nodes, node)
}

/** As long as it is there, a process waits for the lease's end. It is gone with the lab's folder. */
function sentinel(lab: string, lease: Lease): string {
  return join(labFiles(lab).folder, `${leaseTimer(lease.id)}.waits`)
}

/** The beginning is its own, too, so that the end never comes first: an engine may take longer than the lease. */
const WAIT = `file="$1" until="$2" begin="$3" end="$4" id="$5"
docker "$begin" "$id" || exit 1
[ -e "$file" ] || { docker "$end" "$id"; exit; }
while [ -e "$file" ] && [ "$(date +%s)" -lt "$until" ]; do sleep 1; done
for i in $(seq 60); do [ -e "$file" ] || exit 0; docker "$end" "$id" && break; sleep 1; done
rm -f "$file"`

async function startWaiting(lab: string, id: string, how: NodeDown['how'], lease: Lease): Promise<void> {
  const file = sentinel(lab, lease)
  await writeFile(file, '')
  const env = Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined))
  const { begin, end } = VERBS[how]
  const args = [file, String(Math.ceil(lease.until / 1000)), begin, end, id]
  start('/bin/sh', ['-c', WAIT, 'thanos-lab', ...args], { env, outlives: true })
}

function stateOf(found: NodeContainer | undefined): 'paused' | 'running' | 'exited' {
  if (found?.paused === true) return 'paused'
  return found?.running === true ? 'running' : 'exited'
}

function refused(node: string): (error: unknown) => never {
  return dockerFailed(`did not do that to ${node}`)
}
