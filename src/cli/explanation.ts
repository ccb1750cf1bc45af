import type { How } from '../dedup/recorder.ts'
import { explainAnswer } from '../explain/answer.ts'
import { explain } from '../explain/explanation.ts'
import type { Case } from '../explain/inputs/snapshot.ts'
import { explanationText } from '../explain/text.ts'
import { whatIfAnswer, whatIfLines } from '../explain/what-if.ts'
import { LabError } from '../lib/errors.ts'
import { clock, showTimes, type Zone, zoneName } from '../lib/format.ts'
import type { CommandContext } from './context.ts'
import { readTime, showTimesOf } from './time.ts'

/* What the commands explain and simulate share. */

export interface MergeOptions {
  at?: string
  /** Of times that are typed without a zone, and of all that are shown; left out, UTC. */
  tz?: Zone
  counter?: true
  chain?: true
  whatIf?: true
}

/** How Query merges by these options. */
export function howOf({ counter, chain }: MergeOptions): How {
  return { mode: counter === true ? 'counter' : 'plain', algorithm: chain === true ? 'chain' : 'penalty' }
}

export interface AnswerOptions {
  /** Its times are of no day. */
  madeUp?: boolean
  /** `--at`, Unix ms, where it was read already. */
  moment?: number | undefined
}

/** Answers with the explanation of a case, or of one time of it (`--at`). */
export function answerExplanation(
  context: CommandContext,
  explained: Case,
  options: MergeOptions,
  { madeUp = false, moment }: AnswerOptions = {},
): void {
  if (madeUp) showTimes({ zone: 'utc', dates: false })
  else showTimesOf(explained.window, options.tz)
  const at = momentIn(explained, options, { madeUp, moment })
  const explanation = explain(explained)
  if (context.json) for (const note of explanation.notes) context.progress.warn(note)
  const answer = { ...explainAnswer(explanation, at), ...(options.whatIf === true ? { whatIf: whatIfAnswer(explained) } : {}) }
  context.answer(answer, () => {
    const page = explanationText(explanation, { ...context, at })
    return options.whatIf === true ? `${page}\n${whatIfLines(explained).join('\n')}\n` : page
  })
}

/** `--at`, Unix ms, of what is explained. Throws `usage` where it lies outside. */
function momentIn(
  { window, intervalMs }: Case,
  { at: text, tz: zone = 'utc' }: MergeOptions,
  { madeUp, moment }: AnswerOptions,
): number | undefined {
  if (text === undefined) return undefined
  const at =
    moment ??
    readTime(text, {
      option: '--at',
      zone,
      from: window.from,
      ...(madeUp === true ? { now: window.to, latest: Infinity } : { now: Date.now() }),
    })
  const { from, to } = window
  // The newest scrapes may not have been read yet; they are what `--at now` means.
  const near = 2 * intervalMs + 1000
  if (at > to && at <= to + near) return to
  if (at >= from && at <= to) return at
  const hint =
    madeUp === true
      ? 'thanos-lab simulate --length LENGTH simulates more'
      : 'type a time in it; with --live and --query-url a longer --range reaches further back'
  throw new LabError(
    'usage',
    `--at ${text} is ${clock(at)}, and what is explained is from ${clock(from)} to ${clock(to)} ${zoneName(to)}`,
    { hint },
  )
}
