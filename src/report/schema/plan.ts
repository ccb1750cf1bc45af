import { z } from 'zod'

/* The scenario as it was played: scrapes and durations are milliseconds. */

export const outcome = z.enum(['pass', 'fail', 'inconclusive'])

const observed = z.strictObject({
  samples: z.string(),
  via: z.literal('service').exactOptional(),
  replica: z.string().exactOptional(),
})

const step = z.union([
  z.strictObject({ wait: z.number() }),
  z.strictObject({ until: z.strictObject({ replica: z.string(), is: z.enum(['back', 'gone']), within: z.number() }) }),
  z.strictObject({ heal: z.string() }),
  z.strictObject({ fault: z.string(), args: z.record(z.string(), z.unknown()) }),
])

const expectation = z.strictObject({ of: z.string(), check: z.string(), limits: z.record(z.string(), z.number()) })

export const plan = z
  .strictObject({
    name: z.string(),
    title: z.string(),
    teaches: z.string(),
    needs: z.array(z.enum(['hold', 'freeze', 'cut', 'nodes'])),
    outcome: outcome.describe('What the scenario is expected to end with.'),
    observe: z.record(z.string(), observed),
    steps: z.array(step),
    expect: z.array(expectation),
  })
  .meta({ id: 'Plan', description: 'The scenario as it was played; durations in milliseconds.' })
