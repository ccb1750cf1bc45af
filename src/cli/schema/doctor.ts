import { z } from 'zod'
import type { DoctorAnswer } from '../../doctor/answer.ts'
import { ABILITIES } from '../../model.ts'

const runtime = z
  .strictObject({
    name: z.string(),
    ok: z.boolean().describe('It can run on this machine as it is.'),
    missing: z.array(z.string()).describe('Why it cannot; empty where it can.'),
    blockedBy: z.array(z.string()).describe('Ids of the checks that stop it.'),
    abilities: z.array(z.enum(ABILITIES)).describe('What a scenario may need of it.'),
    skips: z.array(z.strictObject({ scenario: z.string(), reason: z.string() })).describe('Scenarios that it cannot play, and why.'),
    command: z.string().describe('Brings a lab up that way.'),
  })
  .meta({ id: 'Runtime' })

const check = z
  .strictObject({
    id: z.string().describe('It never changes its meaning: docs/doctor.md.'),
    title: z.string(),
    status: z
      .enum(['ok', 'warn', 'missing'])
      .describe('missing: something that needs it cannot run. warn: it can, with what the detail says.'),
    detail: z.string().describe('What is there, with its figure.'),
    fix: z.string().exactOptional().describe('The command to type that mends it.'),
  })
  .meta({ id: 'Check' })

/** `doctor --json`. */
export const doctorSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    runtimes: z.array(runtime),
    checks: z.array(check),
    next: z.string().describe('The command to type next.'),
  })
  .meta({ title: 'What this machine can run' }) satisfies z.ZodType<DoctorAnswer>
