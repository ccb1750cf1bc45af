import { watchLab } from '../app/watch-lab.ts'
import { signsFor } from '../report/signs.ts'
import { makePaint } from '../report/text.ts'
import { growingLines } from '../report/timeline/growing.ts'
import type { CommandContext } from './context.ts'

/** Lines that the step above the picture, and what was said before it, have at least. */
const OTHERS = 6

/**
 * Does work on a lab, and meanwhile draws the timeline of the run that goes on, where the terminal can draw in place. It only looks: what goes
 * wrong with it changes neither the work nor its answer.
 */
export async function whileDrawing<T>(context: Pick<CommandContext, 'name' | 'color' | 'progress'>, work: () => Promise<T>): Promise<T> {
  const { name, progress } = context
  if (progress.draw === undefined) return work()
  const end = new AbortController()
  void watchLab(
    { name },
    {
      signal: end.signal,
      onState(state) {
        const { columns = 80, rows = 24 } = process.stderr
        const page = { paint: makePaint(context.color), width: columns - 4, signs: signsFor(), height: Math.max(0, rows - OTHERS) }
        progress.draw?.(growingLines(state, page))
      },
    },
  ).catch(() => {})
  try {
    return await work()
  } finally {
    // A look that is under way is not waited for.
    end.abort()
    progress.draw([])
  }
}
