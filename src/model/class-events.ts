import { z } from 'zod'
import { UNSEEN } from '../lib/plain.ts'
import { LESSON_NAME } from './lesson-progress.ts'
import { lessonId } from './lesson.ts'
import { outcome } from './scenario.ts'

/*
 * What a learner's lab sends to a room (`thanos-lab class`), and nothing else: the only text that a learner chooses is the name. Everything more is a name
 * of the course, a number, or one of a few words; what a lesson asks is read by the teacher's lab from its own copy.
 */

/** Both sides must speak it. */
export const ROOM_FORMAT = 1

/** Characters of a learner's name at most. */
export const MOST_NAME = 40
/** Events of one request at most. */
export const MOST_BATCH = 50

const lesson = z.string().regex(LESSON_NAME)
const at = z.int().min(0).max(8.64e15)
const amount = z.number().min(-1e15).max(1e15)

const predicted = z.union([
  z.strictObject({ choice: z.int().min(0).max(20).describe('The first is 0.') }),
  z.strictObject({ number: amount }),
])
/** A prediction, or what was measured for it: a choice by its place, or a number in the unit of the question. */
export type RoomValue = z.infer<typeof predicted>

/** What the events have in common. The id sorts by time; a room takes each id once. */
const common = {
  id: z.string().regex(/^\d{13}-\d{6}-[0-9a-f]{8}$/),
  at: at.describe("Unix ms, by the learner's clock."),
}

export const roomEventSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    kind: z.literal('screen'),
    lesson,
    screen: z.int().min(1).max(999),
    screens: z.int().min(1).max(999),
    step: lessonId.exactOptional(),
    finished: z.boolean(),
  }),
  z.strictObject({ ...common, kind: z.literal('predicted'), lesson, question: lessonId, value: predicted }),
  z.strictObject({ ...common, kind: z.literal('checked'), lesson, step: lessonId, passed: z.boolean() }),
  z.strictObject({ ...common, kind: z.literal('measured'), lesson, question: lessonId, value: predicted, right: z.boolean() }),
  z.strictObject({ ...common, kind: z.literal('run'), scenario: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/), verdict: outcome }),
  z.strictObject({ ...common, kind: z.literal('help'), wanted: z.boolean() }),
  z.strictObject({ ...common, kind: z.literal('left') }),
])
export type RoomEvent = z.infer<typeof roomEventSchema>

type WithoutCommon<Event> = Event extends RoomEvent ? Omit<Event, 'id' | 'at'> : never
/** An event before it has its id and its time. */
export type RoomNews = WithoutCommon<RoomEvent>

export const learnerId = z.string().regex(/^[0-9a-f]{16}$/)
/** 256 bits, as base64url. */
export const learnerSecret = z.string().regex(/^[\w-]{43}$/)

/** `POST /api/join`. The learner's lab chooses id and secret: a second request after a lost answer is the same learner. */
export const joinRequestSchema = z.strictObject({
  format: z.literal(ROOM_FORMAT),
  id: learnerId,
  secret: learnerSecret,
  name: z.string().max(500),
})

export const joinAnswerSchema = z.object({ name: z.string() })

/** `POST /api/told`. `now` beside the events' times says how old they are, whatever the learner's clock says. */
export const toldRequestSchema = z.strictObject({ now: at, events: z.array(z.unknown()).max(MOST_BATCH) })

/** The ids that need not be sent again: kept now or before, or never to be kept. */
export const toldAnswerSchema = z.object({ done: z.array(z.string()) })

/**
 * A name as it is shown: without what cannot be seen or turns the writing, without heaps of accents, at most 40 characters. Empty where nothing is left.
 */
export function learnerName(typed: string): string {
  const seen = typed
    .normalize('NFC')
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(UNSEEN, '')
    .replaceAll(/[\p{Cs}\p{Co}\p{Cn}]/gu, '')
    .replaceAll(/(\p{M}{2})\p{M}+/gu, '$1')
    .trim()
  const short = Array.from(seen).slice(0, MOST_NAME).join('').trim()
  // Accents alone, or the empty letters of Hangul and Braille, are no name.
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(short.replaceAll(/[\u115f\u1160\u3164\uffa0\u2800]/gu, '')) ? short : ''
}
