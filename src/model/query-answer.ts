import { z } from 'zod'
import { gap, sample, series } from './run.ts'

/* What `query EXPR --json` answers. */

const rawSeries = z
  .strictObject({
    labels: z.record(z.string(), z.string()),
    samples: z.array(sample),
    histograms: z.literal(true).exactOptional().describe('They are native histograms; the values are their counts.'),
    gaps: z.array(gap),
  })
  .meta({ id: 'RawSeries' })

const queried = {
  schemaVersion: z.literal(1),
  query: z.string(),
  via: z.string().describe('`query`, `service`, or the replica that was asked alone.'),
  to: z.number().describe('Right edge, Unix seconds.'),
  warnings: z.array(z.string()),
}

const rawAnswer = z
  .strictObject({
    kind: z.literal('samples').describe('The expression is a selector.'),
    ...queried,
    dedup: z.boolean().describe('Query merged the replicas.'),
    from: z.number().describe('Left edge, Unix seconds, itself left out.'),
    series: z.array(rawSeries),
  })
  .meta({ id: 'RawSamples', description: 'Raw samples of a selector.' })

const graphAnswer = z
  .strictObject({
    kind: z.literal('graph').describe('The expression is anything else.'),
    ...queried,
    from: z.number().describe('The first step, Unix seconds.'),
    stepSeconds: z.number().describe('The scrape interval; a multiple of it where that would be too many steps.'),
    graphs: z
      .array(z.strictObject({ dedup: z.boolean().describe('Query merged the replicas before it evaluated.'), series: z.array(series) }))
      .describe('Through Query: merged, then apart. Of one Prometheus: one.'),
  })
  .meta({ id: 'Graph', description: 'The value of an expression at each step.' })
export type QueryGraph = z.infer<typeof graphAnswer>

/** `query EXPR --json`. */
export const querySchema = z.union([rawAnswer, graphAnswer]).meta({ title: 'Raw samples of a selector, or the graph of an expression' })
export type QueryAnswer = z.infer<typeof querySchema>
