import { z } from 'zod'
import type { ExplainAnswer } from '../../explain/answer.ts'
import { gap, prediction } from '../../report/schema/seen.ts'

const merged = z
  .strictObject({ t: z.number().describe('Unix seconds.'), v: z.string(), replica: z.string() })
  .meta({ id: 'MergedSample', description: 'A sample that the model answers, and whose it is.' })

const switched = z
  .strictObject({
    at: z.number().describe('The first sample of the other replica, Unix seconds.'),
    from: z.string(),
    to: z.string(),
    penaltyMs: z.number().describe('By how much the other one had been held back. 0: the walk goes on with a chunk of it.'),
    skipped: z.array(z.number()).describe('Samples of the other one that were passed over.'),
  })
  .meta({ id: 'Switch' })

const compared = z
  .strictObject({
    compared: z.int(),
    differing: z.int(),
    first: z.number().exactOptional().describe('The first that differs, Unix seconds.'),
  })
  .meta({ id: 'Compared', description: "The model's samples against Query's." })

/** `explain --json`. */
export const explainSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    run: z.string().nullable().describe("The run's id; null where it is not of a run."),
    series: z.string(),
    query: z.string(),
    from: z.number().describe('Left edge, Unix seconds, itself left out.'),
    to: z.number().describe('Right edge, Unix seconds.'),
    intervalMs: z.number(),
    replicas: z.array(z.string()),
    algorithm: z.enum(['penalty', 'chain']),
    mode: z.enum(['plain', 'counter']).describe('`counter`: as under rate(); values have their resets added.'),
    samples: z.array(merged),
    switches: z.array(switched).describe('Changes from one replica to another; none are listed of a chain.'),
    holes: z.array(gap).describe('Distances of 1.5 intervals or more between two samples.'),
    prediction: prediction.nullable().describe('What was foretold before the fault; null where nothing was.'),
    measured: gap
      .nullable()
      .describe("The longest distance between two samples of Query's answer; of the model's, where Query was not asked."),
    model: compared.nullable(),
    story: z.array(z.string()).describe('In plain words, a paragraph each.'),
    notes: z.array(z.string()).describe('What to know before believing it.'),
  })
  .meta({ title: 'How Query merged' }) satisfies z.ZodType<ExplainAnswer>
