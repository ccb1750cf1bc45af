import { z } from 'zod'
import { gap } from './run.ts'

/* What `audit --json` answers. Times are Unix seconds. */

const why = z
  .enum(['away', 'not-scraped', 'scrapes-failed', 'not-exposed', 'not-begun', 'ended'])
  .describe(
    'away: it has no sample of any of its targets. not-scraped: none of this target, though it scraped others. scrapes-failed: it scraped, and `up` is 0. not-exposed: `up` is 1, and the series has no sample. not-begun, ended: no sample before, or after, in the whole window.',
  )

const lacking = z
  .strictObject({
    replica: z.string(),
    why: z.array(why).describe('Each once; several where one followed the other.'),
    from: z.number().describe('Its last good sample before, or the left edge.'),
    to: z.number().describe('Its first good sample after, or the right edge.'),
    failed: z.int().describe('Scrapes that failed.'),
    missed: z.int().describe('Scrapes that left no sample at all.'),
    pieces: z.int().describe('More than 1: it came and went.'),
  })
  .meta({ id: 'Lacking', description: 'A replica that lacks samples.' })
export type Lacking = z.infer<typeof lacking>
export type Why = z.infer<typeof why>

const auditGap = z
  .strictObject({
    from: z.number(),
    to: z.number(),
    seconds: z.number(),
    exact: z.boolean().describe('Read from raw samples of the example; else known to a step of the counts only.'),
    targets: z.int().describe('How many targets have it.'),
    jobs: z.array(z.string()),
    example: z.string().describe('The selector of one of them.'),
    lacking: z.array(lacking),
    having: z.array(z.string()).describe('Replicas that have samples throughout.'),
    query: z
      .enum(['gap', 'filled', 'not-read'])
      .describe("What Query's merged answer has in that time, of the example. not-read: it is not known, the cause says why."),
    merged: gap.exactOptional().describe("The longest gap of Query's merged answer in it."),
    graph: z
      .enum(['visible', 'bridged'])
      .exactOptional()
      .describe('bridged: the look-back fills it in a graph of the selector itself; rate() and raw samples show it.'),
    cause: z.string(),
    narrative: z.array(z.string()).describe('What the model says of it; empty where nothing is claimed.'),
    command: z.string().describe('Explains it.'),
  })
  .meta({ id: 'AuditGap' })
export type AuditGap = z.infer<typeof auditGap>

const advice = z
  .strictObject({
    kind: z.enum([
      'replica-label-unknown-to-query',
      'replica-label-missing',
      'equal-labels',
      'one-replica-only',
      'intervals-differ',
      'store-unhealthy',
      'rate-window',
    ]),
    text: z.string().describe('What was seen, and what to do.'),
  })
  .meta({ id: 'Advice' })
export type Advice = z.infer<typeof advice>

const auditStore = z
  .strictObject({
    name: z.string(),
    type: z.string(),
    healthy: z.boolean(),
    lastError: z.string().nullable(),
    labelSets: z.array(z.record(z.string(), z.string())),
    series: z.int().exactOptional().describe('Series of it that one query of the newest step took; left out where Query does not say.'),
    samples: z.int().exactOptional(),
    ms: z.number().exactOptional().describe('How long it took.'),
  })
  .meta({ id: 'AuditStore' })
export type AuditStore = z.infer<typeof auditStore>

const auditReplica = z
  .strictObject({
    name: z.string(),
    targets: z.int(),
    scrapes: z.int().describe('Made in the window.'),
    failed: z.int().describe('Of them.'),
    intervalMs: z.number().nullable().describe('The commonest of its targets.'),
  })
  .meta({ id: 'AuditReplica' })
export type AuditReplica = z.infer<typeof auditReplica>

const limits = z.strictObject({
  requests: z.int(),
  maxRequests: z.int(),
  samples: z.int().describe('Values and raw samples in the answers.'),
  maxSamples: z.int(),
  elapsedMs: z.number(),
  timeoutMs: z.number(),
  stopped: z.string().exactOptional().describe('What ended the reading early; left out where nothing did.'),
})

/** `audit --json`. */
export const auditSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    url: z.string().describe('Without credentials.'),
    verdict: z.enum(['none', 'gaps', 'inconclusive']),
    reasons: z.array(z.string()).describe('Why it is inconclusive.'),
    from: z.number(),
    to: z.number(),
    stepMs: z.number().describe('What the counts are of.'),
    selector: z.string().describe('What was counted.'),
    query: z.strictObject({
      kind: z.enum(['query', 'query-frontend', 'prometheus', 'unknown']),
      version: z.string().nullable(),
      replicaLabels: z.array(z.string()).nullable().describe('null: not known.'),
      algorithm: z.enum(['penalty', 'chain']).nullable(),
      lookbackMs: z.number(),
    }),
    targets: z.int(),
    replicas: z.array(auditReplica),
    stores: z.array(auditStore),
    gaps: z.array(auditGap).describe('The worst first.'),
    advice: z.array(advice),
    warnings: z.array(z.string()).describe('Of Query, each once.'),
    notes: z.array(z.string()).describe('What to know before believing it.'),
    limits,
  })
  .meta({ title: 'Where a Thanos has gaps' })
export type AuditAnswer = z.infer<typeof auditSchema>
