import { plainTexts } from '../../lib/plain.ts'
import type { AuditAnswer, AuditGap } from '../../model/audit.ts'
import { code, escaped, list, table } from '../markdown.ts'
import { gapTime, auditHeadline, howQuery, lackText, costText, replicaRows, storeRows, windowText } from './words.ts'

/** An audit as Markdown, for a ticket or a chat. */
export function auditMarkdown(given: AuditAnswer): string {
  const answer = plainTexts(given)
  const parts = [
    `# Gaps in a Thanos`,
    `**${auditHeadline(answer)}**`,
    ...list(answer.reasons.map(escaped)),
    list([`Query: ${escaped(howQuery(answer))}`, `Window: ${windowText(answer)}`, `Counted: ${code(answer.selector)}`]).join(''),
    ...(answer.gaps.length === 0 ? [] : ['## Gaps', ...answer.gaps.map(gapPart)]),
    ...(answer.advice.length === 0 ? [] : ['## What to do', ...list(answer.advice.map(({ text }) => escaped(text)))]),
    ...(answer.replicas.length === 0 ? [] : ['## Replicas', table(replicaRows(answer))]),
    ...(answer.stores.length === 0 ? [] : ['## Stores', table(storeRows(answer))]),
    ...list(answer.notes.map(escaped)),
    escaped(costText(answer)),
  ]
  return `${parts.join('\n\n')}\n`
}

function gapPart(gap: AuditGap, index: number): string {
  const words = [gap.cause, ...gap.narrative].map(escaped).join(' ')
  return `### ${index + 1}. ${gapTime(gap)}\n\n${escaped(lackText(gap))}. ${words}\n\n    ${gap.command}`
}
