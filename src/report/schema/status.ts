import { z } from 'zod'
import type { LabStatus } from '../../model.ts'
import { store } from './seen.ts'

const url = z.strictObject({ url: z.string() })

const replica = z.strictObject({
  name: z.string(),
  ready: z.boolean(),
  prometheusUrl: z.string().exactOptional(),
  restarts: z.int().min(0),
})

/** `status --json`, `up --json`. */
export const statusSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    lab: z.strictObject({
      name: z.string(),
      runtime: z.enum(['kind', 'native', 'cluster']).nullable(),
      state: z.enum(['up', 'partial', 'down']),
      replicas: z.array(replica),
      query: url.nullable().describe("Answers Prometheus's HTTP API from this machine for as long as the lab is up."),
      service: url.exactOptional().describe('The plain Service: a replica at random.'),
      stores: z.array(store),
      faults: z
        .array(z.strictObject({ id: z.string(), fault: z.string(), target: z.string(), since: z.iso.datetime() }))
        .describe('Those that are open.'),
      kubeconfig: z.string().exactOptional(),
    }),
    elapsedMs: z.number(),
  })
  .meta({ title: 'A lab of thanos-lab', description: 'Its parts, what Query sees, open faults, addresses.' }) satisfies z.ZodType<LabStatus>
