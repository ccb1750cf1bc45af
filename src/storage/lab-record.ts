import { z } from 'zod'
import { type RuntimeName, runtimeName, settings } from '../model/lab.ts'
import { LAB_FORMAT } from '../model/lab-defaults.ts'

/* What a lab's `lab.json` may hold. A later command reads it, so nothing of it is trusted. */

const port = z.int().min(1).max(65_535)

/** What each runtime keeps; the others keep nothing. */
const facts: Partial<Record<RuntimeName, z.ZodType>> = {
  kind: z.object({
    ports: z.object({ query: port, service: port }),
    nodes: z.record(z.string(), z.string()),
    pods: z.int().min(0),
    id: z.string().min(1),
    creator: z.int().positive().exactOptional(),
  }),
}

const record = z.object({
  name: z.string(),
  runtime: runtimeName,
  /** The limits of the options that they come from. */
  settings: settings.extend({ replicas: z.int().min(1).max(9), workers: z.int().min(0).max(9), scrapeIntervalMs: z.number().min(1) }),
  createdAt: z.iso.datetime(),
  /** `making` until every part was ready once. */
  state: z.enum(['making', 'made']),
  /** The runtime's own facts: ports, container ids. */
  facts: z.record(z.string(), z.unknown()),
})

/** What is kept of a lab from the first moment of `up`, so that a half-made one is known as ours. */
export type LabRecord = z.output<typeof record>

const formatted = record.extend({
  format: z.literal(LAB_FORMAT, { error: `another version of thanos-lab wrote it: this one reads format ${LAB_FORMAT}` }),
})

export const labRecordSchema: z.ZodType<LabRecord> = formatted
  .refine(({ runtime, facts: kept }) => facts[runtime]?.safeParse(kept).success ?? true, {
    path: ['facts'],
    error: 'not what its runtime keeps',
  })
  .transform(({ format: _format, ...kept }) => kept)
