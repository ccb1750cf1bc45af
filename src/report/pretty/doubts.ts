import type { Page } from './paint.ts'
import { wrapBehind } from './wrap.ts'

/** Every reason why nothing follows from the run, where there is more than the one in the headline. */
export function doubtLines({ run, paint, width }: Page): string[] {
  if (run.doubts.length < 2) return []
  return [paint('bold', 'In doubt'), ...run.doubts.flatMap((doubt) => wrapBehind('  ? ', doubt, width))]
}
