import { z } from 'zod'
import { learnerId, learnerSecret, ROOM_FORMAT, roomEventSchema } from './class-events.ts'

/* The files of a room in the state folder, on both sides. */

const format = z.literal(ROOM_FORMAT, { error: `another version of thanos-lab wrote it: this one reads format ${ROOM_FORMAT}` })
const token = z.string().regex(/^[\w-]{22,64}$/)

/** `class/joined.json`: the room that this lab has joined. */
export const membershipSchema = z.strictObject({
  format,
  server: z.url({ protocol: /^http$/ }),
  learner: learnerId,
  secret: learnerSecret,
  name: z.string(),
  joined: z.boolean().describe('The room has answered; before that, a join was only begun.'),
})
export type Membership = z.infer<typeof membershipSchema>

/** `class/asked.json`: the scenarios whose verdict the current lesson asks for. */
export const askedSchema = z.strictObject({ format, scenarios: z.array(z.string()) })

/** `class/room/room.json`: a room that this lab serves. */
export const roomFileSchema = z.strictObject({
  format,
  joinToken: token,
  teacherToken: token,
  port: z.int().min(0).max(65_535),
  createdAt: z.iso.datetime(),
})
export type RoomFile = z.infer<typeof roomFileSchema>

const at = z.int().describe("Unix ms, by the room's clock.")

/** A line of `class/room/received.jsonl`. */
export const receivedSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('joined'),
    at,
    learner: learnerId,
    secretHash: z.string().regex(/^[0-9a-f]{64}$/),
    name: z.string(),
  }),
  z.strictObject({ type: z.literal('event'), at, learner: learnerId, event: roomEventSchema }),
])
export type Received = z.infer<typeof receivedSchema>
