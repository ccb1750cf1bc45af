import { LabError } from '../errors.ts'

/** What a program is made with, whichever way. */
export interface Making {
  /** Shows how far it is. */
  note: (text: string) => void
  signal: AbortSignal
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

/** Lets a note through at most five times a second: more cannot be read. */
export function seldom(note: (text: string) => void): (text: string) => void {
  let next = 0
  return (text) => {
    if (Date.now() < next) return
    next = Date.now() + 200
    note(text)
  }
}
