import { z } from 'zod'
import type { Expectation, Limits, ObservedSpec, Scenario, Step } from '../journal.ts'
import type { Ability } from '../model.ts'
import { kitFor, type Kit } from './kit.ts'
import { oneKey } from './one-key.ts'
import { found, unlessMissing } from './sentence.ts'

/** What a scenario may name: handed in, so that this room knows no fault and no check by name. */
export interface Catalogue {
  faults: readonly { name: string; summary: string; args: (kit: Kit) => z.ZodType<Record<string, unknown>> }[]
  checks: readonly { name: string; summary: string; of: 'series' | 'probe'; limits: (kit: Kit) => z.ZodType<Limits> }[]
  /** The steady probes, which run during every scenario. */
  probes: readonly string[]
  abilities: readonly Ability[]
}

const SELECTOR = `expected a selector of one series such as 'up{job="thanos-query"}', in quotes`
// A metric's name, matchers in braces, or both: no function, no range and no offset, as the lab puts the range itself.
const MATCHERS = String.raw`(?:[^{}"'` + '`]' + String.raw`|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|` + '`[^`]*`)*'
const SERIES = new RegExp(String.raw`^(?:[a-zA-Z_:][\w:]*\s*(?:\{${MATCHERS}\})?|\{(?!\s*\})${MATCHERS}\})$`)

/**
 * The schema of a scenario file: what it parses to is a Scenario without its name, durations in milliseconds.
 * `series` are the names under `observe`, which the expectations may name.
 */
export function scenarioSchema(catalogue: Catalogue, intervalMs: number, series: readonly string[]): z.ZodType<Omit<Scenario, 'name'>> {
  const kit = kitFor(intervalMs)
  return z.strictObject({
    title: text('What happens, in one sentence.'),
    teaches: text('What one learns from it.'),
    needs: z.array(z.enum(catalogue.abilities)).default([]).describe('What the runtime must be able to do; else the scenario is skipped.'),
    outcome: z.enum(['pass', 'fail', 'inconclusive']).default('pass').describe('The verdict that is expected; a lesson may be a failure.'),
    observe: observations(catalogue, kit),
    steps: list(step(catalogue, kit), 'step').describe('Played one after the other; faults still open at the end are healed.'),
    expect: list(expectation(catalogue, kit, series), 'expectation').describe('What must hold of what was observed.'),
  })
}

/** The form of an observed series' name. A probe's name is none. */
export function seriesName(probes: readonly string[]): RegExp {
  return new RegExp(`^(?!(?:${probes.join('|')})$)[a-z][a-z0-9-]*$`)
}

function observations({ probes }: Catalogue, kit: Kit): z.ZodType<Record<string, ObservedSpec>> {
  const name = z.string().regex(seriesName(probes), {
    error: ({ input }) =>
      probes.includes(String(input))
        ? `'${input}' is a steady probe, which always runs; give the series another name`
        : `expected a name of small letters, digits, and dashes, found '${input}'`,
  })
  return z
    .record(name, observed(kit))
    .refine((series) => Object.keys(series).length > 0, 'expected at least one series to observe')
    .describe('Name → a series, and where it is read.')
}

function observed({ replica }: Kit): z.ZodType<ObservedSpec> {
  return z
    .strictObject({
      samples: z
        .string({ error: unlessMissing(SELECTOR) })
        .regex(SERIES, { error: ({ input }) => `${SELECTOR}, found ${found(input)}` })
        .describe('A selector of exactly one series; its raw samples are read.'),
      via: z.literal('service').exactOptional().describe('Through the plain Service, which asks a random replica each time.'),
      replica: replica.exactOptional().describe('From that Prometheus alone; otherwise through Query, deduplicated.'),
    })
    .refine((spec) => spec.via === undefined || spec.replica === undefined, "expected 'via' or 'replica', not both")
}

function step({ faults }: Catalogue, kit: Kit): z.ZodType<Step> {
  const names = faults.map(({ name }) => name)
  return oneKey<Step>({
    noun: 'a step',
    choices: {
      wait: kit.duration,
      until: until(kit),
      heal: z.enum([...names, 'all']).describe('A fault, or all that are open.'),
      ...Object.fromEntries(
        faults.map(({ name, summary, args }) => [name, z.preprocess((value) => value ?? {}, args(kit)).describe(summary)]),
      ),
    },
    build: (key, value) => (names.includes(key) ? { fault: key, args: value } : ({ [key]: value } as unknown as Step)),
  })
}

function until({ duration, replica }: Kit): z.ZodType {
  return z
    .strictObject({
      replica,
      is: z
        .enum(['back', 'gone'])
        .describe('back: its pod is Ready, its store is healthy in Query, and a newer sample of it was answered.'),
      within: duration,
    })
    .describe('Waits until a replica is back, or gone.')
}

function expectation({ checks, probes }: Catalogue, kit: Kit, series: readonly string[]): z.ZodType<Expectation> {
  const ofSeries = checked('series', checks, kit)
  const ofProbe = checked('probe', checks, kit)
  return oneKey<Expectation>({
    noun: 'an observed series or a steady probe',
    choices: {
      ...Object.fromEntries(series.map((name) => [name, ofSeries])),
      ...Object.fromEntries(probes.map((name) => [name, ofProbe])),
    },
    build: (of, check: Omit<Expectation, 'of'>) => ({ of, ...check }),
  })
}

function checked(of: 'series' | 'probe', checks: Catalogue['checks'], kit: Kit): z.ZodType<Omit<Expectation, 'of'>> {
  const fitting = checks.filter((check) => check.of === of)
  return oneKey<Omit<Expectation, 'of'>>({
    noun: of === 'series' ? 'a check of a series' : 'a check of a probe',
    choices: Object.fromEntries(fitting.map(({ name, summary, limits }) => [name, limits(kit).describe(summary)])),
    build: (check, limits: Limits) => ({ check, limits }),
  })
}

function text(description: string): z.ZodType<string> {
  return z.string().regex(/\S/, 'expected text, found nothing').describe(description)
}

function list<T>(item: z.ZodType<T>, noun: string): z.ZodType<T[]> {
  return z.array(item).min(1, `expected at least one ${noun}`)
}
