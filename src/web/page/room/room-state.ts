import { signal } from '@preact/signals'
import { changedRoom, type RoomChange, type RoomLearner, type RoomState } from '../../../model/class-state.ts'
import { followEvents } from '../api.ts'

/** The room, as the server said last. */
export const shownRoom = signal<RoomState | undefined>(undefined)
export const hidesNames = signal(false)
export const showsJoin = signal(false)

/** Follows the room that this page came from. */
export function followRoom(): void {
  followEvents<RoomState, RoomChange>(shownRoom, changedRoom)
}

/** Who needs help first, the longest wait on top; then in the order in which they joined. */
export function inOrder(learners: readonly RoomLearner[]): RoomLearner[] {
  return [...learners].sort((one, other) => (one.help ?? Infinity) - (other.help ?? Infinity) || one.joinedAt - other.joinedAt || 0)
}
