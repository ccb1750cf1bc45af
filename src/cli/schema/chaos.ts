import { z } from 'zod'
import { outcome } from '../../report/schema/plan.ts'
import type { Session } from '../chaos/session.ts'
import { errorCode } from './error.ts'

const played = z
  .strictObject({
    scenario: z.string(),
    outcome: outcome.describe('What its file declares.'),
    verdict: outcome.exactOptional(),
    id: z.string().exactOptional().describe('The run that is kept.'),
    exit: z.int().describe('What it would exit with alone.'),
    elapsedMs: z.number(),
    waitedMs: z.number().exactOptional().describe("What of it had to be waited for; the rest is the lab's own overhead."),
    why: z.string().exactOptional().describe('What was not as declared.'),
    skipped: z.string().exactOptional().describe('Why the runtime cannot play it; it is not counted.'),
    error: z.strictObject({ code: errorCode, message: z.string(), hint: z.string() }).exactOptional(),
  })
  .meta({ id: 'Played' })

/** `chaos all --json`, `chaos A B --json`. */
export const chaosSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    seed: z.string().exactOptional().describe('Of --shuffle.'),
    runs: z.array(played).describe('In the order in which they were played.'),
    unplayed: z.array(z.string()).describe('Those that were not reached.'),
    lab: z
      .strictObject({ compared: z.int().describe('How many things of it.'), changed: z.array(z.string()) })
      .exactOptional()
      .describe('The lab after the last one against the lab before the first; left out where it was not compared.'),
    exit: z.int(),
  })
  .meta({ title: 'Several scenarios played in a row' }) satisfies z.ZodType<Session>
