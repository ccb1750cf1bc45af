import { LabError } from '../../../errors.ts'
import { exec } from '../../../exec.ts'
import type { Freeze } from '../../disturbance.ts'
import type { Kubelet } from '../kubelet.ts'
import type { InForce } from './in-force.ts'

/** Stops the processes of that very start of a container. Throws `lab-broken` where it does not run. */
export function freeze(kubelet: Kubelet, { container: { pod, container }, id }: Freeze): InForce {
  const found = kubelet.container(pod, container)
  const pid = found?.freeze(id)
  if (found === undefined || pid === undefined)
    throw new LabError('lab-broken', `That start of ${container} of ${pod} does not run: there is nothing to freeze`, {
      hint: 'thanos-lab status',
    })
  return {
    async look() {
      const states = found.state.id === id && found.state.running ? await statesOf(pid) : []
      const proven = states.length > 0 && states.every((state) => state.startsWith('T'))
      const detail = states.length === 0 ? 'has ended' : `stands in state ${states.join(', ')}`
      return { proven, detail: `${container} of ${pod} (pid ${pid}) ${detail}`, facts: { pid, state: states.join(', ') || 'none' } }
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
