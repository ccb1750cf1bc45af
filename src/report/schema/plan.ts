import { z } from 'zod'
import { ABILITIES } from '../../model.ts'

/* The scenario as it was played: scrapes and durations are milliseconds. */

export const outcome = z.enum(['pass', 'fail', 'inconclusive'])

const observed = z.strictObject({
  samples: z.string(),
  via: z.literal('service').exactOptional(),
  replica: z.string().exactOptional(),
})

const question = z.strictObject({
  ask: z.string(),
  via: z.literal('service').exactOptional(),
  replica: z.string().exactOptional(),
  dedup: z.literal(false).exactOptional(),
})

const step = z.union([
  z.strictObject({ wait: z.number() }),
  z.strictObject({
    until: z.strictObject({ replica: z.string().exactOptional(), is: z.enum(['back', 'gone', 'steady']), within: z.number() }),
  }),
  z.strictObject({ heal: z.string() }),
  z.strictObject({ fault: z.string(), args: z.record(z.string(), z.unknown()) }),
])

const limits = z
  .object({ 'at-most': z.number().exactOptional(), 'at-least': z.number().exactOptional() })
  .catchall(z.union([z.number(), z.string()]))

const expectation = z.strictObject({ of: z.string(), check: z.string(), limits })

export const plan = z
  .strictObject({
    name: z.string(),
    title: z.string(),
    teaches: z.string(),
    source: z.string().exactOptional().describe('Where it comes from.'),
    needs: z.array(z.enum(ABILITIES)),
    outcome: outcome.describe('What the scenario is expected to end with.'),
    observe: z.record(z.string(), observed),
    questions: z.record(z.string(), question).exactOptional(),
    steps: z.array(step),
    expect: z.array(expectation),
  })
  .meta({ id: 'Plan', description: 'The scenario as it was played; durations in milliseconds.' })
