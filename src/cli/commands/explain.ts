import type { Context } from '../../app/context.ts'
import { loadRun } from '../../storage/runs.ts'
import { explainAnswer } from '../../explain/answer.ts'
import { explain } from '../../explain/explanation.ts'
import { caseOfRun } from '../../explain/inputs/run.ts'
import { analyseRun } from '../../verdict/analysis.ts'
import type { Case } from '../../explain/inputs/snapshot.ts'
import { explanationText } from '../../explain/text.ts'
import { DAY_MS, type ExplainOptions, howOf, sourceOf, timeAt } from './explain-inputs.ts'

/** `thanos-lab explain [RUN]`: how Query merged, step by step, and why; of a run, of the running lab, of any Thanos, or made up. */
export async function explainCommand(context: Context, which: string | undefined, options: ExplainOptions): Promise<number> {
  const one = await caseFrom(context, which, options)
  const at = timeAt(options.at, one.window.from)
  const told = explain(one)
  for (const note of told.notes) context.progress.warn(note)
  context.answer(explainAnswer(told, at), () => explanationText(told, { color: context.color, width: context.width, at }))
  return 0
}

async function caseFrom(context: Context, which: string | undefined, options: ExplainOptions): Promise<Case> {
  const how = howOf(options)
  switch (sourceOf(which, options)) {
    case 'live':
      return (await import('./explain-inputs.ts')).liveCase(context.name, options.live ?? '', options.range, how)
    case 'url':
      // A time of the day is the last one that was.
      return (await import('./explain-inputs.ts')).urlCase(options, how, timeAt(options.at, Date.now() - DAY_MS))
    case 'scratch':
      return (await import('./explain-inputs.ts')).scratchCase(options, how)
    case 'run':
      return caseOfRun(analyseRun(await loadRun(which)), { series: options.series, phase: options.phase, mode: how.mode })
  }
}
