import type { Slot } from './plan.ts'

/** What makes a pod another one: all of its slot but what is rewritten in place. */
export function revision({ id: _id, endpointFiles: _files, volumes, ...slot }: Slot): string {
  return JSON.stringify({ ...slot, volumes: volumes.map(({ kind, folder }) => ({ kind, folder })) })
}
