import { z } from 'zod'
import { type ErrorCode, catalogue } from '../../errors.ts'

const codes = Object.keys(catalogue) as ErrorCode[]

/** What kind of error it was. */
export const errorCode = z.enum([...codes, 'bug']).describe('It never changes its meaning.')

/** What every command answers, with `--json`, where it could not do its work. */
export const errorSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    error: z.strictObject({
      code: errorCode,
      message: z.string().describe('What happened, and where.'),
      hint: z.string().describe('The next command to type.'),
      exit: z.union([2, 3, 5, 70, 130, 143].map((exit) => z.literal(exit))).describe('The exit code of the command.'),
    }),
  })
  .meta({ title: 'An error of thanos-lab' })
