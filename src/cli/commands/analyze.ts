import type { Context } from '../../app/context.ts'
import { evaluate, exitOf } from '../../app/run-scenario.ts'
import { loadRun } from '../../storage/runs.ts'
import type { Finding, Run } from '../../model/run.ts'
import { prettyReport } from '../../report/pretty/pretty.ts'
import { writeFileAtomically } from '../../storage/files.ts'

/** `thanos-lab analyze [RUN]`: the verdict that follows from a kept run today; the run itself stays as it was judged then. */
export async function analyze(context: Context, which: string | undefined, options: { output?: string }): Promise<number> {
  const then = await loadRun(which)
  const now = await evaluate(then)
  if (options.output !== undefined) await writeFileAtomically(options.output, `${JSON.stringify(now)}\n`)
  context.answer(now, () => `${prettyReport.render(now, context)}\n${comparison(then, now)}`)
  return exitOf(now)
}

function comparison(then: Run, now: Run): string {
  const changed = now.findings.flatMap((finding, index) => change(then.findings[index], finding))
  const verdict = `it was ${then.verdict} then, and is ${now.verdict} now`
  return [`Judged again: ${verdict}.`, ...changed].join('\n')
}

function change(then: Finding | undefined, now: Finding): string[] {
  if (then?.check === now.check && then.series === now.series && then.passed === now.passed && then.measured === now.measured) return []
  const was = then === undefined ? 'was not judged' : `${then.passed ? 'held' : 'did not hold'} (${then.measured ?? 'nothing to measure'})`
  return [
    `  ${now.check} of ${now.series} ${was} then, and ${now.passed ? 'holds' : 'does not hold'} now (${now.measured ?? 'nothing to measure'})`,
  ]
}
