import { type ApiContainerStatus, type ApiPod, toPod } from '../pods.ts'

/** One of its containers runs, or has run. */
export function wasStarted(pod: ApiPod): boolean {
  return all(pod).some(({ state, lastState }) => (state?.running ?? state?.terminated ?? lastState?.terminated) !== undefined)
}

/** It is not Ready, as one of its containers has ended badly, or cannot be started. */
export function isBroken(pod: ApiPod): boolean {
  if (toPod(pod).ready) return false
  return all(pod).some(({ restartCount, state }) => {
    const { terminated, waiting } = state ?? {}
    return restartCount > 0 || (terminated !== undefined && terminated.exitCode !== 0) || /Error$|BackOff$/.test(waiting?.reason ?? '')
  })
}

function all({ status }: ApiPod): ApiContainerStatus[] {
  return [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
}
