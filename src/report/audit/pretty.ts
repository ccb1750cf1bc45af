import { asciiText } from '../../lib/ascii.ts'
import { columns } from '../../lib/columns.ts'
import { count } from '../../lib/format.ts'
import { plainTexts } from '../../lib/plain.ts'
import { wrap, wrapBehind } from '../../lib/wrap.ts'
import type { AuditAnswer, AuditGap } from '../../model/audit.ts'
import type { RenderOptions } from '../report.ts'
import { makePaint, type Paint } from '../text.ts'
import { gapTime, auditHeadline, howQuery, lackText, costText, replicaRows, storeRows, windowText } from './words.ts'

const NARROWEST = 60
/** Gaps whose cause is written out; the others are a line each. */
const WRITTEN = 20
/** Of those, so many. */
const LISTED = 100

/** An audit for a terminal: the verdict first, then a gap a paragraph, then what to do. */
export function auditText(given: AuditAnswer, { color, width: columnsOf, ascii = false }: RenderOptions): string {
  const answer = plainTexts(given, ascii)
  const paint = makePaint(color)
  const width = Math.max(NARROWEST, columnsOf)
  const parts = [
    [paint(STYLES[answer.verdict], auditHeadline(answer)), ...answer.reasons.flatMap((one) => wrapBehind('  ! ', one, width))],
    aboutLines(answer),
    ...answer.gaps.slice(0, WRITTEN).map((gap, index) => gapLines(gap, index + 1, paint, width)),
    moreLines(answer.gaps),
    adviceLines(answer, paint, width),
    answer.notes.flatMap((note) => wrapBehind('  ! ', note, width)),
    wrap(costText(answer), width),
  ]
  const text = parts
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.map((line) => line.trimEnd()).join('\n')}\n`)
    .join('\n')
  return ascii ? asciiText(text) : text
}

const STYLES = { none: 'green', gaps: 'red', inconclusive: 'yellow' } as const

function aboutLines(answer: AuditAnswer): string[] {
  return [
    ...columns([
      ['Query', howQuery(answer)],
      ['window', windowText(answer)],
      ['counted', `${answer.selector}: ${count(answer.targets, 'target')}`],
    ]).map((line) => `  ${line}`),
    ...(answer.replicas.length === 0 ? [] : ['', ...columns(replicaRows(answer), { right: [1, 2, 3, 4] }).map((line) => `  ${line}`)]),
    ...(answer.stores.length === 0 ? [] : ['', ...columns(storeRows(answer)).map((line) => `  ${line}`)]),
  ]
}

function gapLines(gap: AuditGap, number: number, paint: Paint, width: number): string[] {
  return [
    paint('bold', `${number}. ${gapTime(gap)}: ${lackText(gap)}`),
    ...wrap(gap.cause, width, 3),
    ...gap.narrative.flatMap((text) => wrap(text, width, 3)),
    // It is copied: never wrapped.
    `   ${gap.command}`,
  ]
}

function moreLines(gaps: readonly AuditGap[]): string[] {
  const more = gaps.slice(WRITTEN)
  if (more.length === 0) return []
  const rest = more.length > LISTED ? [`  … and ${count(more.length - LISTED, 'gap')} more: --format json has all of them.`] : []
  return [`And ${count(more.length, 'more gap')}:`, ...more.slice(0, LISTED).map((gap) => `  ${gapTime(gap)}: ${lackText(gap)}`), ...rest]
}

function adviceLines({ advice }: AuditAnswer, paint: Paint, width: number): string[] {
  return advice.length === 0 ? [] : [paint('bold', 'What to do'), ...advice.flatMap(({ text }) => wrapBehind('  - ', text, width))]
}
