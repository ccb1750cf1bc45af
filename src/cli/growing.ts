import { watchLab } from '../app/watch-lab.ts'
import { signsFor } from '../report/signs.ts'
import { makePaint } from '../report/text.ts'
import { growingLines } from '../report/timeline/growing.ts'
import type { CommandContext } from './context.ts'

/**
 * Does work on a lab, and meanwhile draws the timeline of the run that goes on, where the terminal can draw in place. It only looks: what goes
 * wrong with it changes neither the work nor its answer. `watch`: where the states of the lab come from.
 */
export async function whileDrawing<T>(
  context: Pick<CommandContext, 'name' | 'color' | 'progress'>,
  work: () => Promise<T>,
  watch: typeof watchLab = watchLab,
): Promise<T> {
  const { name, progress } = context
  if (progress.draw === undefined) return work()
  const end = new AbortController()
  void watch(
    { name },
    {
      signal: end.signal,
      onState(state) {
        progress.draw?.((space) => growingLines(state, { paint: makePaint(context.color), signs: signsFor(), ...space }))
      },
    },
  ).catch(() => {})
  try {
    return await work()
  } finally {
    // A look that is under way is not waited for.
    end.abort()
    progress.draw(() => [])
  }
}
