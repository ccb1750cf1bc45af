import { z } from 'zod'
import type { QuerySpec, SeriesSpec } from '../model/scenario.ts'
import { expressionError, type PromqlError, selectorError } from './promql.ts'
import { valueTypes } from './value-types.ts'
import { unlessMissing } from './zod-messages.ts'

/** An entry under `observe`: a series (`samples`) or a query (`query`). */
type Spec = SeriesSpec | QuerySpec

const SAMPLES = `expected a selector of one series such as 'up{job="thanos-query"}', in quotes`
const QUERY = `expected a PromQL expression such as 'sum(up)', in quotes`

/** The form of an observed series' name. A probe's name is none. */
export function seriesName(probes: readonly string[]): RegExp {
  return new RegExp(`^(?!(?:${probes.join('|')})$)[a-z][a-z0-9-]*$`)
}

const observed = z
  .strictObject({
    samples: promql(SAMPLES, selectorError).exactOptional().describe('A selector of exactly one series; its raw samples are read.'),
    query: promql(QUERY, expressionError)
      .exactOptional()
      .describe('In place of `samples`: any PromQL expression, evaluated as a graph with a step of one scrape interval.'),
    via: z.literal('service').exactOptional().describe('Through the plain Service: a random replica each time.'),
    replica: valueTypes.replica.exactOptional().describe('From that Prometheus alone; otherwise through Query, deduplicated.'),
    dedup: z.literal(false).exactOptional().describe("A query through Query: each replica's series is shown."),
  })
  .superRefine((spec, context) => {
    for (const message of misfits(spec)) context.addIssue({ code: 'custom', ...message })
  })
  .meta({ anyOf: [{ required: ['samples'] }, { required: ['query'] }] }) as unknown as z.ZodType<Spec>

/** What is under `observe`. */
export function observations(probes: readonly string[]): z.ZodType<Record<string, Spec>> {
  const name = z.string().regex(seriesName(probes), {
    error: ({ input }) =>
      probes.includes(String(input))
        ? `'${input}' is a probe, which always runs; give the series another name`
        : `expected a name of small letters, digits, and dashes, found '${input}'`,
  })
  return z
    .record(name, observed)
    .refine((series) => Object.keys(series).length > 0, 'expected at least one series to observe')
    .describe('Name → a series or a query, and where it is read.')
}

function misfits({ samples, query, via, replica, dedup }: Record<string, unknown>): { path?: string[]; message: string }[] {
  return [
    ...(samples === undefined && query === undefined ? [{ path: ['samples'], message: "'samples' is missing" }] : []),
    ...(samples !== undefined && query !== undefined ? [{ message: "expected 'samples' or 'query', not both" }] : []),
    ...(via !== undefined && replica !== undefined ? [{ message: "expected 'via' or 'replica', not both" }] : []),
    ...(dedup !== undefined && (query === undefined || via !== undefined || replica !== undefined)
      ? [{ path: ['dedup'], message: "'dedup' is for a 'query' through Query" }]
      : []),
  ]
}

/** `params.offset` of a complaint: which character of the text it is about. */
function promql(expected: string, errorIn: (text: string) => PromqlError | undefined): z.ZodType<string> {
  return z.string({ error: unlessMissing(expected) }).superRefine((text, context) => {
    const wrong = errorIn(text)
    if (wrong !== undefined) context.addIssue({ code: 'custom', message: wrong.message, params: { ...wrong } })
  })
}
