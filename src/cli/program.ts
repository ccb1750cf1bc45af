import { readFileSync } from 'node:fs'
import { Argument, Command, Option } from 'commander'
import { packageFile } from '../lib/package-files.ts'
import { redacted } from '../lib/redact.ts'
import { reports } from '../registry.ts'
import { type Add, adder, examplesOf, type RunCommand, withDefault } from './adder.ts'
import { withAccess } from './access-options.ts'
import type { AuditOptions } from './commands/audit.ts'
import type { BundleOptions } from './commands/bundle.ts'
import type { ExplainOptions } from './commands/explain.ts'
import type { SimulateOptions } from './commands/simulate.ts'
import { printText } from './charset.ts'
import { addClass } from './class-program.ts'
import type { Shell } from './completion.ts'
import type { CommonOptions } from './context.ts'
import { oneDuration, scrapeIntervals, scrapeOffsets } from './duration-options.ts'
import { languageOption } from './language-option.ts'
import { addLesson } from './lesson-program.ts'
import { repeatedOption, typedAmount, typedCount } from './option-values.ts'
import { imageMirrorOption, withUpOptions } from './up-options.ts'

/** The whole command line. A command is loaded when it is called. */
export function makeProgram(run: RunCommand): Command {
  const program = new Command('thanos-lab')
    .description('Learn, and verify, how Prometheus is made highly available with Thanos.')
    .version(version())
    .exitOverride()
    .enablePositionalOptions()
    .helpCommand(false)
    .configureOutput({ writeOut: (text) => printText(text, 'stdout'), writeErr: (text) => printText(redacted(text), 'stderr') })
    .configureHelp({ showGlobalOptions: false, optionDescription })
    .addHelpText('after', examplesOf('thanos-lab'))
  const add = adder(program)

  withUpOptions(add('up', 'create the lab, or finish or repair a partial one')).action((options) =>
    run(options, async (context) => (await import('./commands/up.ts')).up(context, options)),
  )
  add('status', "show the lab's parts, Query's view of its stores, open faults and URLs").action((options) =>
    run(options, async (context) => (await import('./commands/status.ts')).status(context)),
  )
  add('chaos', 'run scenarios and report their verdicts')
    .argument('[scenario...]', 'a name (see --list), a file such as ./mine.yaml, or all')
    .option('--list', 'list the scenarios')
    .option('--fail-fast', 'stop after the first scenario that does not end as it declares')
    .option('--shuffle <seed>', 'run the scenarios in a random order; the same seed gives the same order')
    .action((scenarios: string[], options) =>
      run(options, async (context) => (await import('./commands/chaos.ts')).chaos(context, scenarios, options)),
    )
  addScenario(program, run)
  add('heal', 'undo every open fault; safe at any time').action((options) =>
    run(options, async (context) => (await import('./commands/heal.ts')).heal(context)),
  )
  add('query', 'draw the raw samples of a selector, or the graph of any other expression')
    .argument('<expr>', 'a selector or a PromQL expression, in quotes')
    .option('--replica <name>', 'query this Prometheus alone')
    .addOption(new Option('--via <source>', 'query through the Service: a random replica').choices(['service']))
    .option('--no-dedup', 'show the replicas apart only')
    .addOption(withDefault('--range <duration>', 'how far back to read', '5m', oneDuration))
    .action((expression: string, options) =>
      run(options, async (context) => (await import('./commands/query.ts')).query(context, expression, options)),
    )
  addExplain(add, run)
  addSimulate(add, run)
  addAudit(add, run)
  add('report', 'show saved runs, in one document')
    .argument('[run...]', 'ids of runs, files, or folders with runs (default: the newest run)')
    .addOption(new Option('--format <format>', 'format of the report').choices(reports.map(({ name }) => name)).default('pretty', 'pretty'))
    .option('-o, --output <file>', 'write the report to a file')
    .addOption(languageOption('the page, with --format html'))
    .action((which: string[], options) =>
      run(options, async (context) => (await import('./commands/report.ts')).report(context, which, options)),
    )
  withRun(add('analyze', 're-evaluate a saved run with the current checks'))
    .option('-o, --output <file>', 'also write the run with the new verdict to a file')
    .action((which: string | undefined, options) =>
      run(options, async (context) => (await import('./commands/analyze.ts')).analyze(context, which, options)),
    )
  addRuns(add, run)
  add('dashboard', 'serve the live page of a lab; of a saved run, its replay')
    .argument('[run]', 'id of a run, or a run.json (default: the lab, live)')
    .addOption(withDefault('--port <n>', 'port to listen on; 0 is any that is free', '0', typedCount(0, 65_535)))
    .option('--listen <address>', 'address to listen on; with another than 127.0.0.1, other machines reach the page', '127.0.0.1')
    .addOption(languageOption('the page'))
    .action((which: string | undefined, options) =>
      run(options, async (context) => (await import('./commands/dashboard.ts')).dashboard(context, which, options)),
    )
  addLesson(program, run)
  addClass(program, run)
  add('doctor', 'check prerequisites and suggest fixes').action((options) =>
    run(options, async (context) => (await import('./commands/doctor.ts')).doctor(context)),
  )
  addBundle(add, run)
  add('down', 'remove the lab, and nothing else; runs and binaries are kept').action((options) =>
    run(options, async (context) => (await import('./commands/down.ts')).down(context)),
  )
  withUpOptions(add('demo', 'create a lab with a fresh name, run kill-replica, report, remove the lab')).action((options) =>
    run(options, async (context) => (await import('./commands/demo.ts')).demo(context, options)),
  )
  add('completion', 'print a completion script for bash, zsh or fish')
    .addArgument(new Argument('<shell>', 'the shell that sources the script').choices(['bash', 'zsh', 'fish']))
    .action((shell: Shell, options) =>
      run(options, async (context) => (await import('./commands/completion.ts')).completion(context, shell)),
    )
  return program
}

/** `thanos-lab up --help`: the help of the command that a command line names. */
export function helpOf(program: Command, argv: readonly string[]): string {
  const [word, ...rest] = argv
  const inner = program.commands.find((command) => command.name() === word)
  return inner === undefined ? `${pathOf(program)} --help` : helpOf(inner, rest)
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`
}

/** Of the package. Read as a file: on Node 20 the import of a JSON module prints a warning. */
function version(): string {
  const { version: text } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string }
  return text
}

function withRun(command: Command): Command {
  return command.argument('[run]', 'id of a run, or a run.json (default: the newest run)')
}

function addExplain(add: Add, run: RunCommand): void {
  const command = withRun(add('explain', "explain how Query merged a run's samples, step by step"))
    .option('--series <name>', 'of a run: the series (default: the first one read through Query)')
    .addOption(new Option('--phase <phase>', 'of a run: the snapshot (default: the last one)').choices(['before', 'during', 'after']))
    .option('--live <selector>', 'explain a selector on the running lab, not a run')
    .option('--query-url <url>', 'explain a series of any Thanos Query, not a run; read only; may be copied from a browser')
    .option('--selector <selector>', 'with --query-url: the series')
    .option(
      '--replica-label <label>',
      "with --query-url: a label that differs between replicas; may be repeated (default: Query's own)",
      repeatedOption,
    )
  withAccess(command)
    .addOption(withDefault('--range <duration>', 'with --live and --query-url: how far back to read', '5m', oneDuration))
    .option(...AT)
    .addOption(new Option('--tz <zone>', 'zone of the times typed and shown').choices(['utc', 'local']).default('utc', 'utc'))
    .option(...COUNTER)
    .option(...WHAT_IF)
    .option('--chain', 'with --live and --query-url: merge as with --deduplication.func=chain')
    .action((which: string | undefined, options: ExplainOptions & CommonOptions) =>
      run(options, async (context) => (await import('./commands/explain.ts')).explainCommand(context, which, options)),
    )
}

function addSimulate(add: Add, run: RunCommand): void {
  add('simulate', 'explain how Query would merge simulated replicas, without a lab')
    .addOption(withDefault('--intervals <durations>', 'scrape intervals: one for all replicas, or one each: 1s,5s', '1s', scrapeIntervals))
    .addOption(withDefault('--offsets <durations>', 'when each replica scrapes first', '100ms,400ms', scrapeOffsets))
    .option('--outage <outage>', '0:20s-30s: replica-0 is down; 0:20s-30s:fails: its scrapes fail; may be repeated', repeatedOption)
    .addOption(withDefault('--length <duration>', 'how long to simulate', '1m', oneDuration))
    .option(...AT)
    .option(...COUNTER)
    .option(...WHAT_IF)
    .option('--chain', 'merge as with --deduplication.func=chain')
    .option('--html', 'write the playground instead: a page in which these settings can be changed; see -o')
    .option('-o, --output <file>', 'with --html: write the page to a file')
    .addOption(languageOption('the page, with --html'))
    .action((options: SimulateOptions & CommonOptions) =>
      run(options, async (context) => (await import('./commands/simulate.ts')).simulateCommand(context, options)),
    )
}

function addAudit(add: Add, run: RunCommand): void {
  const command = add('audit', 'find where any Thanos has gaps, in which replica, and why; read only')
  withAccess(command.requiredOption('--query-url <url>', 'the URL of Thanos Query; may be copied from a browser'))
    .addOption(withDefault('--since <duration>', 'how far back to look', '6h', oneDuration))
    .option('--match <selector>', `count these series only, e.g. '{job="node"}' (default: up, of all targets)`)
    .option('--rules <file>', 'also check the ranges in rules (YAML) or a Grafana dashboard (JSON); may be repeated', repeatedOption)
    .addOption(new Option('--format <format>', 'format of the answer').choices(['pretty', 'json', 'markdown']).default('pretty', 'pretty'))
    .addOption(new Option('--tz <zone>', 'zone of the times shown').choices(['utc', 'local']).default('utc', 'utc'))
    .option('--replica-label <label>', "a label that differs between replicas; may be repeated (default: Query's own)", repeatedOption)
    .addOption(withDefault('--worst <n>', 'read raw samples of so many gaps, the worst first', '20', typedCount(0, 1000)))
    .addOption(withDefault('--max-requests <n>', 'send at most so many requests', '300', typedCount(10, 1_000_000)))
    .addOption(withDefault('--max-samples <n>', 'read at most so many samples', '2M', typedAmount))
    .addOption(withDefault('--timeout <duration>', 'stop after this time, with what is known', '2m', oneDuration))
    .action((options: AuditOptions & CommonOptions) =>
      run(options, async (context) => (await import('./commands/audit.ts')).auditCommand(context, options)),
    )
}

function addRuns(add: Add, run: RunCommand): void {
  // An option that both take is meant for the command that it is typed after.
  const runs = add('runs', 'list the saved runs, newest first').enablePositionalOptions().helpCommand(false)
  runs.action((options) => run(options, async (context) => (await import('./commands/runs.ts')).runs(context)))
  adder(runs)('prune', 'remove old saved runs; of two limits, a run must be beyond both')
    .option('--keep <n>', 'keep so many of the newest runs', typedCount(0, 1_000_000))
    .option('--older-than <duration>', 'remove only runs that were started so long ago, such as 7d', oneDuration)
    .option('--dry-run', 'print what would be removed, and remove nothing')
    .action((options) => run(options, async (context) => (await import('./commands/runs.ts')).prune(context, options)))
}

function addBundle(add: Add, run: RunCommand): void {
  const bundle = add('bundle', 'pack the lab and its programs into one file, for machines without a network')
    .enablePositionalOptions()
    .helpCommand(false)
  bundle
    .option('-o, --output <file>', 'the file to write: a .tar.gz for machines like this one')
    .option('--kind', 'also pack kind and its node image, with the images of Prometheus and Thanos in it')
    .option('--node-image <image>', "with --kind: image of the nodes (default: kind's own)")
    .addOption(imageMirrorOption())
    .option('--binaries <folder>', 'folder with prometheus, thanos and kind (or set THANOS_LAB_BINARIES)')
    .action((options: BundleOptions & CommonOptions) =>
      run(options, async (context) => (await import('./commands/bundle.ts')).bundle(context, options)),
    )
  adder(bundle)('install', 'verify a bundle, and install the lab and its programs from it')
    .argument('<file>', 'the bundle')
    .action((file: string, options) => run(options, async (context) => (await import('./commands/bundle.ts')).bundleInstall(context, file)))
}

const AT = ['--at <time>', 'explain this time only: 18:17:15.2, 2026-11-22T18:17:15Z, -10m, Unix seconds or milliseconds'] as const
const COUNTER = ['--counter', 'merge as under rate() and increase(), and explain the spikes'] as const
const WHAT_IF = ['--what-if', 'also merge by penalty, by chain, and without each replica'] as const

/** `thanos-lab scenario ...`: the commands on scenario files; none of them needs a lab. */
function addScenario(program: Command, run: RunCommand): void {
  const scenario = program
    .command('scenario')
    .description('list, write, check and show scenario files')
    .helpCommand(false)
    .addHelpText('after', examplesOf('scenario'))
  const add = adder(scenario)
  add('list', 'list the scenarios of the package').action((options) =>
    run(options, async (context) => (await import('./commands/scenario.ts')).printScenarios(context)),
  )
  add('new', 'write a new scenario file to begin with')
    .argument('<file>', 'the file to write; its name ends in .yaml')
    .action((file: string, options) => run(options, async (context) => (await import('./commands/scenario.ts')).newScenario(context, file)))
  add('check', 'print everything that is wrong in scenario files')
    .argument('<file...>', 'scenario files')
    .action((files: string[], options) =>
      run(options, async (context) => (await import('./commands/scenario.ts')).checkScenarios(context, files)),
    )
  add('show', 'show a scenario: what it teaches, what it needs, its text')
    .argument('<scenario>', 'a name, or a file')
    .action((name: string, options) =>
      run(options, async (context) => (await import('./commands/scenario.ts')).showScenario(context, name)),
    )
}

/** The help of an option: `format of the report (pretty, json; default: pretty)` */
function optionDescription({ description, argChoices, defaultValueDescription: text }: Option): string {
  const notes = [...(argChoices === undefined ? [] : [argChoices.join(', ')]), ...(text === undefined ? [] : [`default: ${text}`])]
  return notes.length === 0 ? description : `${description} (${notes.join('; ')})`
}
