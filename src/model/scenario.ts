import { z } from 'zod'
import { CAPABILITIES } from './lab-defaults.ts'

/*
 * A scenario as it is run: what is observed, what is done, what is expected. Durations are milliseconds; `N scrapes` is resolved.
 * What a person writes, with its positions and messages, is read by src/scenario/.
 */

/** What a map is read by: not a name that every object of JavaScript has. */
export const mapName = z.string().refine((text) => !(text in {}), 'is a name that cannot be used')

export const outcome = z.enum(['pass', 'fail', 'inconclusive'])
export type Outcome = z.infer<typeof outcome>

const replicaChoice = mapName.describe('A pod, or a role: preferred, other, victim, survivor.')

const seriesSpec = z
  .strictObject({
    samples: z.string().describe('A selector of one series; its raw samples are read.'),
    via: z.literal('service').exactOptional().describe('Through the plain Service; left out together with `replica`: through Query.'),
    replica: replicaChoice.exactOptional().describe('From that Prometheus alone.'),
  })
  .meta({ id: 'SeriesSpec' })
export type SeriesSpec = z.infer<typeof seriesSpec>

const querySpec = z
  .strictObject({
    query: z.string().describe('Any PromQL expression, evaluated as a graph.'),
    via: z.literal('service').exactOptional(),
    replica: replicaChoice.exactOptional(),
    dedup: z.literal(false).exactOptional().describe("Through Query: each replica's series is shown."),
  })
  .meta({ id: 'QuerySpec' })
export type QuerySpec = z.infer<typeof querySpec>

const step = z.union([
  z.strictObject({ wait: z.number() }),
  z.strictObject({
    until: z.strictObject({ replica: replicaChoice.exactOptional(), is: z.enum(['back', 'gone', 'steady']), within: z.number() }),
  }),
  z.strictObject({ heal: z.string() }),
  z.strictObject({ fault: mapName, args: z.record(z.string(), z.unknown()) }),
])
/** Exactly one key, but for a fault, which has its name and its arguments. */
export type Step = z.infer<typeof step>

const limits = z
  .object({ 'at-most': z.number().exactOptional(), 'at-least': z.number().exactOptional() })
  .catchall(z.union([z.number(), z.string()]))
/** The limits of a check. Some checks have words of their own. */
export type Limits = z.infer<typeof limits>

const expectation = z
  .strictObject({ of: mapName.describe('An observed series, a query, or a probe.'), check: mapName, limits })
  .meta({ id: 'Expectation' })
export type Expectation = z.infer<typeof expectation>

export const scenario = z
  .strictObject({
    name: z.string(),
    title: z.string(),
    teaches: z.string(),
    source: z.string().exactOptional().describe('Where it comes from: an issue, a page, a measurement.'),
    needs: z.array(z.enum(CAPABILITIES)),
    outcome: outcome.describe('What the scenario is expected to end with.'),
    observe: z.record(mapName, z.union([seriesSpec, querySpec])),
    steps: z.array(step),
    expect: z.array(expectation),
  })
  .meta({ id: 'Scenario', description: 'The scenario as it was run; durations in milliseconds.' })
export type Scenario = z.infer<typeof scenario>
