import { EventEmitter, once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster } from './api.ts'
import { podsPath, selectorOf } from './names.ts'

/** Waits for changes of a lab's pods. */
export interface PodWatch {
  /**
   * Fulfilled with the next change of a pod, at once where there was one since the last call, and after `ms` at the latest: a watch that
   * ended, or could not be opened, is opened again by the next call.
   */
  pause(ms: number): Promise<void>
  stop(): void
}

/** It tells when to look at the pods, not what they are. An abort of `signal` ends a pause with an error. */
export function watchPods(cluster: Cluster, lab: string, signal: AbortSignal): PodWatch {
  const changes = new EventEmitter()
  let changed = false
  changes.on('change', () => (changed = true))
  let isOpen = false
  const stopped = new AbortController()
  const tell = () => void changes.emit('change')
  const open = async () => {
    isOpen = true
    const { watch } = await cluster.client()
    const connection = await watch.watch(podsPath, { labelSelector: selectorOf(lab) }, tell, () => (isOpen = false))
    stopped.signal.addEventListener('abort', () => connection.abort())
    if (stopped.signal.aborted) connection.abort()
  }
  return {
    async pause(ms) {
      if (!isOpen) open().catch(() => (isOpen = false))
      const over = new AbortController()
      const until = { signal: AbortSignal.any([signal, over.signal]) }
      if (!changed) await Promise.race([once(changes, 'change', until), sleep(ms, undefined, until)])
      over.abort()
      changed = false
    },
    stop: () => stopped.abort(),
  }
}
