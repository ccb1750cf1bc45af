import { z } from 'zod'
import { gap } from './run.ts'

/* Why Query's answer has a gap, as `explain --json` says it. Times are Unix seconds. */

const reason = z
  .strictObject({
    why: z
      .enum(['failed', 'away', 'removed', 'not-exposed', 'not-begun', 'ended', 'not-due', 'out-of-reach', 'unknown'])
      .describe(
        '`failed`: its scrapes failed (`up` is 0). `away`: it has no scrape (no `up`): it was down, lost data, or did not have the target. `removed`: likewise, and a stale marker after its last scrape tells that its target was removed or changed. `not-exposed`: its scrapes succeeded without the series. `not-begun`, `ended`: so, and it has no earlier, or no later, sample. `not-due`: it scrapes less often. `out-of-reach`: no store that has it has that time. `unknown`: there is no `up` of its target.',
      ),
    scrapes: z.int().describe('How many scrapes; where there is none, or none is known, how many were due.'),
    from: z.number().describe('The first of these scrapes; where there is none, the last sign of the replica before, or the edge.'),
    to: z.number().describe('The last of these scrapes; where there is none, the first sign of the replica after, or the edge.'),
    stores: z
      .array(z.strictObject({ store: z.string(), from: z.number().nullable(), to: z.number().nullable() }))
      .exactOptional()
      .describe('Of `out-of-reach`: the stores that have the replica, and their time as Query says it; null: without an end.'),
  })
  .meta({ id: 'AbsenceReason', description: 'Why a replica has no sample in a stretch of a gap.' })
export type AbsenceReason = z.infer<typeof reason>

const inGap = z
  .strictObject({
    replica: z.string(),
    samples: z.array(z.number()).describe('Samples that it has in the gap, and that Query did not return. Stale markers are none.'),
    until: z.number().nullable().describe('The penalty for which they were skipped ends here; null where there was none.'),
    reasons: z.array(reason).describe('Why it has no sample in the rest of the gap, in the order of time.'),
  })
  .meta({ id: 'ReplicaInGap', description: 'What one replica has in a gap.' })
export type ReplicaInGap = z.infer<typeof inGap>

const facts = {
  silent: gap.describe('The longest stretch of it in which no replica has a sample.'),
  replicas: z.array(inGap).describe('Every replica.'),
}

/** Why Query's answer has a gap. */
export const gapCause = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('no-sample'), ...facts }).describe('No replica has a sample in it, or in most of it.'),
    z.strictObject({
      kind: z.literal('partial'),
      ...facts,
      stores: z
        .array(z.strictObject({ store: z.string().exactOptional(), replica: z.string().exactOptional(), said: z.string() }))
        .describe('What did not answer.'),
    }),
    z.strictObject({ kind: z.literal('skipped'), ...facts }).describe('A replica has samples in it, and they were skipped for a penalty.'),
    z.strictObject({ kind: z.literal('chunk-border'), ...facts }).describe("Query went on with another replica's chunk."),
    z.strictObject({
      kind: z.literal('unknown'),
      ...facts,
      step: z
        .enum(['copies', 'partial', 'algorithm', 'unknown'])
        .describe(
          'The step of the merge that is not known. `copies`: several stores have the same samples, in chunks that are not known. `partial`: a store did not answer. `algorithm`: Query merges otherwise than was modelled.',
        ),
    }),
  ])
  .meta({ id: 'GapCause', description: 'Why Query returned no sample in a gap.' })
export type GapCause = z.infer<typeof gapCause>

/** A gap of Query's answer, with its cause. */
export const explainedGap = z
  .strictObject({
    ...gap.shape,
    edges: z.array(z.enum(['left', 'right'])).describe('The edges of the window that it reaches.'),
    cause: gapCause,
  })
  .meta({ id: 'ExplainedGap' })
export type ExplainedGap = z.infer<typeof explainedGap>
