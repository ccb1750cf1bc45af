import type { Command } from 'commander'
import { type Run, withCommonOptions } from './program-options.ts'

/** `thanos-lab scenario ...`: what can be done with scenario files beside playing them; none of it needs a lab. */
export function addScenario(program: Command, run: Run): void {
  const scenario = program.command('scenario').description('list, write, check and show scenario files').helpCommand(false)
  const add = (usage: string, summary: string) =>
    withCommonOptions(scenario.command(usage).description(summary).allowExcessArguments(false))

  add('list', 'the scenarios that come with the lab').action((options) =>
    run(options, async (context) => (await import('./scenario/list.ts')).listOf(context)),
  )
  add('new <file>', 'write a scenario that plays, to begin from').action((file: string, options) =>
    run(options, async (context) => (await import('./scenario/new.ts')).newScenario(context, file)),
  )
  add('check <file...>', 'every fault of scenario files, each with its place').action((files: string[], options) =>
    run(options, async (context) => (await import('./scenario/check.ts')).checkScenarios(context, files)),
  )
  add('show <scenario>', 'what a scenario is about, and its text').action((scenarioName: string, options) =>
    run(options, async (context) => (await import('./scenario/show.ts')).showScenario(context, scenarioName)),
  )
}
