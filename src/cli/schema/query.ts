import { z } from 'zod'
import { gap, sample } from '../../report/schema/seen.ts'

const series = z
  .strictObject({ labels: z.record(z.string(), z.string()), samples: z.array(sample), gaps: z.array(gap) })
  .meta({ id: 'RawSeries' })

/** `query EXPR --json`. */
export const querySchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    query: z.string(),
    via: z.string().describe('`query`, `service`, or the replica that was asked alone.'),
    dedup: z.boolean().describe('Query merged the replicas.'),
    from: z.number().describe('Left edge, Unix seconds, itself left out.'),
    to: z.number().describe('Right edge, Unix seconds.'),
    series: z.array(series),
    warnings: z.array(z.string()),
  })
  .meta({ title: 'Raw samples of a selector' })
