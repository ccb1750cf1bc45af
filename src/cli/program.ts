import { readFileSync } from 'node:fs'
import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import type { CommonOptions, Context } from '../app/context.ts'
import { formatDuration, parseDuration } from '../lib/duration.ts'
import { reports, runtimes } from '../registry.ts'
import type { ExplainOptions } from './commands/explain-inputs.ts'
import type { Shell } from './completion.ts'
import { print } from './output.ts'

/** The whole command line. Commands are loaded when they are called. */
export function makeProgram(run: Run): Command {
  const program = new Command('thanos-lab')
    .description('Learn, and prove, how Prometheus is made highly available with Thanos.')
    .version(version())
    .exitOverride()
    .showHelpAfterError('→ thanos-lab --help')
    .helpCommand(false)
    .configureOutput({ writeOut: (text) => print(text), writeErr: (text) => print(text, 'stderr') })
    .configureHelp({ showGlobalOptions: false })

  const add = (usage: string, summary: string) => withCommonOptions(program.command(usage).description(summary).allowExcessArguments(false))

  withUpOptions(add('up', 'bring the lab up, or finish or repair a half-made one')).action((options) =>
    run(options, async (context) => (await import('./commands/up.ts')).up(context, options)),
  )
  add('status', "the lab's parts, Query's view of its stores, open faults, URLs").action((options) =>
    run(options, async (context) => (await import('./commands/status.ts')).status(context)),
  )
  add('chaos [scenario...]', 'play scenarios, by name or file, or all, and give their verdicts')
    .option('--list', 'list the scenarios')
    .option('--fail-fast', 'of several, stop after the first that does not end as it declares')
    .option('--shuffle <seed>', 'of several, in an order that the seed decides')
    .action((scenarios: string[], options) =>
      run(options, async (context) => (await import('./commands/chaos.ts')).chaos(context, scenarios, options)),
    )
  addScenario(program, run)
  add('heal', 'undo every open fault; safe at any time').action((options) =>
    run(options, async (context) => (await import('./commands/heal.ts')).heal(context)),
  )
  add('query <expr>', 'ask Query, and draw the answer')
    .option('--replica <name>', 'ask that Prometheus alone')
    .addOption(new Option('--via <what>', 'ask through the plain Service').choices(['service']))
    .option('--no-dedup', 'do not merge the replicas')
    .option('--range <duration>', 'how far back', durationArg, 300_000)
    .action((expression: string, options) =>
      run(options, async (context) => (await import('./commands/query.ts')).query(context, expression, options)),
    )
  addExplain(add, run)
  add('report [run]', 'a run, told again')
    .addOption(
      new Option('--format <format>', reports.map(({ name, summary }) => `${name}: ${summary}`).join('; '))
        .choices(reports.map(({ name }) => name))
        .default('pretty'),
    )
    .option('-o, --output <file>', 'write it to a file')
    .action((which: string | undefined, options) =>
      run(options, async (context) => (await import('./commands/report.ts')).report(context, which, options)),
    )
  add('analyze [run]', 'a run judged again, by the checks of today')
    .option('-o, --output <file>', 'keep what follows in a file, too')
    .action((which: string | undefined, options) =>
      run(options, async (context) => (await import('./commands/analyze.ts')).analyze(context, which, options)),
    )
  add('runs', 'the runs kept, newest first').action((options) =>
    run(options, async (context) => (await import('./commands/runs.ts')).runs(context)),
  )
  add('doctor', 'what this machine can run, and what to type for what it cannot').action((options) =>
    run(options, async (context) => (await import('./commands/doctor.ts')).doctor(context)),
  )
  add('down', 'remove the lab, and nothing else; runs are kept').action((options) =>
    run(options, async (context) => (await import('./commands/down.ts')).down(context)),
  )
  withUpOptions(add('demo', 'up under a fresh name, kill-replica, report, down')).action((options) =>
    run(options, async (context) => (await import('./commands/demo.ts')).demo(context, options)),
  )
  add('completion', 'completion for bash, zsh or fish')
    .addArgument(new Argument('<shell>', 'source <(thanos-lab completion bash)').choices(['bash', 'zsh', 'fish']))
    .action((shell: Shell, options) =>
      run(options, async (context) => (await import('./commands/completion.ts')).completion(context, shell)),
    )
  return program
}

/** Of the package. Not an import, which on Node 20 warns that JSON modules are an experiment. */
function version(): string {
  const { version: text } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
  return text
}

/** What `up` and `demo` take beside. A value that is left out keeps what a lab that is there has. */
function withUpOptions(command: Command): Command {
  const summaries = runtimes.map(({ name, summary }) => `${name} (${summary})`).join(', ')
  return command
    .addOption(
      new Option('--runtime <runtime>', `auto, or ${summaries}`).choices(['auto', ...runtimes.map(({ name }) => name)]).default('auto'),
    )
    .option('--workers <n>', 'kind: nodes beside the control plane (default: 0)', count(0, 9))
    .option('--node-image <image>', "kind: the node image (default: kind's own)")
    .option('--replicas <n>', 'how many Prometheus (default: 2)', count(1, 9))
    .option('--scrape-interval <duration>', 'default: 1s', interval)
    .addOption(
      new Option('--timing <timing>', "fast: discovery and retries every second (default); stock: the components' own").choices([
        'fast',
        'stock',
      ]),
    )
    .option('--binaries <folder>', 'a folder with prometheus, thanos, kind (or THANOS_LAB_BINARIES)')
    .option('--timeout <duration>', `give up after (default: ${formatDuration(UP_TIMEOUT_MS)})`, durationArg, UP_TIMEOUT_MS)
}

/** Fetching or building programs does not count towards it. */
const UP_TIMEOUT_MS = 10 * 60_000

function count(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`A whole number from ${least} to ${most}.`)
  }
}

function interval(text: string): number {
  const ms = durationArg(text)
  if (ms < 500 || ms > 120_000) throw new InvalidArgumentError('From 500ms to 2m.')
  return ms
}

const RANGE_MS = 300_000
const LENGTH_MS = 60_000

/** `explain`, whose samples come from four places. */
export function addExplain(add: (usage: string, summary: string) => Command, run: Run): void {
  add('explain [run]', "how Query merged a run's samples, step by step, and why")
    .option('--series <name>', 'of a run: which series; the first that was read through Query')
    .addOption(new Option('--phase <phase>', 'of a run: which look; the last').choices(['before', 'during', 'after']))
    .option('--at <time>', 'only around then: 18:17:15.2 (UTC), an ISO time, or Unix seconds')
    .option('--counter', 'as under rate() and increase()')
    .option('--chain', 'as with --deduplication.func=chain; a run says itself what it had')
    .option('--live <selector>', 'in place of a run: a selector, on the running lab')
    .option('--query-url <url>', 'in place of a run: a Thanos Query that the lab did not start; it is only read')
    .option('--selector <selector>', 'with --query-url: the series')
    .option('--replica-label <label>', 'with --query-url: what tells the replicas apart', 'replica')
    .option('--header <header>', "with --query-url: 'Authorization: Bearer TOKEN'; may be given again", again)
    .option('--range <duration>', 'with --live and --query-url: how far back; of an old --at, around it', durationArg, RANGE_MS)
    .option('--from-scratch', 'in place of a run: made-up replicas, without any lab')
    .option('--intervals <durations>', 'with --from-scratch: scrape intervals (default: 1s)', durations)
    .option('--offsets <durations>', 'with --from-scratch: when each scrapes first (default: 100ms,400ms)', durations)
    .option('--outage <outage>', 'with --from-scratch: 0:20s-30s, or 0:20s-30s:fails; may be given again', again)
    .option('--length <duration>', 'with --from-scratch: how long', durationArg, LENGTH_MS)
    .action((which: string | undefined, options: ExplainOptions) =>
      run(options as never, async (context) => (await import('./commands/explain.ts')).explainCommand(context, which, options)),
    )
}

function again(text: string, before: string[] = []): string[] {
  return [...before, text]
}

function durations(text: string): number[] {
  return text.split(',').map((part) => {
    const ms = part === '0' ? 0 : parseDuration(part)
    if (ms === undefined) throw new InvalidArgumentError('Durations with a comma between them, such as 100ms,400ms.')
    return ms
  })
}

/** `thanos-lab scenario ...`: what can be done with scenario files beside playing them; none of it needs a lab. */
export function addScenario(program: Command, run: Run): void {
  const scenario = program.command('scenario').description('list, write, check and show scenario files').helpCommand(false)
  const add = (usage: string, summary: string) =>
    withCommonOptions(scenario.command(usage).description(summary).allowExcessArguments(false))

  add('list', 'the scenarios that come with the lab').action((options) =>
    run(options, async (context) => (await import('./commands/scenario.ts')).listOf(context)),
  )
  add('new <file>', 'write a scenario that plays, to begin from').action((file: string, options) =>
    run(options, async (context) => (await import('./commands/scenario.ts')).newScenario(context, file)),
  )
  add('check <file...>', 'every fault of scenario files, each with its place').action((files: string[], options) =>
    run(options, async (context) => (await import('./commands/scenario.ts')).checkScenarios(context, files)),
  )
  add('show <scenario>', 'what a scenario is about, and its text').action((scenarioName: string, options) =>
    run(options, async (context) => (await import('./commands/scenario.ts')).showScenario(context, scenarioName)),
  )
}

/** Runs a command with what the command line says for all of them. */
export type Run = (options: CommonOptions, command: (context: Context) => Promise<number>) => Promise<void>

const NAME = /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/

/** What every command takes. */
export function withCommonOptions(command: Command): Command {
  return command
    .addOption(new Option('--name <name>', 'the lab').argParser(labName).default('thanos-lab'))
    .option('--json', 'one JSON object on stdout', false)
    .option('--quiet', 'no progress, only the answer', false)
    .option('--no-color', 'no colour (or set NO_COLOR)')
    .option('--verbose', 'say more when something fails', false)
}

/** The value of an option that is a length of time, milliseconds. */
export function durationArg(text: string): number {
  const ms = parseDuration(text)
  if (ms === undefined || ms <= 0) throw new InvalidArgumentError('A duration such as 15s, 1m30s or 500ms.')
  return ms
}

function labName(text: string): string {
  if (NAME.test(text)) return text
  throw new InvalidArgumentError('Small letters, digits and dashes, at most 40, a letter or digit first and last.')
}
