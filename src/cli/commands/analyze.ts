import { evaluate, exitOf } from '../../app/run-scenario.ts'
import type { Finding, Run } from '../../model/run.ts'
import { prettyRun } from '../../report/pretty/pretty.ts'
import { writeOutput } from '../../storage/output.ts'
import { loadRun } from '../../storage/runs.ts'
import type { CommandContext } from '../context.ts'

/** `thanos-lab analyze [RUN]`: the verdict by the current checks; the saved run is not changed. */
export async function analyze(context: CommandContext, which: string | undefined, options: { output?: string }): Promise<number> {
  const saved = await loadRun(which)
  const current = await evaluate(saved)
  if (options.output !== undefined) await writeOutput(options.output, `${JSON.stringify(current)}\n`)
  context.answer(current, () => `${prettyRun(current, context)}\n${comparison(saved, current)}`)
  return exitOf(current)
}

function comparison(saved: Run, current: Run): string {
  const verdict =
    saved.verdict === current.verdict
      ? `the verdict is still ${current.verdict}`
      : `the verdict was ${saved.verdict} and is now ${current.verdict}`
  const changed = current.findings.flatMap((finding, index) => change(saved.findings[index], finding))
  return [`Re-evaluated: ${verdict}.`, ...changed].join('\n')
}

function change(saved: Finding | undefined, current: Finding): string[] {
  if (
    saved?.check === current.check &&
    saved.series === current.series &&
    saved.passed === current.passed &&
    saved.measured === current.measured
  )
    return []
  return [`  ${current.check} of ${current.series}: ${saved === undefined ? 'not evaluated' : result(saved)}, now ${result(current)}`]
}

function result({ passed, measured, unit }: Finding): string {
  return `${passed ? 'passed' : 'failed'} (${measured === null ? 'nothing measured' : `${measured} ${unit}`})`
}
