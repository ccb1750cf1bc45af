import { z } from 'zod'

/* What `class` answers with `--json`. */

const schemaVersion = z.literal(1)
const next = z.string().describe('The command to type next.')

/** `class serve --json`: printed at once, and served until the command is stopped. */
export const classServeSchema = z
  .strictObject({
    schemaVersion,
    join: z.string().describe('The link for learners: it lets them in, and shows them nothing.'),
    teacher: z.string().describe("The teacher's page. Whoever has this URL sees the room."),
    learners: z.int().describe('Who has joined already, as the room goes on after a restart.'),
  })
  .meta({ title: 'Where a room is served' })
export type ClassServeAnswer = z.infer<typeof classServeSchema>

/** `class join --json`, `class status --json`, `class help --json`. */
export const classStatusSchema = z
  .strictObject({
    schemaVersion,
    joined: z.boolean(),
    server: z.string().exactOptional(),
    as: z.string().exactOptional().describe('The name in the room.'),
    waiting: z.int().describe('Events that the room has not got yet.'),
    room: z.enum(['answers', 'no-answer', 'refuses']).exactOptional(),
    detail: z.string().exactOptional().describe('Why the room does not answer, or what it refuses.'),
    next,
  })
  .meta({ title: 'The room that this lab has joined' })
export type ClassStatusAnswer = z.infer<typeof classStatusSchema>

/** `class leave --json`. */
export const classLeaveSchema = z
  .strictObject({
    schemaVersion,
    left: z.string().exactOptional().describe('The server of the room; left out where none was joined.'),
    next,
  })
  .meta({ title: 'The room that this lab has left' })
export type ClassLeaveAnswer = z.infer<typeof classLeaveSchema>

const value = z.union([z.strictObject({ choice: z.int() }), z.strictObject({ number: z.number() })])
const verdict = z.enum(['pass', 'fail', 'inconclusive'])
const time = z.int().describe('Unix ms.')

/** `class results --json`: what the teacher's page shows. */
export const classResultsSchema = z
  .strictObject({
    schemaVersion,
    learners: z.array(
      z.strictObject({
        name: z.string(),
        lesson: z.string().exactOptional(),
        screen: z.int().exactOptional(),
        screens: z.int().exactOptional(),
        finished: z.boolean().exactOptional(),
        verdict: verdict.exactOptional().describe('Of the newest run that the lesson asked for.'),
        helpSince: time.exactOptional(),
      }),
    ),
    questions: z.array(
      z.strictObject({
        question: z.string().describe('The lesson and the question: `04-preferred/gap`.'),
        ask: z.string(),
        choices: z.array(z.string()).exactOptional(),
        unit: z.string().exactOptional(),
        predictions: z.array(value),
        measured: z.array(value),
        right: z.int(),
      }),
    ),
  })
  .meta({ title: 'What a room has predicted and measured' })
export type ClassResultsAnswer = z.infer<typeof classResultsSchema>
