import type { Result } from './check.ts'
import type { RuntimeAnswer } from './runtimes.ts'

/** A scenario that a runtime cannot play. */
export interface Skip {
  scenario: string
  /** To follow its name: `needs nodes, which ...` */
  reason: string
}

/** `doctor --json`. */
export interface DoctorAnswer {
  schemaVersion: 1
  runtimes: (RuntimeAnswer & { skips: Skip[] })[]
  checks: Result[]
  /** The command to type next. */
  next: string
}

/** What to type next: `up` where it finds a way by itself; where no runtime can run, what mends the first thing that is missing. */
export function nextCommand(runtimes: RuntimeAnswer[], checks: Result[]): string {
  const able = runtimes.filter(({ ok }) => ok)
  // A runtime that must be told of a node image is not what `up` would choose.
  if (able.some(({ nodeImage }) => nodeImage === undefined)) return 'thanos-lab up'
  const mends = checks.find(({ status, fix }) => status === 'missing' && fix !== undefined)?.fix
  return able[0]?.command ?? mends ?? 'thanos-lab doctor --json'
}
