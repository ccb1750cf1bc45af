import { LabError } from '../../../lib/errors.ts'
import { exec } from '../../../lib/exec.ts'
import type { Freeze, KeepDown } from '../../injection.ts'
import type { Kubelet } from '../kubelet.ts'
import type { ActiveInjection } from './injections.ts'

/** Stops the processes of that very start of a container. Throws `no-target` where it does not run. */
export function freeze(kubelet: Kubelet, { container: { pod, container }, id }: Freeze): ActiveInjection {
  const found = kubelet.container(pod, container)
  const pid = found?.freeze(id)
  if (found === undefined || pid === undefined)
    throw new LabError('no-target', `That start of ${container} of ${pod} does not run: there is nothing to freeze`)
  return {
    async look() {
      const states = found.state.id === id && found.state.running ? await statesOf(pid) : []
      const verified = states.length > 0 && states.every((state) => state.startsWith('T'))
      const detail = states.length === 0 ? 'has ended' : `stands in state ${states.join(', ')}`
      return {
        verified: verified,
        detail: `${container} of ${pod} (pid ${pid}) ${detail}`,
        facts: { pid, state: states.join(', ') || 'none' },
      }
    },
    end: async () => found.thaw(id),
  }
}

/** The states of a process group's processes; T is stopped. `-o state=` is known to ps on Linux and macOS. */
async function statesOf(group: number): Promise<string[]> {
  const { stdout } = await exec('ps', ['-A', '-o', 'pgid=,state='])
  const lines = stdout.split('\n').map((line) => line.trim().split(/\s+/))
  return lines.flatMap(([pgid, state]) => (Number(pgid) === group && state !== undefined && !state.startsWith('Z') ? [state] : []))
}

/** The next start of a container waits. Throws `no-target` where that start does not run. */
export function away(kubelet: Kubelet, { container: { pod, container }, id }: KeepDown): ActiveInjection {
  const found = kubelet.container(pod, container)
  if (found === undefined || !found.keepAway(id))
    throw new LabError('no-target', `That start of ${container} of ${pod} does not run: there is nothing to keep away`)
  return {
    async look() {
      // A pod that was deleted meanwhile has a successor, which nothing keeps from its start.
      const verified = kubelet.container(pod, container) === found && !found.state.running
      return { verified: verified, detail: `${container} of ${pod} ${verified ? 'does not run, and is not started' : 'runs'}` }
    },
    end: async () => found.release(),
  }
}
