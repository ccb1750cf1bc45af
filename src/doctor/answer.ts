import type { Result } from './check.ts'
import type { RuntimeAnswer } from './runtimes.ts'

/** What to type next: `up` where it can choose by itself; where no runtime can run, the fix of what is missing first, else of what is not known. */
export function nextCommand(runtimes: RuntimeAnswer[], checks: Result[]): string {
  const able = runtimes.filter(({ ok }) => ok)
  // `up` does not choose a runtime that needs a node image by name.
  if (able.some(({ nodeImage }) => nodeImage === undefined)) return 'thanos-lab up'
  const stopping = checks.filter(({ id, fix }) => fix !== undefined && runtimes.some(({ blockedBy }) => blockedBy.includes(id)))
  const first = stopping.find(({ status }) => status === 'missing') ?? stopping[0]
  return able[0]?.command ?? first?.fix ?? 'thanos-lab doctor --json'
}
