import { LabError, reason } from '../lib/errors.ts'
import { binaries, type BinaryName, type FoundBinary, type SearchStep } from './binaries.ts'

/** Why a step gave no program; the next one is tried. */
export class SkippedBinary extends Error {}

/** What a step gave, or the reason why it was skipped. Anything but a SkippedBinary goes on to the caller. */
export async function orSkipped<T>(work: Promise<T>): Promise<T | SkippedBinary> {
  try {
    return await work
  } catch (error) {
    if (error instanceof SkippedBinary) return error
    throw error
  }
}

/** Every step that was skipped. `wrong`: there was something, but not what the lab can use. */
export type Reasons = { step: SearchStep; reason: string; wrong: boolean }[]

/** For what the system says when a step cannot be taken (a file that cannot be written, a connection refused). */
export function skipBinary(what: string, error: unknown): SkippedBinary {
  return new SkippedBinary(`${what}: ${reason(error)}`, { cause: error })
}

/** How the search for one program ended. */
export interface Sought {
  name: BinaryName
  found?: FoundBinary
  reasons: Reasons
}

/** The error for programs that no step gave, with every step's reason. */
export function noBinary(sought: Sought[]): LabError {
  const missing = sought.filter(({ found }) => found === undefined)
  const named = missing.map(({ name }) => `${name} ${binaries[name].version}`).join(' and ')
  const lines = missing.flatMap(({ name, reasons }) => [`  ${name}`, ...reasons.map((failed) => `    ${failed.step}: ${failed.reason}`)])
  return new LabError('no-binary', `Could not find, download or build ${named}:\n${lines.join('\n')}`, { hint: wayOut(missing) })
}

function wayOut(missing: Sought[]): string {
  const programs = missing.map(({ name }) => name).join(', ')
  const mirrors = 'Where downloads fail: THANOS_LAB_RELEASES and GOPROXY name mirrors, and thanos-lab bundle brings all by hand'
  return `export THANOS_LAB_BINARIES=FOLDER (one that holds ${programs}), or install Go 1.26.7 or later; then run the command again. ${mirrors}`
}

/** Why work on a program was stopped before its end: the user, or the deadline. Nothing half-made is left. */
export function interruption(name: BinaryName, user: AbortSignal): LabError {
  if (!user.aborted)
    return new LabError('timeout', `${name} was not there in time; nothing half-made is left`, {
      hint: 'run the command again, with a longer --timeout',
    })
  return new LabError('interrupted', `Interrupted while getting ${name}; nothing half-made is left`)
}

/** The last lines of what a program said, on one line. */
export function lastWords(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.slice(-3).join('; ') || 'it said nothing'
}

/** The error for a program that ended because the disk is full; undefined where it says nothing of the kind. */
export function diskFull(text: string): LabError | undefined {
  const line = text.split('\n').find((one) => /no space left on device|disk quota exceeded/i.test(one))
  return line === undefined
    ? undefined
    : new LabError('no-disk', line.trim(), { hint: 'free some space, or set THANOS_LAB_CACHE to a folder on another disk' })
}
