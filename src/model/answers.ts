import { z } from 'zod'
import { catalogue, type ErrorCode } from '../lib/errors.ts'
import { explainedGap } from './gap-cause.ts'
import { runtimeName, store } from './lab.ts'
import { CAPABILITIES } from './lab-defaults.ts'
import { counterSchema, whatIfSchema } from './merge-answers.ts'
import { gap, prediction } from './run.ts'
import { outcome } from './scenario.ts'

/*
 * What each command answers with `--json`: one zod schema each, from which its type, and its JSON Schema in schemas/, come. The run is in
 * run.ts, `query` in query-answer.ts, what `explain` says of counters in merge-answers.ts.
 */

const codes = Object.keys(catalogue) as ErrorCode[]
const errorCode = z.enum([...codes, 'bug']).describe('It never changes its meaning.')

const url = z.strictObject({ url: z.string() })

const replica = z.strictObject({
  name: z.string(),
  ready: z.boolean(),
  prometheusUrl: z.string().exactOptional(),
  restarts: z.int().min(0),
})

/** `status --json`, `up --json`. */
export const statusSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    lab: z.strictObject({
      name: z.string(),
      runtime: runtimeName.nullable(),
      state: z.enum(['up', 'partial', 'down']),
      replicas: z.array(replica),
      query: url.nullable().describe("Answers Prometheus's HTTP API from this machine for as long as the lab is up."),
      service: url.exactOptional().describe('The plain Service: a replica at random.'),
      stores: z.array(store),
      faults: z
        .array(
          z.strictObject({
            id: z.string(),
            fault: z.string(),
            target: z.string(),
            since: z.iso.datetime(),
            until: z.iso.datetime().exactOptional().describe('When it ends by itself; left out where only healing ends it.'),
          }),
        )
        .describe('Those that are open.'),
      kubeconfig: z.string().exactOptional(),
    }),
    elapsedMs: z.number(),
  })
  .meta({ title: 'A lab of thanos-lab', description: 'Its parts, what Query sees, open faults, addresses.' })
export type LabStatus = z.infer<typeof statusSchema>

const suiteRun = z
  .strictObject({
    scenario: z.string(),
    outcome: outcome.describe('What its file declares.'),
    verdict: outcome.exactOptional(),
    id: z.string().exactOptional().describe('The run that is kept.'),
    exit: z.int().describe('What it would exit with alone.'),
    elapsedMs: z.number(),
    waitedMs: z.number().exactOptional().describe("What of it had to be waited for; the rest is the lab's own overhead."),
    why: z.string().exactOptional().describe('What was not as declared.'),
    skipped: z.string().exactOptional().describe('Why the runtime cannot run it; it is not counted.'),
    error: z.strictObject({ code: errorCode, message: z.string(), hint: z.string() }).exactOptional(),
  })
  .meta({ id: 'SuiteRun' })
/** What became of one scenario among several. */
export type SuiteRun = z.infer<typeof suiteRun>

/** `chaos all --json`, `chaos A B --json`. */
export const chaosSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    seed: z.string().exactOptional().describe('Of --shuffle.'),
    runs: z.array(suiteRun).describe('In the order in which they were run.'),
    notRun: z.array(z.string()).describe('Those that were not reached.'),
    lab: z
      .strictObject({ compared: z.int().describe('How many things of it.'), changed: z.array(z.string()) })
      .exactOptional()
      .describe('The lab after the last one against the lab before the first; left out where it was not compared.'),
    exit: z.int(),
  })
  .meta({ title: 'Several scenarios, run one after the other' })
export type SuiteAnswer = z.infer<typeof chaosSchema>

const runtime = z
  .strictObject({
    name: z.string(),
    ok: z.boolean().describe('It can run on this machine as it is.'),
    missing: z.array(z.string()).describe('Why it cannot; empty where it can.'),
    blockedBy: z.array(z.string()).describe('Ids of the checks that stop it: what they look for is missing, or not known.'),
    capabilities: z.array(z.enum(CAPABILITIES)).describe('What a scenario may need of it.'),
    skips: z.array(z.strictObject({ scenario: z.string(), reason: z.string() })).describe('Scenarios that it cannot run, and why.'),
    command: z.string().describe('Brings a lab up that way.'),
    nodeImage: z.string().exactOptional().describe('The node image that up must be told of; left out where it finds one.'),
  })
  .meta({ id: 'Runtime' })

const check = z
  .strictObject({
    id: z.string().describe('It never changes its meaning: docs/doctor.md.'),
    title: z.string(),
    status: z
      .enum(['ok', 'warn', 'missing', 'unknown'])
      .describe(
        'missing: what needs it cannot run. unknown: the check did not finish, so what needs it is not said to run. warn: it can, with what the detail says.',
      ),
    detail: z.string().describe('What is there, with its figure.'),
    fix: z.string().exactOptional().describe('The command to type that fixes it; of what is unknown, the one that shows why.'),
  })
  .meta({ id: 'Check' })

/** `doctor --json`. */
export const doctorSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    runtimes: z.array(runtime),
    checks: z.array(check),
    next: z.string().describe('The command to type next.'),
  })
  .meta({ title: 'What this machine can run' })
export type DoctorAnswer = z.infer<typeof doctorSchema>
/** A scenario that a runtime cannot run; its `reason` is to follow the name: `needs nodes, which ...` */
export type SkippedScenario = DoctorAnswer['runtimes'][number]['skips'][number]

/** What every command answers, with `--json`, where it could not do its work. */
export const errorSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    error: z.strictObject({
      code: errorCode,
      message: z.string().describe('What happened, and where.'),
      hint: z.string().describe('The next command to type.'),
      exit: z.union([2, 3, 5, 70, 129, 130, 143].map((exit) => z.literal(exit))).describe('The exit code of the command.'),
    }),
  })
  .meta({ title: 'An error of thanos-lab' })

const merged = z
  .strictObject({ t: z.number().describe('Unix seconds.'), v: z.string(), replica: z.string() })
  .meta({ id: 'MergedSample', description: 'A sample that the model returns, and whose it is.' })

const switched = z
  .strictObject({
    at: z.number().describe('The first sample of the other replica, Unix seconds.'),
    from: z.string(),
    to: z.string(),
    penaltyMs: z.number().describe('The penalty of the other one. 0: Query goes on with a chunk of it.'),
    skipped: z.array(z.number()).describe('Samples of the other one that were not returned.'),
  })
  .meta({ id: 'Switch' })

const compared = z
  .strictObject({
    compared: z.int(),
    differing: z.int(),
    first: z.number().exactOptional().describe('The first that differs, Unix seconds. From there on no step of Query is explained.'),
    of: z
      .enum(['answer', 'plain'])
      .describe('`answer`: what is explained. `plain`: under rate() Query does not show what it merges, so its plain merge was compared.'),
    limits: z
      .array(z.enum(['partial', 'copies', 'algorithm']))
      .describe("Why equal samples would not show that Query took the model's steps; empty where they do."),
  })
  .meta({ id: 'Compared', description: "The model's samples against Query's." })

/** `explain --json`. */
export const explainSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    run: z.string().nullable().describe("The run's id; null where it is not of a run."),
    series: z.string(),
    selector: z.string(),
    from: z.number().describe('Left edge, Unix seconds, itself left out.'),
    to: z.number().describe('Right edge, Unix seconds.'),
    intervalMs: z.number().describe('The shortest of them.'),
    intervalsMs: z.array(z.number()).describe("Each replica's own scrape interval, in the order of the replicas."),
    replicas: z.array(z.string()),
    algorithm: z.enum(['penalty', 'chain']),
    mode: z.enum(['plain', 'counter']).describe('`counter`: as under rate(); values have their resets added.'),
    samples: z.array(merged),
    switches: z.array(switched).describe('None are listed of a chain, nor from the first difference to Query on.'),
    gaps: z
      .array(explainedGap)
      .describe(
        "Of Query's answer, the edges of the window included: distances of 1.5 intervals or more of the replica that has the sample before.",
      ),
    prediction: prediction.nullable().describe('What was predicted before the fault; null where nothing was, and where it does not apply.'),
    measured: gap
      .nullable()
      .describe("The longest distance between two samples of Query's answer; of the model's, where Query was not asked."),
    model: compared.nullable(),
    narrative: z.array(z.string()).describe('In plain words, a paragraph each.'),
    warnings: z.array(z.string()).describe('What Query warned of: with one, its answer may be without what a store has.'),
    notes: z.array(z.string()).describe('What to know before believing it.'),
    counter: counterSchema.exactOptional().describe('With --counter.'),
    whatIf: whatIfSchema.exactOptional().describe('With --what-if.'),
  })
  .meta({ title: 'How Query merged' })
export type ExplainAnswer = z.infer<typeof explainSchema>

/* The answers about scenario files. */

const about = {
  name: z.string(),
  title: z.string(),
  teaches: z.string(),
  needs: z.array(z.string()).describe('Capabilities of the runtime.'),
  outcome: outcome.describe('What it is expected to end with.'),
}

/** `scenario list --json`, `chaos --list --json`. */
export const scenariosSchema = z
  .strictObject({ schemaVersion: z.literal(1), scenarios: z.array(z.strictObject(about)) })
  .meta({ title: 'The scenarios' })

/** `scenario show NAME --json`. */
export const scenarioShowSchema = z
  .strictObject({ schemaVersion: z.literal(1), ...about, file: z.string(), text: z.string() })
  .meta({ title: 'A scenario' })

/** `scenario new FILE --json`. */
export const scenarioNewSchema = z
  .strictObject({ schemaVersion: z.literal(1), file: z.string(), schema: z.string().describe('The JSON Schema beside it.') })
  .meta({ title: 'A new scenario file' })

const checked = z.strictObject({
  file: z.string(),
  fits: z.boolean(),
  complaints: z.array(z.string()).describe('`file:line:column: what was expected there`, each.'),
})

/** `scenario check FILE... --json`; exit 2 where one does not fit. */
export const scenarioCheckSchema = z
  .strictObject({ schemaVersion: z.literal(1), files: z.array(checked) })
  .meta({ title: 'Scenario files, checked' })

/* The answers of the commands that have little to say. */

/** `heal --json`. */
export const healSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    name: z.string(),
    healed: z.array(z.string()).describe('Ids of the faults that were open.'),
  })
  .meta({ title: 'What was healed' })

/** `down --json`. */
export const downSchema = z
  .strictObject({ schemaVersion: z.literal(1), name: z.string(), removed: z.boolean().describe('false where there was no lab.') })
  .meta({ title: 'What was removed' })

/** `dashboard --json`: printed at once, and served until the command is stopped. */
export const dashboardSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    url: z.string().describe('With the token: whoever has it can use the page.'),
    name: z.string().describe('The lab.'),
  })
  .meta({ title: 'Where the page is' })

/** `completion SHELL --json`. */
export const completionSchema = z
  .strictObject({ schemaVersion: z.literal(1), shell: z.enum(['bash', 'zsh', 'fish']), script: z.string() })
  .meta({ title: 'A completion script' })

const kept = z.strictObject({
  id: z.string(),
  scenario: z.string(),
  runtime: z.string(),
  outcome: outcome.describe('The verdict that the scenario declares.'),
  verdict: outcome,
  startedAt: z.iso.datetime(),
})
const unreadable = z.strictObject({ id: z.string(), unreadable: z.string().describe('Why it cannot be read.') })

/** `runs --json`. */
export const runsSchema = z
  .strictObject({ schemaVersion: z.literal(1), runs: z.array(z.union([kept, unreadable])).describe('The newest first.') })
  .meta({ title: 'The runs kept' })
export type RunsAnswer = z.infer<typeof runsSchema>

/** `runs prune --json`. */
export const pruneSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    removed: z.array(z.string()).describe('Ids of the runs, the newest first.'),
    kept: z.int().describe('How many runs are left.'),
    bytes: z.int().describe('What the removed ones took.'),
    dryRun: z.boolean().describe('Nothing was removed.'),
  })
  .meta({ title: 'Saved runs that were removed' })
export type PruneAnswer = z.infer<typeof pruneSchema>
