import type { ErrorCode } from '../../lib/errors.ts'

/** With what a supervisor ends that cannot start, where it is more than a sentence in its log. */
export const SUPERVISOR_EXITS = { 'port-taken': 98, 'no-disk': 28 } as const satisfies Partial<Record<ErrorCode, number>>

/** By the codes of a LabError, and of the file system. */
const CODES: Record<string, keyof typeof SUPERVISOR_EXITS> = {
  'port-taken': 'port-taken',
  EADDRINUSE: 'port-taken',
  'no-disk': 'no-disk',
  ENOSPC: 'no-disk',
  EDQUOT: 'no-disk',
}

export function supervisorExit(error: unknown): number {
  const { code = '' } = Object(error) as { code?: string }
  const known = CODES[code]
  return known === undefined ? 1 : SUPERVISOR_EXITS[known]
}
