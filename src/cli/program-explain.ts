import { type Command, InvalidArgumentError, Option } from 'commander'
import { parseDuration } from '../duration.ts'
import type { ExplainOptions } from './explain/options.ts'
import { type Run, durationArg } from './program-options.ts'

const RANGE_MS = 300_000
const LENGTH_MS = 60_000

/** `explain`, whose samples come from four places. */
export function addExplain(add: (usage: string, summary: string) => Command, run: Run): void {
  add('explain [run]', "how Query merged a run's samples, step by step, and why")
    .option('--series <name>', 'of a run: which series; the first that was read through Query')
    .addOption(new Option('--when <moment>', 'of a run: which look; the last').choices(['before', 'outage', 'after']))
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
    .option('--phases <durations>', 'with --from-scratch: when each scrapes first (default: 100ms,400ms)', durations)
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
