import { z } from 'zod'
import { outcome } from '../../report/schema/plan.ts'

/* The answers of the commands that have little to say. */

/** `heal --json`. */
export const healSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    name: z.string(),
    healed: z.array(z.string()).describe('Ids of the faults that were open.'),
  })
  .meta({ title: 'What was healed' })

/** `down --json`. */
export const downSchema = z
  .strictObject({ schemaVersion: z.literal(1), name: z.string(), removed: z.boolean().describe('false where there was no lab.') })
  .meta({ title: 'What was removed' })

/** `completion SHELL --json`. */
export const completionSchema = z
  .strictObject({ schemaVersion: z.literal(1), shell: z.enum(['bash', 'zsh', 'fish']), script: z.string() })
  .meta({ title: 'A completion script' })

const kept = z.strictObject({
  id: z.string(),
  scenario: z.string(),
  runtime: z.string(),
  verdict: outcome,
  startedAt: z.iso.datetime(),
})
const unreadable = z.strictObject({ id: z.string(), unreadable: z.string().describe('Why it cannot be read.') })

/** `runs --json`. */
export const runsSchema = z
  .strictObject({ schemaVersion: z.literal(1), runs: z.array(z.union([kept, unreadable])).describe('The newest first.') })
  .meta({ title: 'The runs kept' })
