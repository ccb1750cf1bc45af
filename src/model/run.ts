import { z } from 'zod'
import { FORMAT } from './lab-defaults.ts'
import { runtimeName, settings, store } from './lab.ts'
import { mapName, outcome, scenario } from './scenario.ts'

/*
 * The run record: everything that is written down while a scenario is executed, and what follows from it (`run.json`). The types, the
 * validation and the JSON Schema (schemas/run.schema.json) all come from here. It is all that crosses from the half that touches the
 * world to the half that is pure, so a run can be judged and explained again from the file alone.
 *
 * Samples keep Prometheus's own shape: Unix seconds, and the value as text. Names that end in `Ms` are milliseconds.
 */

/** From 1970 to the last second that a date can be written of. */
const seconds = z.number().min(0).max(253_402_300_799)

export const sample = z
  .tuple([seconds, z.string()])
  .meta({ id: 'Sample', description: "A sample in Prometheus's own form: time in Unix seconds, value as text." })
export type Sample = z.infer<typeof sample>

/** No run is as long: a wait takes a week at most. Without a bound, one wrong figure makes a list of a scrape a second since 1970. Seconds. */
const LONGEST = 8 * 86_400
const TOO_LONG = `spans more than ${LONGEST / 86_400} days, the longest run`

const samples = z
  .array(sample)
  .refine(areInOrder, 'these samples are not in the order of their times')
  .refine((list) => list.length === 0 || list.at(-1)![0] - list[0]![0] <= LONGEST, TOO_LONG)

function areInOrder(list: readonly (readonly [number, string])[]): boolean {
  return list.every(([time], index) => index === 0 || time > list[index - 1]![0])
}

export const gap = z
  .strictObject({ from: z.number(), to: z.number(), seconds: z.number() })
  .meta({ id: 'Gap', description: 'A distance of 1.5 intervals or more between neighbouring samples, or to an edge; Unix seconds.' })
export type Gap = z.infer<typeof gap>

export const phase = z
  .enum(['before', 'during', 'after'])
  .meta({ id: 'Phase', description: 'When a snapshot was taken, relative to the outage.' })
export type Phase = z.infer<typeof phase>

const labels = z.record(z.string(), z.string())

export const series = z
  .strictObject({ labels, values: samples })
  .meta({ id: 'Series', description: 'One series of an answer: raw samples, or the value at each step of a graph.' })
export type RecordedSeries = z.infer<typeof series>

/** Where something is read: through Query (merged), through the plain Service (a random replica), or from one replica's Prometheus. */
export const via = z.enum(['query', 'service', 'replica'])
export type Via = z.infer<typeof via>

const source = z
  .strictObject({
    via,
    replica: mapName.exactOptional().describe('`via: replica`: the pod. Left out while the role that the scenario names is not resolved.'),
    dedup: z.literal(false).exactOptional().describe("Query was told to show each replica's series."),
  })
  .meta({ id: 'Source', description: 'Where it is read.' })
export type Source = z.infer<typeof source>

const answer = z
  .strictObject({
    source: mapName.describe('query, service, or the pod of a replica.'),
    series: z.array(series),
    warnings: z.array(z.string()).exactOptional(),
  })
  .meta({ id: 'Answer' })
export type SourceAnswer = z.infer<typeof answer>

const errors = z.record(mapName, z.string()).describe('Source (query, service, or a pod) → what it said in place of an answer.')

/** More than Query answers (11,000), so that no graph of a file takes the memory of the machine. */
const MOST_STEPS = 100_000

const graphWindow = z
  .strictObject({ from: seconds, to: seconds, stepSeconds: z.number().positive() })
  .refine(({ from, to, stepSeconds }) => (to - from) / stepSeconds <= MOST_STEPS, `a graph has at most ${MOST_STEPS} steps`)
  .meta({ id: 'GraphWindow', description: 'Of a graph: the first step and the right edge, Unix seconds, and the distance of its steps.' })
export type GraphWindow = z.infer<typeof graphWindow>

const ownSamples = z
  .strictObject({
    samples,
    labels: labels.exactOptional().describe("The series' labels, as that replica has them."),
    up: samples
      .exactOptional()
      .describe(
        '`up` of the same target, from two intervals before the window on: it tells where a scrape failed, which a range vector does not. Left out for `up` itself, and for series that no target has.',
      ),
    chunks: z
      .array(seconds)
      .exactOptional()
      .describe(
        'When the chunks begin in which the replica gives these samples to its sidecar, Unix seconds. Query merges chunks, not replicas.',
      ),
  })
  .meta({ id: 'OwnSamples', description: "One replica's own samples of one selector, from its Prometheus." })
export type OwnSamples = z.infer<typeof ownSamples>

const noSamples = z
  .strictObject({ error: z.string() })
  .meta({ id: 'NoSamples', description: 'Why a replica did not give exactly one series.' })

const counter = z
  .strictObject({ call: z.enum(['rate', 'increase']), selector: z.string(), rangeMs: z.number() })
  .meta({ id: 'CounterCall', description: 'The query is that function of one counter; its answer is compared with the model.' })
export type CounterCall = z.infer<typeof counter>

const queryResult = z
  .strictObject({
    source,
    answers: z
      .array(answer)
      .describe(
        'Of the source, and for a graph of each replica, too. Equal answers of the Service stand here once: `order` has them all. A series that is read from one replica stands under `replicas` alone.',
      ),
    order: z
      .array(z.int().nullable())
      .exactOptional()
      .describe('Of the Service: for each of its requests, in order, the place of its answer in `answers`; null where it gave none.'),
    errors,
    window: graphWindow.exactOptional().describe('Of a graph; raw samples are of the window of the snapshot.'),
    readTo: seconds
      .exactOptional()
      .describe(
        'Of a lab that is watched: the source has not answered for what is later, Unix seconds. Left out: it has for the whole window.',
      ),
    counter: counter.exactOptional(),
    counterSamples: z
      .strictObject({ from: seconds.describe('Left edge, Unix seconds.'), replicas: z.record(mapName, ownSamples) })
      .exactOptional()
      .describe("The counter's own samples, by replica, where its range reaches back beyond the window of the snapshot."),
  })
  .meta({ id: 'QueryResult' })
export type QueryResult = z.infer<typeof queryResult>

const snapshot = z
  .strictObject({
    phase,
    at: z.iso.datetime(),
    window: z
      .strictObject({ from: seconds.describe('The left edge, itself left out.'), to: seconds })
      .refine(({ from, to }) => to >= from, 'the right edge lies before the left one')
      .refine(({ from, to }) => to - from <= LONGEST, TOO_LONG)
      .describe(
        'Of all raw samples; Unix seconds. The left edge is the same in all snapshots of a run: by it Query decides whose samples it returns.',
      ),
    stores: z.array(store).describe('As Query sees them.'),
    undeduplicated: z
      .record(z.string(), z.number())
      .describe(
        'Replica label → number of samples of the first merged series that Query returns with dedup=false: the replicas that it has.',
      ),
    rules: z.int().exactOptional().describe("Different rules that Query's /api/v1/rules gives; left out where it did not say."),
    alerts: z.int().exactOptional().describe('Alerts of them that fire.'),
    replicas: z
      .record(mapName, z.record(mapName, z.union([ownSamples, noSamples])))
      .describe('Pod → selector → what that replica has of it.'),
    queries: z.record(mapName, queryResult).describe('Name under `observe` → what was read.'),
    errors: errors.exactOptional().describe('`stores`, `undeduplicated` → why Query did not say.'),
  })
  .meta({ id: 'Snapshot', description: 'Everything that was read at one moment of a run.' })
export type Snapshot = z.infer<typeof snapshot>

export const prediction = z
  .strictObject({
    preferred: mapName.describe('The replica whose samples Query returned.'),
    survivor: mapName.describe('The one that it would switch to.'),
    intervalMs: z.number(),
    offsetMs: z.number().describe('How much later the survivor scrapes than the preferred replica; more than 0, at most an interval.'),
    gapMs: z.strictObject({ least: z.number(), most: z.number() }).describe('Two figures where it depends on how many scrapes are missed.'),
    formula: z.string().describe('`2I + d`, with I for the interval and d for the offset; `I` is no gap.'),
  })
  .meta({
    id: 'Prediction',
    description: 'The longest distance between merged samples that a fault leaves once all replicas are back, computed before the fault.',
  })
export type Prediction = z.infer<typeof prediction>

const evidence = z
  .strictObject({
    verified: z.boolean().describe('The effect of the fault was observed.'),
    detail: z.string(),
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).exactOptional(),
  })
  .meta({ id: 'Evidence', description: 'What shows, or fails to show, that a fault took effect.' })
export type Evidence = z.infer<typeof evidence>

const fault = z
  .strictObject({
    id: z.string(),
    fault: mapName,
    target: z.string().describe('The pod, or `pod/container`.'),
    injectedAt: z.iso.datetime(),
    healedAt: z.iso.datetime().nullable(),
    evidence,
    lasted: evidence
      .exactOptional()
      .describe(
        'Whether it was still active right before its end. Left out where nothing is held until then, and where it could not be looked at in time.',
      ),
    preferred: z
      .record(mapName, mapName.nullable())
      .exactOptional()
      .describe(
        'Series read through Query → the replica whose samples Query returned right before; null where it could not be determined.',
      ),
    replica: mapName.exactOptional().describe('The replica that was hit: the victim.'),
    pods: z.array(mapName).exactOptional().describe('Every pod that it takes away, where they are more than its target says.'),
    predictions: z.record(mapName, prediction).exactOptional().describe('Series read through Query → the gap predicted right before.'),
  })
  .meta({ id: 'Fault' })
export type FaultEntry = z.infer<typeof fault>

const probeResult = z
  .strictObject({
    at: z.iso.datetime(),
    ms: z.number().describe('How long it took; of a stalled one, how long the oldest in flight had been under way.'),
    error: z.string().exactOptional().describe('Why it was not answered, else left out; `stalled`: there was no free place.'),
    warnings: z.array(z.string()).exactOptional(),
    replicas: z.array(z.string()).exactOptional().describe('The probe `stores`: replicas that Query has a healthy store of.'),
  })
  .meta({ id: 'ProbeResult', description: 'One request of a probe.' })
export type ProbeResult = z.infer<typeof probeResult>

export const unit = z.enum(['seconds', 'share', 'number', 'times']).meta({ id: 'Unit', description: 'What a figure counts.' })
export type Unit = z.infer<typeof unit>

const finding = z
  .strictObject({
    check: mapName,
    series: mapName.describe('The observed series, the query, or the probe.'),
    passed: z.boolean().describe('The expectation is met.'),
    measured: z.number().nullable().describe('In `unit`; null where there was nothing to measure: then the run is inconclusive.'),
    unit,
    expected: z.string(),
    detail: z.string(),
    control: z.boolean().exactOptional().describe('Unmet, the run is inconclusive, not failed.'),
  })
  .meta({ id: 'Finding' })
export type Finding = z.infer<typeof finding>

const timing = z
  .strictObject({
    steadyMs: z.number().exactOptional().describe('From the start until the lab was in its steady state; before startedAt.'),
    steps: z
      .array(z.strictObject({ step: z.string(), ms: z.number() }))
      .describe('The steps that have to take their time: waits, faults with their verification, healing.'),
  })
  .meta({ id: 'Timing', description: "Where the time of a run went; the rest is the lab's own overhead." })
export type RunTiming = z.infer<typeof timing>

const recordFields = {
  schemaVersion: z.literal(1),
  format: z.literal(FORMAT).describe('Of this file. See docs/run-format.md.'),
  id: z.string(),
  lab: z.string(),
  runtime: runtimeName,
  settings,
  versions: z.record(z.string(), z.string()),
  scenario,
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  faults: z.array(fault),
  snapshots: z.array(snapshot),
  probes: z.record(mapName, z.array(probeResult)),
  interrupted: z.boolean().exactOptional().describe('The run was stopped before its last step.'),
  errors: z.array(z.string()).exactOptional().describe('What kept the run from going as written, each a sentence.'),
  timing: timing.exactOptional(),
}

const verdictFields = {
  verdict: outcome,
  inconclusiveReasons: z.array(z.string()).describe('Why the run is inconclusive; empty otherwise.'),
  findings: z.array(finding),
}

const verdict = z.strictObject(verdictFields)
/** What follows from a run record. */
export type Verdict = z.infer<typeof verdict>

const runRecord = z.strictObject(recordFields)
/** A run as it was recorded, before it is judged. */
export type RunRecord = z.infer<typeof runRecord>

/** `chaos --json`, `report --format json`, `run.json`. */
export const run = z.strictObject({ ...recordFields, ...verdictFields }).meta({
  title: 'A run of thanos-lab',
  description: 'What was done to the lab, what was observed, and what follows.',
})
export type Run = z.infer<typeof run>
