import type { How } from '../dedup/recorder.ts'
import { explainAnswer } from '../explain/answer.ts'
import { explain } from '../explain/explanation.ts'
import type { Case } from '../explain/inputs/snapshot.ts'
import { explanationText } from '../explain/text.ts'
import { whatIfAnswer, whatIfLines } from '../explain/what-if.ts'
import { LabError } from '../lib/errors.ts'
import type { CommandContext } from './context.ts'

/* What the commands explain and simulate share. */

export interface MergeOptions {
  at?: string
  counter?: true
  chain?: true
  whatIf?: true
}

/** How Query merges by these options. */
export function howOf({ counter, chain }: MergeOptions): How {
  return { mode: counter === true ? 'counter' : 'plain', algorithm: chain === true ? 'chain' : 'penalty' }
}

/** Answers with the explanation of a case. `at`: of that time only. */
export function answerExplanation(context: CommandContext, explained: Case, { at: text, whatIf }: MergeOptions): void {
  const at = timeAt(text, explained.window.from)
  const explanation = explain(explained)
  if (context.json) for (const note of explanation.notes) context.progress.warn(note)
  const answer = { ...explainAnswer(explanation, at), ...(whatIf === true ? { whatIf: whatIfAnswer(explained) } : {}) }
  context.answer(answer, () => {
    const page = explanationText(explanation, { color: context.color, width: context.width, at })
    return whatIf === true ? `${page}\n${whatIfLines(explained).join('\n')}\n` : page
  })
}

export const DAY_MS = 86_400_000

/** `--at`, Unix ms: Unix seconds, an ISO time, or the first such time of the day (UTC) from `from` on. Throws `usage`. */
export function timeAt(text: string | undefined, from: number): number | undefined {
  if (text === undefined) return undefined
  const day = new Date(Math.max(0, from)).toISOString().slice(0, 10)
  const isTimeOfDay = /^\d{1,2}:\d{2}:\d{2}(\.\d+)?$/.test(text)
  const ms = isTimeOfDay
    ? Date.parse(`${day}T${text.padStart(text.indexOf(':') === 1 ? text.length + 1 : text.length, '0')}Z`)
    : /^\d+(\.\d+)?$/.test(text)
      ? Number(text) * 1000
      : Date.parse(text)
  if (Number.isNaN(ms))
    throw new LabError('usage', `--at ${text} is not a time: type 18:17:15.2 (UTC), 2026-11-22T18:17:15Z, or Unix seconds`)
  return ms < from && isTimeOfDay ? ms + DAY_MS : ms
}
