import { z } from 'zod'
import type { Parts } from '../model/lab.ts'
import type { Capability } from '../model/lab-defaults.ts'
import type { CounterCall } from '../model/run.ts'
import type { Parsed } from '../model/duration.ts'
import type { Expectation, Limits, QuerySpec, Scenario, Step } from '../model/scenario.ts'
import { observations } from './observe.ts'
import { valueTypes, type ValueTypes } from './value-types.ts'
import { oneKey } from './zod-messages.ts'

/** What a check judges: the raw samples of a series, the answers to a query, or the results of a probe. */
export type Kind = 'series' | 'query' | 'probe'

/** What a scenario may name: handed in, so that this module knows no fault and no check by name. */
export interface Vocabulary {
  faults: readonly { name: string; summary: string; args: (types: ValueTypes) => z.ZodType<Record<string, unknown>> }[]
  checks: readonly CheckEntry[]
  /** The probes, which run during every scenario. */
  probes: readonly string[]
  capabilities: readonly Capability[]
  /** What the manifests have, whatever lab is made of them. */
  parts: Parts
}

interface CheckEntry {
  name: string
  summary: string
  of: Kind
  /** Which probes it can be expected of; all of them where it is left out. */
  probes?: readonly string[]
  limits: (types: ValueTypes) => z.ZodType<Parsed<Limits>>
  /** Why it cannot be expected of that query; undefined where it can. */
  refuses?: (spec: QuerySpec, counter: CounterCall | undefined) => string | undefined
}

/** A scenario file that fits, before a lab is known: durations are not resolved. */
export type ParsedScenario = Parsed<Omit<Scenario, 'name'>>

/** The schema of a scenario file. `observed` are the names under `observe`, which the expectations may name. */
export function scenarioSchema(catalogue: Vocabulary, observed: Readonly<Record<string, 'series' | 'query'>>): z.ZodType<ParsedScenario> {
  const fixed = fixedOf(catalogue)
  return z.strictObject({
    title: text('What happens, in one sentence.'),
    teaches: text('What one learns from it.'),
    source: text('Where it comes from: an issue, a page, a measurement.').exactOptional(),
    needs: z
      .array(z.enum(catalogue.capabilities))
      .default([])
      .describe('What the runtime must be able to do; else the scenario is skipped with the reason.'),
    outcome: z.enum(['pass', 'fail', 'inconclusive']).default('pass').describe('The verdict that is expected; a lesson may be a failure.'),
    observe: fixed.observe,
    steps: fixed.steps,
    expect: list(expectation(fixed, observed), 'expectation').describe('What is expected of what was observed.'),
  })
}

/** What of the schema is the same for every file. */
interface Fixed {
  observe: ReturnType<typeof observations>
  steps: z.ZodType<Parsed<Step>[]>
  checks: Record<'series' | 'query', Checks>
  probes: [probe: string, checks: Checks][]
}

type Checks = z.ZodType<Omit<ParsedExpectation, 'of'>>

const made = new WeakMap<Vocabulary, Fixed>()

/** Made once for a vocabulary: to make it takes ten times as long as to read a file by it. */
function fixedOf(catalogue: Vocabulary): Fixed {
  const before = made.get(catalogue)
  if (before !== undefined) return before
  const { checks, probes } = catalogue
  const fixed: Fixed = {
    observe: observations(probes),
    steps: list(step(catalogue), 'step').describe('Run one after the other; faults still open at the end are healed.'),
    checks: { series: checked('series', checks), query: checked('query', checks) },
    probes: probes.map((probe) => [probe, checked('probe', checks, probe)]),
  }
  made.set(catalogue, fixed)
  return fixed
}

function step({ faults }: Vocabulary): z.ZodType<Parsed<Step>> {
  const names = faults.map(({ name }) => name)
  return oneKey<Parsed<Step>>({
    noun: 'a step',
    choices: {
      wait: valueTypes.duration,
      until,
      heal: z.enum([...names, 'all']).describe('A fault, or all that are open.'),
      ...Object.fromEntries(
        faults.map(({ name, summary, args }) => [name, z.preprocess((value) => value ?? {}, args(valueTypes)).describe(summary)]),
      ),
    },
    build: (key, value) => (names.includes(key) ? { fault: key, args: value } : ({ [key]: value } as unknown as Parsed<Step>)),
  })
}

const until = z
  .strictObject({
    replica: valueTypes.replica
      .exactOptional()
      .describe('Which replica is back or gone; left out for `steady`, which is about the whole lab.'),
    is: z
      .enum(['back', 'gone', 'steady'])
      .describe(
        'back: its pod is Ready, its store is healthy in Query, and Query returned a newer sample of it. gone: its pod is away. steady: every replica is back.',
      ),
    within: valueTypes.duration,
  })
  .refine(
    ({ replica: who, is }) => (is === 'steady') === (who === undefined),
    "'steady' is the whole lab, 'back' and 'gone' need 'replica'",
  )
  .describe('Waits until a replica is back or gone, or the lab is steady.')

const NOUNS: Record<Kind, string> = { series: 'a check of a series', query: 'a check of a query', probe: 'a check of a probe' }

type ParsedExpectation = Parsed<Expectation>

function expectation({ checks, probes }: Fixed, observed: Readonly<Record<string, 'series' | 'query'>>): z.ZodType<ParsedExpectation> {
  const named = Object.entries(observed).map(([name, kind]): [string, z.ZodType] => [name, checks[kind]])
  return oneKey<ParsedExpectation>({
    noun: 'an observed series or query, or a probe',
    choices: Object.fromEntries([...named, ...probes]),
    build: (of, check: Omit<ParsedExpectation, 'of'>) => ({ of, ...check }),
  })
}

function checked(kind: Kind, checks: Vocabulary['checks'], probe?: string): Checks {
  const fitting = checks.filter(({ of, probes }) => of === kind && (probes?.includes(probe ?? '') ?? true))
  return oneKey<Omit<ParsedExpectation, 'of'>>({
    noun: NOUNS[kind],
    choices: Object.fromEntries(fitting.map(({ name, summary, limits }) => [name, limits(valueTypes).describe(summary)])),
    build: (check, limits: Parsed<Limits>) => ({ check, limits }),
  })
}

function text(description: string): z.ZodType<string> {
  return z.string().regex(/\S/, 'expected text, found nothing').describe(description)
}

function list<T>(item: z.ZodType<T>, noun: string): z.ZodType<T[]> {
  return z.array(item).min(1, `expected at least one ${noun}`)
}
