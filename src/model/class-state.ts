import type { RoomValue } from './class-events.ts'
import type { Outcome } from './scenario.ts'

/* A room as the teacher's page shows it. Times are Unix milliseconds, by the clock of the room. */

export interface RoomLearner {
  id: string
  name: string
  joinedAt: number
  /** Where the learner is, and since when. */
  at?: { lesson: string; title: string; screen: number; screens: number; step?: string; finished: boolean; since: number }
  /** The newest check of a step. */
  check?: { step: string; passed: boolean; since: number }
  /** The newest run that the lesson asked for. */
  run?: { scenario: string; verdict: Outcome; since: number }
  /** Since when help is wanted. */
  help?: number
}

export interface RoomQuestion {
  /** `04-preferred/gap` */
  key: string
  /** Of the lesson. */
  title: string
  ask: string
  /** Texts of the choices; left out where a number is asked for. */
  choices?: string[]
  unit?: 'seconds' | 'scrapes' | 'number'
  /** When the first prediction came. */
  since: number
  /** The newest of each learner, in no order that tells whose it is. */
  predictions: RoomValue[]
  /** Likewise what their own runs measured. */
  measured: RoomValue[]
  /** So many predictions were right. */
  right: number
}

export interface RoomState {
  at: number
  learners: Record<string, RoomLearner>
  questions: Record<string, RoomQuestion>
}

/** What is new since the state before; null: the learner has left. */
export interface RoomChange {
  at: number
  learners: Record<string, RoomLearner | null>
  questions: Record<string, RoomQuestion>
}

/** What leads from one state to the next. An entry that did not change is the same object. */
export function roomChange(before: RoomState, after: RoomState): RoomChange {
  const gone = Object.keys(before.learners).filter((id) => after.learners[id] === undefined)
  return {
    at: after.at,
    learners: { ...unlike(before.learners, after.learners), ...Object.fromEntries(gone.map((id) => [id, null])) },
    questions: unlike(before.questions, after.questions),
  }
}

function unlike<T>(before: Record<string, T>, after: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(after).filter(([key, value]) => before[key] !== value))
}

/** The state after a change. */
export function changedRoom(state: RoomState, change: RoomChange): RoomState {
  const learners = Object.entries({ ...state.learners, ...change.learners }).filter(
    (entry): entry is [string, RoomLearner] => entry[1] !== null,
  )
  return { at: change.at, learners: Object.fromEntries(learners), questions: { ...state.questions, ...change.questions } }
}
