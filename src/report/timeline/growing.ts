import { plainTexts } from '../../lib/plain.ts'
import { wrap } from '../../lib/wrap.ts'
import type { LiveState } from '../../model/live.ts'
import { analyseRun } from '../../verdict/analysis.ts'
import { liveRecord, lookOf, pictureOfNow } from '../live-record.ts'
import { situationAt } from '../situation.ts'
import type { Page } from '../text.ts'
import { picturesOf } from './picture.ts'
import { pictureLines } from './terminal.ts'

/** A run that goes on, for a terminal: what is going on in a sentence, then the newest part of its first timeline. Nothing without a run. */
export function growingLines(given: LiveState, page: Pick<Page, 'paint' | 'width' | 'signs'> & { height: number }): string[] {
  if (given.run === null) return []
  const state = plainTexts(given)
  const analysis = analyseRun(liveRecord(state))
  const { sentence } = situationAt(analysis, state.at / 1000, lookOf(state.lab))
  const drawn = picturesOf(analysis)
    .slice(0, 1)
    .flatMap((picture) => pictureLines(pictureOfNow(picture), { ...page, isNewest: true }))
  return fitted(wrap(sentence, page.width), drawn, page.height)
}

/** In so many lines; what the rows are of, and when, is left out first. A blank line would take the place of a row. */
function fitted(sentence: string[], drawn: string[], height: number): string[] {
  const lines = drawn.filter((line) => line !== '')
  const over = sentence.length + lines.length - height
  return [...sentence, ...lines.slice(over <= 0 ? 0 : Math.min(2, over))].slice(0, height)
}
