import { z } from 'zod'
import { parseDuration } from '../lib/duration.ts'
import { nearest } from '../lib/suggest.ts'
import { Duration, type WrittenDuration } from '../model/duration.ts'
import { DEFAULT_SETTINGS } from '../model/lab-defaults.ts'
import { isRole, type Reference, referenceRegistry, ROLES } from './references.ts'
import { found, unlessMissing } from './zod-messages.ts'

/** The values that faults and checks build the fields of their own arguments and limits from. */
export interface ValueTypes {
  /** `1m30s`, `500ms`, or `15 scrapes`; a run has milliseconds, more than 0. */
  duration: z.ZodType<Duration>
  /** `99%` or 0.99; comes out as a number from 0 to 1. */
  share: z.ZodType<number>
  /** A whole number, 0 or more. */
  count: z.ZodType<number>
  /** `5 scrapes`, a number of them, or a time; a run has a number of scrapes. */
  scrapes: z.ZodType<Duration>
  /** How many times as much: 1.8. */
  times: z.ZodType<number>
  /** A replica's pod, or a role that is resolved when the step starts. */
  replica: z.ZodType<string>
  /** A container of the pod or workload that one of these arguments beside it names. */
  containerOf(...beside: string[]): z.ZodType<string>
  /** A pod, a workload, or a role that is resolved when the step starts. */
  part: z.ZodType<string>
  /** A workload by its name. */
  workload: z.ZodType<string>
  /** Such a part, to which the one that the argument beside it names opens connections. */
  connectedFrom(beside: string): z.ZodType<string>
  /** How many pods the workload that the argument beside it names has from then on. */
  podsOf(beside: string): z.ZodType<number>
  /** A job of Prometheus's configuration. */
  job: z.ZodType<string>
}

const DURATION = 'expected a duration such as 15s, 1m30s, or 15 scrapes'
const SHARE = 'expected a share such as 99% or 0.99'
const REPLICA = `expected a replica's pod such as prometheus-0, or ${ROLES.join(', ')}`
const COUNT = 'expected a whole number, 0 or more'
const TIMES = 'expected a number above 0 such as 1.8: times as much'
const SCRAPES_OR = 'expected a number of scrapes such as 5 scrapes'
const PART = `expected a pod such as prometheus-0, a workload such as thanos-query, or ${ROLES.join(', ')}`
const WORKLOAD = 'expected the name of a workload, such as thanos-query'
const JOB = 'expected the name of a job, such as thanos-query'
const CONTAINER = 'expected the name of a container, such as prometheus'

const SCRAPES = /^(\d+) scrapes?$/
const PERCENT = /^(\d+(?:\.\d+)?)%$/
// Replicas are pods of a StatefulSet: its name and a number. So a misspelt role is not taken for a pod.
const POD = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?-\d+$/
const NAME = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/
const MOST_PODS = 5
// A timer of Node runs for 24.8 days at most, and fires at once beyond.
const LONGEST_MS = 7 * 86_400_000
/** A file is checked with it before a lab is known. */
const DEFAULT_INTERVAL_MS = DEFAULT_SETTINGS.scrapeIntervalMs

/** Undefined where the text is no duration. */
export function readSpan(text: string): WrittenDuration | undefined {
  const scrapes = SCRAPES.exec(text)?.[1]
  if (scrapes !== undefined) return { scrapes: Number(scrapes) }
  const ms = parseDuration(text)
  return ms === undefined ? undefined : { ms }
}

/** From 0 to 1; undefined where the value is no share. */
export function readShare(value: unknown): number | undefined {
  const number = typeof value === 'string' ? Number(PERCENT.exec(value)?.[1]) / 100 : value
  return typeof number === 'number' && number >= 0 && number <= 1 ? number : undefined
}

/** Why a run on a lab with that scrape interval (milliseconds) cannot wait so long; undefined where it can. */
export function tooLong(duration: Duration, intervalMs: number): string | undefined {
  if (duration.unit !== 'ms' || duration.at(intervalMs) <= LONGEST_MS) return undefined
  return `expected a duration of at most 1w, found '${duration.text}'`
}

const duration = z
  .string({ error: unlessMissing(DURATION) })
  .transform((text, context) => {
    const span = readSpan(text)
    if (span === undefined) return refuse(context, `${DURATION}, found '${text}'`)
    const written = new Duration(text, span, 'ms')
    if (written.at(DEFAULT_INTERVAL_MS) <= 0) return refuse(context, `expected a duration longer than 0, found '${text}'`)
    const wrong = tooLong(written, DEFAULT_INTERVAL_MS)
    return wrong === undefined ? written : refuse(context, wrong)
  })
  .meta({
    description: "Prometheus's form (15s, 1m30s, 500ms), or a number of scrapes (15 scrapes): that many scrape intervals of the lab.",
    pattern: String.raw`^(\d+ scrapes?|(?=\d)(\d+w)?(\d+d)?(\d+h)?(\d+m(?!s))?(\d+s)?(\d+ms)?)$`,
    examples: ['15 scrapes', '1m30s'],
  })

const share = z
  .union([z.number(), z.string()], { error: unlessMissing(SHARE) })
  .transform((value, context) => readShare(value) ?? refuse(context, `${SHARE}, found ${found(value)}`))
  .meta({ description: 'A share of all: 99% or 0.99.', minimum: 0, maximum: 1, pattern: PERCENT.source, examples: ['99%'] })

const count = z
  .number({ error: unlessMissing(COUNT) })
  .refine((number) => Number.isSafeInteger(number) && number >= 0, { error: ({ input }) => `${COUNT}, found ${found(input)}` })
  .meta({ type: 'integer', minimum: 0, examples: [0] })

const times = z
  .number({ error: unlessMissing(TIMES) })
  .refine((number) => number > 0, { error: ({ input }) => `${TIMES}, found ${found(input)}` })
  .meta({ exclusiveMinimum: 0, examples: [1.8] })

const scrapes = z
  .union([z.number(), z.string()], { error: unlessMissing(SCRAPES_OR) })
  .transform((value, context) => {
    const span = typeof value === 'number' ? { scrapes: value } : readSpan(value)
    if (span === undefined || ('scrapes' in span && span.scrapes < 0)) return refuse(context, `${SCRAPES_OR}, found ${found(value)}`)
    return new Duration(String(value), span, 'scrapes')
  })
  .meta({ description: 'A number of scrapes: 5 scrapes, or the time that so many take.', minimum: 0, examples: ['5 scrapes'] })

const replica = z
  .string({ error: unlessMissing(REPLICA) })
  .refine((name) => POD.test(name) || isRole(name), {
    error: ({ input }) => {
      const meant = nearest(String(input), ROLES)
      return `${found(input)} is no replica; ${meant === undefined ? REPLICA : `did you mean '${meant}'?`}`
    },
  })
  .meta({
    description:
      "A replica's pod, or: preferred (whose samples Query returns for the first series read through Query), other, victim (hit by the last fault), survivor.",
    anyOf: [{ enum: [...ROLES] }, { pattern: POD.source }],
  })
  .register(referenceRegistry, { to: 'replica' })

const part = partThat({ to: 'part' })

const workload = z
  .string({ error: unlessMissing(WORKLOAD) })
  .regex(NAME, WORKLOAD)
  .meta({ description: 'A workload such as thanos-query.' })
  .register(referenceRegistry, { to: 'workload' })

function connectedFrom(beside: string): z.ZodType<string> {
  return partThat({ to: 'connected', beside })
}

function partThat(reference: Reference): z.ZodType<string> {
  return z
    .string({ error: unlessMissing(PART) })
    .regex(NAME, PART)
    .meta({ description: `A pod such as prometheus-0, a workload such as thanos-query, or ${ROLES.join(', ')}.` })
    .register(referenceRegistry, reference)
}

function containerOf(...beside: string[]): z.ZodType<string> {
  return z
    .string({ error: unlessMissing(CONTAINER) })
    .regex(NAME, CONTAINER)
    .meta({ description: 'A container of the pod.' })
    .register(referenceRegistry, { to: 'container', beside })
}

function podsOf(beside: string): z.ZodType<number> {
  return z.int().min(0).max(MOST_PODS).register(referenceRegistry, { to: 'pod-count', beside })
}

const job = z.string({ error: unlessMissing(JOB) }).register(referenceRegistry, { to: 'job' })

/** The value types of every scenario file. */
export const valueTypes: ValueTypes = {
  duration,
  share,
  count,
  scrapes,
  times,
  replica,
  containerOf,
  part,
  workload,
  connectedFrom,
  podsOf,
  job,
}

function refuse(context: z.core.$RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message })
  return z.NEVER
}
