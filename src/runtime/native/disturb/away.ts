import { LabError } from '../../../errors.ts'
import type { Away } from '../../disturbance.ts'
import type { Kubelet } from '../kubelet.ts'
import type { InForce } from './in-force.ts'

/** The next start of a container waits. Throws `lab-broken` where that start does not run. */
export function away(kubelet: Kubelet, { container: { pod, container }, id }: Away): InForce {
  const found = kubelet.container(pod, container)
  if (found === undefined || !found.keepAway(id))
    throw new LabError('lab-broken', `That start of ${container} of ${pod} does not run: there is nothing to keep away`, {
      hint: 'thanos-lab status',
    })
  return {
    async look() {
      // A pod that was deleted meanwhile has a successor, which nothing keeps from its start.
      const proven = kubelet.container(pod, container) === found && !found.state.running
      return { proven, detail: `${container} of ${pod} ${proven ? 'does not run, and is not started' : 'runs'}` }
    },
    end: async () => found.release(),
  }
}
