import { exec } from '../../../lib/exec.ts'
import type { Freeze, KeepDown } from '../../injection.ts'
import { podNotThere, startNotRunning } from '../../no-target.ts'
import type { PodRef } from '../../refs.ts'
import type { Kubelet } from '../kubelet.ts'
import type { ActiveInjection } from './active-injection.ts'

/** Stops the processes of that very start of a container. Throws `no-target` where it does not run. */
export function freezeInjection(kubelet: Kubelet, { container: ref, id }: Freeze): ActiveInjection {
  const { pod, container } = ref
  const found = kubelet.container(pod, container)
  const pid = found?.freeze(id)
  if (found === undefined || pid === undefined) throw startNotRunning(ref, 'freeze')
  return {
    async evidence() {
      const states = found.state.id === id && found.state.running ? await statesOf(pid) : []
      const verified = states.length > 0 && states.every((state) => state.startsWith('T'))
      const detail = states.length === 0 ? 'has ended' : `stands in state ${states.join(', ')}`
      return {
        verified,
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

/** The next pod of the slot, or the next start of one container, waits. Throws `no-target` where that pod, or that start, is not there. */
export function keepDownInjection(kubelet: Kubelet, id: string, { pod, container }: KeepDown): ActiveInjection {
  return container === undefined ? keepPodDown(kubelet, id, pod) : keepContainerDown(kubelet, pod, container)
}

function keepPodDown(kubelet: Kubelet, id: string, { name, uid }: PodRef): ActiveInjection {
  const slot = kubelet.keepDown(id, uid)
  if (slot === undefined) throw podNotThere({ name, uid }, 'keep down')
  return {
    async evidence() {
      const verified = (kubelet.inSlots.get(slot)?.uid ?? uid) === uid
      return { verified, detail: `${name} ${verified ? 'has no successor, and gets none' : 'has a successor'}` }
    },
    end: async () => kubelet.letStart(id),
  }
}

function keepContainerDown(kubelet: Kubelet, { name: pod }: PodRef, { name, id }: NonNullable<KeepDown['container']>): ActiveInjection {
  const found = kubelet.container(pod, name)
  if (found === undefined || !found.keepDown(id)) throw startNotRunning({ pod, container: name }, 'keep down')
  return {
    async evidence() {
      // A pod that was deleted meanwhile has a successor, which nothing keeps from its start.
      const verified = kubelet.container(pod, name) === found && !found.state.running
      return { verified, detail: `${name} of ${pod} ${verified ? 'does not run, and is not started' : 'runs'}` }
    },
    end: async () => found.letStart(),
  }
}
