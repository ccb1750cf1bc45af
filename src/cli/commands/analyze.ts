import type { Finding, Run } from '../../journal.ts'
import { prettyReport } from '../../report/pretty.ts'
import { writeWhole } from '../../state/files.ts'
import { exitOf } from '../../verdict/exit.ts'
import type { Context } from '../context.ts'
import { judged } from '../judged.ts'
import { loadCheckedRun } from '../runs.ts'

/** `thanos-lab analyze [RUN]`: the verdict that follows from a kept run today; the run itself stays as it was judged then. */
export async function analyze(context: Context, which: string | undefined, options: { output?: string }): Promise<number> {
  const then = await loadCheckedRun(which)
  const now = await judged(then)
  if (options.output !== undefined) await writeWhole(options.output, `${JSON.stringify(now)}\n`)
  context.answer(now, () => `${prettyReport.render(now, context)}\n${comparison(then, now)}`)
  return exitOf(now)
}

function comparison(then: Run, now: Run): string {
  const changed = now.findings.flatMap((finding, index) => change(then.findings[index], finding))
  const verdict = `it was ${then.verdict} then, and is ${now.verdict} now`
  return [`Judged again: ${verdict}.`, ...changed].join('\n')
}

function change(then: Finding | undefined, now: Finding): string[] {
  if (then?.check === now.check && then.series === now.series && then.held === now.held && then.measured === now.measured) return []
  const was = then === undefined ? 'was not judged' : `${then.held ? 'held' : 'did not hold'} (${then.measured ?? 'nothing to measure'})`
  return [
    `  ${now.check} of ${now.series} ${was} then, and ${now.held ? 'holds' : 'does not hold'} now (${now.measured ?? 'nothing to measure'})`,
  ]
}
