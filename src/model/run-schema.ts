import { z } from 'zod'
import { CAPABILITIES } from './lab.ts'
import type { Run } from './run.ts'

/* The scenario as it was played: scrapes and durations are milliseconds. */

export const outcome = z.enum(['pass', 'fail', 'inconclusive'])

const observed = z.strictObject({
  samples: z.string(),
  via: z.literal('service').exactOptional(),
  replica: z.string().exactOptional(),
})

const querySpec = z.strictObject({
  query: z.string(),
  via: z.literal('service').exactOptional(),
  replica: z.string().exactOptional(),
  dedup: z.literal(false).exactOptional(),
})

const step = z.union([
  z.strictObject({ wait: z.number() }),
  z.strictObject({
    until: z.strictObject({ replica: z.string().exactOptional(), is: z.enum(['back', 'gone', 'steady']), within: z.number() }),
  }),
  z.strictObject({ heal: z.string() }),
  z.strictObject({ fault: z.string(), args: z.record(z.string(), z.unknown()) }),
])

const limits = z
  .object({ 'at-most': z.number().exactOptional(), 'at-least': z.number().exactOptional() })
  .catchall(z.union([z.number(), z.string()]))

const expectation = z.strictObject({ of: z.string(), check: z.string(), limits })

export const plan = z
  .strictObject({
    name: z.string(),
    title: z.string(),
    teaches: z.string(),
    source: z.string().exactOptional().describe('Where it comes from.'),
    needs: z.array(z.enum(CAPABILITIES)),
    outcome: outcome.describe('What the scenario is expected to end with.'),
    observe: z.record(z.string(), observed),
    questions: z.record(z.string(), querySpec).exactOptional(),
    steps: z.array(step),
    expect: z.array(expectation),
  })
  .meta({ id: 'Plan', description: 'The scenario as it was played; durations in milliseconds.' })

/*
 * What was seen of a run, as `src/journal.ts` has it. Strict, so that a field that is nowhere described does not slip into a run.
 */

export const sample = z
  .tuple([z.number(), z.string()])
  .meta({ id: 'Sample', description: "A raw sample in Prometheus's own form: time in Unix seconds, value as text." })

export const gap = z
  .strictObject({ from: z.number(), to: z.number(), seconds: z.number() })
  .meta({ id: 'Gap', description: 'A distance between neighbouring samples, or to an edge, of 1.5 intervals or more; Unix seconds.' })

const moment = z.enum(['before', 'during', 'after'])

export const look = z
  .strictObject({
    phase: moment,
    from: z.number().describe('Left edge of the question, Unix seconds, itself left out.'),
    to: z.number().describe('Right edge, Unix seconds.'),
    samples: z.array(sample).describe("The answer; of a Service's answers, the one with the longest gap."),
    gaps: z.array(gap),
    replicas: z.record(z.string(), z.array(sample)).describe("Each replica's own samples, by pod; one that did not answer is left out."),
    labels: z.record(z.string(), z.string()).exactOptional().describe("The series' labels, as a replica has them."),
    ups: z
      .record(z.string(), z.array(sample))
      .exactOptional()
      .describe("Each replica's own `up` of the same target, from two intervals before the look on."),
    chunks: z
      .record(z.string(), z.array(z.number()))
      .exactOptional()
      .describe('When the chunks begin in which each replica gives the samples to its sidecar, Unix seconds.'),
    answers: z.array(z.array(sample)).exactOptional().describe('Every answer of the Service, in the order asked.'),
    troubles: z.record(z.string(), z.string()).exactOptional().describe('Place that did not give exactly one series: what it said.'),
    warnings: z.array(z.string()).exactOptional().describe('Warnings that came with the answer.'),
  })
  .meta({ id: 'Look', description: 'What was seen of one series at one moment.' })

export const series = z
  .strictObject({
    query: z.string(),
    via: z.enum(['query', 'service', 'replica']).describe('Read through Query (merged), the plain Service, or one replica alone.'),
    replica: z.string().exactOptional().describe('The replica that was read alone.'),
    samples: z.array(sample).describe('Those of the last look.'),
    gaps: z.array(gap).describe('Those of the last look.'),
    before: look.exactOptional().describe('The question before the first fault.'),
    looks: z.array(look),
  })
  .meta({ id: 'Series' })

const counted = z
  .strictObject({ call: z.enum(['rate', 'increase']), selector: z.string(), rangeMs: z.number() })
  .meta({ id: 'Counted', description: 'The question is that function of one counter; its answer is held against the model.' })

const counters = z
  .strictObject({
    from: z.number(),
    to: z.number(),
    replicas: z.record(z.string(), z.array(sample)),
    chunks: z.record(z.string(), z.array(z.number())).exactOptional(),
  })
  .meta({ id: 'Counters', description: "The counter's raw samples, each replica's own, from a range before the first step on." })

const answer = z
  .strictObject({
    place: z.string().describe('query, service, or the pod of a replica.'),
    series: z.array(z.strictObject({ labels: z.record(z.string(), z.string()), values: z.array(sample) })),
    warnings: z.array(z.string()).exactOptional(),
    trouble: z.string().exactOptional().describe('Why there is no answer.'),
  })
  .meta({ id: 'Answer' })

export const question = z
  .strictObject({
    expr: z.string(),
    via: z.enum(['query', 'service', 'replica']),
    replica: z.string().exactOptional().describe('The replica whose answer counts.'),
    dedup: z.literal(false).exactOptional(),
    counted: counted.exactOptional(),
    asked: z.array(
      z.strictObject({
        phase: moment,
        at: z.iso.datetime(),
        from: z.number().describe('The first step, Unix seconds.'),
        to: z.number(),
        stepSeconds: z.number(),
        answers: z.array(answer).describe("Of the place where it is asked (the Service: 20, in the order asked), and each replica's own."),
        counters: counters.exactOptional(),
      }),
    ),
  })
  .meta({ id: 'Question', description: 'An expression, asked as a graph.' })

export const store = z
  .strictObject({
    name: z.string(),
    replica: z.string().exactOptional().describe('The replica label that it announces.'),
    healthy: z.boolean(),
    lastError: z.string().nullable(),
  })
  .meta({ id: 'Store', description: 'A store as Query sees it.' })

export const sight = z
  .strictObject({
    phase: moment,
    at: z.iso.datetime(),
    stores: z.array(store),
    replicas: z.record(z.string(), z.number()).describe('Samples of each replica in the first merged series, asked without merging.'),
    rules: z.int().exactOptional().describe("Different rules that Query's /api/v1/rules gives."),
    alerts: z.int().exactOptional().describe('Alerts of them that fire.'),
    trouble: z.string().exactOptional(),
  })
  .meta({ id: 'Sight', description: 'What Query knew of the replicas at one moment.' })

export const prediction = z
  .strictObject({
    preferred: z.string().describe('The replica that Query followed.'),
    survivor: z.string().describe('The one that it would go over to.'),
    intervalMs: z.number(),
    offsetMs: z.number().describe('By how much the survivor scrapes after the followed one; more than 0, at most an interval.'),
    gapMs: z.strictObject({ least: z.number(), most: z.number() }).describe('Two figures where it depends on how many scrapes are missed.'),
    formula: z.string().describe('`2I + d`, with I for the interval and d for the lag; `I` is no hole.'),
  })
  .meta({
    id: 'Prediction',
    description: 'The longest distance between merged samples that a fault is to leave, once all replicas are back.',
  })

export const fault = z
  .strictObject({
    id: z.string(),
    fault: z.string(),
    target: z.string(),
    injectedAt: z.iso.datetime(),
    healedAt: z.iso.datetime().nullable(),
    evidence: z.strictObject({
      verified: z.boolean(),
      detail: z.string(),
      facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).exactOptional(),
    }),
    preferred: z
      .record(z.string(), z.string().nullable())
      .exactOptional()
      .describe('Series read through Query: the replica that Query answered from right before; null where it could not be told.'),
    replica: z.string().exactOptional().describe('The replica that was hit.'),
    hits: z.array(z.string()).exactOptional().describe('Every pod that it takes away, where they are more than its target says.'),
    predictions: z.record(z.string(), prediction).exactOptional().describe('Series read through Query: what was foretold right before.'),
  })
  .meta({ id: 'Fault' })

export const beat = z
  .strictObject({
    at: z.iso.datetime(),
    ok: z.boolean(),
    ms: z.number(),
    detail: z.string().exactOptional(),
    warnings: z.array(z.string()).exactOptional(),
    replicas: z.array(z.string()).exactOptional().describe('The probe stores: replicas that Query has a healthy store of.'),
  })
  .meta({ id: 'Beat', description: 'One question of a steady probe; `detail: stalled` found no free place.' })

const finding = z
  .strictObject({
    check: z.string(),
    series: z.string().describe('The observed series, the question, or the steady probe.'),
    passed: z.boolean(),
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
    inconclusiveReasons: z.array(z.string()).describe('Why the run is inconclusive; empty otherwise.'),
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
