import { join } from 'node:path'
import { stateHome } from '../storage/paths.ts'

/** A file of a room, on the learner's side, in the state folder. */
export function learnerFile(name: string): string {
  return join(stateHome(), 'class', name)
}

/** A file of the room that this lab serves. */
export function teacherFile(name: string): string {
  return join(stateHome(), 'class', 'room', name)
}
