import { type LabPlan, revision, type Slot } from './plan.ts'
import type { NativePod } from './pod.ts'

/** Whether a pod was started with the slot as the plan has it now. */
function isCurrent(pod: NativePod, slot: Slot): boolean {
  return pod.revision === revision(slot)
}

/**
 * The pods to be replaced next: of each workload the one of the highest ordinal that is not current, once those above it are
 * Ready. That is a StatefulSet's pace; a Deployment's pods are replaced in their place, too, without a surge, as a slot's ports are fixed.
 */
export function nextToRollOut({ slots }: LabPlan, pods: ReadonlyMap<string, NativePod>): NativePod[] {
  const workloads = new Set(slots.map(({ workload }) => workload))
  return [...workloads].flatMap((workload) => {
    for (const slot of slots.filter((candidate) => candidate.workload === workload).reverse()) {
      const pod = pods.get(slot.id)
      if (pod === undefined || pod.deleting) return []
      if (!isCurrent(pod, slot)) return [pod]
      if (!pod.state.ready) return []
    }
    return []
  })
}

/** How far a roll-out is: which slots' pods run as the plan says, and which have to wait, as one before them is restarted again and again. */
export function progressOf(
  { slots }: LabPlan,
  pods: ReadonlyMap<string, NativePod>,
): { current: string[]; stuck: string[]; ready: number } {
  const current = slots.filter((slot) => {
    const pod = pods.get(slot.id)
    return pod !== undefined && !pod.deleting && isCurrent(pod, slot) && pod.steady
  })
  const crashing = current.filter(({ id }) => pods.get(id)?.crashing)
  const stuck = slots.filter((slot) => !current.includes(slot) && crashing.some(({ workload }) => workload === slot.workload))
  const ready = slots.filter(({ id }) => pods.get(id)?.state.ready === true)
  return { current: current.map(({ id }) => id), stuck: stuck.map(({ id }) => id), ready: ready.length }
}
