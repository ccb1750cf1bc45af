import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { reports, runtimes } from '../catalogue.ts'
import { formatDuration } from '../duration.ts'
import type { Shell } from './completion/tab.ts'
import { addExplain } from './program-explain.ts'
import { addScenario } from './program-scenario.ts'
import { type Run, durationArg, withCommonOptions } from './program-options.ts'
import { print } from './print.ts'

/** The whole command line. Commands are loaded when they are called. */
export function makeProgram(run: Run): Command {
  const program = new Command('thanos-lab')
    .description('Learn, and prove, how Prometheus is made highly available with Thanos.')
    .version('0.1.0')
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
    .option('--engines <folder>', 'a folder with prometheus, thanos, kind (or THANOS_LAB_ENGINES)')
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
