import { z } from 'zod'
import type { Run } from '../../journal.ts'
import { outcome, plan } from './plan.ts'
import { beat, fault, question, series, sight } from './seen.ts'

const finding = z
  .strictObject({
    check: z.string(),
    series: z.string().describe('The observed series, the question, or the steady probe.'),
    held: z.boolean(),
    measured: z.number().nullable().describe('In `unit`; null where there was nothing to measure.'),
    unit: z.enum(['seconds', 'share', 'number', 'times']).exactOptional().describe('Left out: seconds for gaps, a share of 1 for answers.'),
    expected: z.string(),
    detail: z.string(),
    control: z.boolean().exactOptional().describe('Unmet, the run is inconclusive, not failed.'),
  })
  .meta({ id: 'Finding' })

const timing = z
  .strictObject({
    steadyMs: z.number().exactOptional().describe('From the start until the lab was steady; before startedAt.'),
    steps: z.array(z.strictObject({ step: z.string(), ms: z.number() })).describe('Waits, faults with their proofs, healing.'),
  })
  .meta({ id: 'Timing', description: "Where the time went, ms; the rest of the run is the lab's own overhead." })

/** `chaos --json`, `report --format json`, `run.json`. */
export const runSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    format: z.int().min(1).exactOptional().describe("The file's own; left out in the first one. See docs/run-format.md."),
    id: z.string(),
    scenario: z.string(),
    plan,
    lab: z.string(),
    runtime: z.enum(['kind', 'native', 'cluster']),
    settings: z.strictObject({
      replicas: z.int().min(0),
      scrapeIntervalMs: z.number(),
      timing: z.enum(['fast', 'stock']),
      workers: z.int().min(0),
      nodeImage: z.string().exactOptional(),
    }),
    versions: z.record(z.string(), z.string()),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime(),
    verdict: outcome,
    findings: z.array(finding),
    doubts: z.array(z.string()).describe('Why the run is inconclusive; empty otherwise.'),
    faults: z.array(fault),
    sights: z.array(sight),
    series: z.record(z.string(), series),
    questions: z.record(z.string(), question).exactOptional(),
    probes: z.record(z.string(), z.array(beat)),
    interrupted: z.boolean().exactOptional(),
    timing: timing.exactOptional(),
    troubles: z.array(z.string()).exactOptional().describe('What kept the run from going as written.'),
  })
  .meta({
    title: 'A run of thanos-lab',
    description: 'What was done to the lab, what was seen, and what follows.',
  }) satisfies z.ZodType<Run>
