import { z } from 'zod'

/* The parts of `explain --json` and `simulate --json` that their options add: --counter and --what-if. Times are Unix seconds. */

const rateAt = z.strictObject({ t: z.number(), value: z.number().describe('Per second.') }).nullable()

const point = z.strictObject({
  t: z.number(),
  v: z.number().describe('As the replica has it: resets are not added.'),
  total: z.number().describe('As it is merged: what Query took for resets before is added.'),
  replica: z.string(),
})

const spike = z
  .strictObject({
    at: z.number(),
    kind: z
      .enum(['reset', 'jump'])
      .describe('`reset`: the value falls, and all of it is counted again. `jump`: it rises, and the difference is counted.'),
    isOwn: z.boolean().describe("Whether that is so of the replicas' own values; else of the totals alone."),
    border: z
      .enum(['block', 'chunk', 'switch', 'chain'])
      .describe('Why the source changes: a chunk of another replica comes next (`block`: at a two-hour border), a switch, or `chain`.'),
    before: point,
    after: point,
    counted: z.number().describe('What rate() counts between the two.'),
    most: z.number().describe('The most that the samples of any replica allow.'),
    behind: z
      .strictObject({
        replica: z.string(),
        by: z.number().describe('Its value is so much lower at the same time.'),
        lagSeconds: z.number().nullable().describe('How much later it saw the counter; null where that is not known.'),
      })
      .nullable(),
    rate: z
      .strictObject({
        t: z.number(),
        merged: z.number().nullable(),
        replicas: z.array(z.strictObject({ replica: z.string(), rate: z.number().nullable() })).describe('Of each replica alone.'),
      })
      .nullable()
      .describe('rate() at the first step that sees it.'),
  })
  .meta({ id: 'Spike', description: 'The merged counter rises by more than the samples of any replica allow.' })

/** `explain --counter --json`. */
export const counterSchema = z
  .strictObject({
    rangeSeconds: z.number().nullable().describe('Of rate(); null where the window is too short for one.'),
    stepSeconds: z.number().nullable(),
    largest: z
      .strictObject({ merged: rateAt, replicas: z.array(z.strictObject({ replica: z.string(), rate: rateAt })) })
      .describe('The largest rate() at any step, of the merged samples and of each replica alone, by the model.'),
    spikes: z.array(spike),
    compared: z
      .strictObject({
        steps: z.int(),
        differing: z.int(),
        first: z.strictObject({ t: z.number(), query: z.number().nullable(), model: z.number().nullable() }).exactOptional(),
        apart: z.int().describe('Graphs with dedup=false.'),
        apartDiffering: z.int().describe("Those that no replica's samples give."),
      })
      .nullable()
      .describe("The model's rate() against Query's, step by step; null where Query was not asked."),
    error: z.string().exactOptional().describe('Why Query gave no rate to compare with.'),
  })
  .meta({ id: 'Counter', description: 'What rate() makes of the merge.' })
export type CounterAnswer = z.infer<typeof counterSchema>

const alternative = z
  .strictObject({
    algorithm: z.enum(['penalty', 'chain']),
    without: z.string().nullable().describe('The replica that is left out.'),
    current: z.boolean().describe('What was explained.'),
    samples: z.int(),
    longestGap: z.strictObject({ from: z.number(), to: z.number(), seconds: z.number() }).nullable(),
    gaps: z.int().describe('Distances of 1.5 intervals or more.'),
    switches: z.int().describe('How often the source changes from one sample to the next.'),
    largestRate: rateAt.describe('Of a counter (--counter), at any step; else null.'),
    spikes: z.int().nullable().describe('Of a counter (--counter); else null.'),
  })
  .meta({ id: 'Alternative' })

/** `explain --what-if --json`. */
export const whatIfSchema = z
  .array(alternative)
  .meta({ id: 'WhatIf', description: 'The same samples, merged in other ways. By the model; nothing of it was compared with Query.' })
export type WhatIfAnswer = z.infer<typeof whatIfSchema>
