import { reason } from '../errors.ts'

/** The places where a program may come from, in the order they are tried. */
export type Step = 'folder' | 'path' | 'cache' | 'release' | 'build'

/** Why a step gave no program; the next one is tried. */
export class PassedOver extends Error {}

/** What a step gave, or the reason why it was passed over. Anything but a PassedOver goes on to the caller. */
export async function orPassedOver<T>(work: Promise<T>): Promise<T | PassedOver> {
  try {
    return await work
  } catch (error) {
    if (error instanceof PassedOver) return error
    throw error
  }
}

/** Every step that was passed over. `wrong`: there was something, but not what the lab can use. */
export type Reasons = { step: Step; reason: string; wrong: boolean }[]

/** For what the system says when a step cannot be taken (a file that cannot be written, a connection refused). */
export function passOver(what: string, error: unknown): PassedOver {
  return new PassedOver(`${what}: ${reason(error)}`, { cause: error })
}
