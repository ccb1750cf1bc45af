import { clock } from '../lib/format.ts'
import type { Explanation, Worded } from './explanation.ts'
import { isPartial, runsOther, unknownStep } from './gap-cause.ts'

/** Why equal samples do not show that Query took the model's steps; empty where they do. As `explain --json` names it. */
export function limitsOf(explanation: Explanation): ('partial' | 'copies' | 'algorithm')[] {
  return [
    ...(isPartial(explanation) ? ['partial' as const] : []),
    ...(explanation.copies.length > 0 ? ['copies' as const] : []),
    ...(runsOther(explanation) ? ['algorithm' as const] : []),
  ]
}

/** Said before anything else, where a store did not answer: what follows is of the rest. */
export function partialText(explanation: Worded): string[] {
  const { partial, warnings, words } = explanation
  const rest = warnings.filter((text) => !partial.some(({ said }) => said === text))
  return [
    ...(isPartial(explanation) ? [words.agreement.partial(storesText(explanation))] : []),
    ...(rest.length === 0 ? [] : [words.agreement.warned(rest.map((text) => text.trim()))]),
  ]
}

/** A sentence for each store. */
function storesText({ partial, words: { agreement, sentences } }: Worded): string {
  return sentences(
    partial.map(({ store, replica, said }) => {
      if (store !== undefined) return agreement.noAnswer(store, said.trim(), replica)
      return replica === undefined ? agreement.warned([said.trim()]) : agreement.noStore(replica)
    }),
  )
}

/** Said before any cause: that the model and Query differ, and from when on no cause is given. */
export function differenceWarning(explanation: Worded): string[] {
  const { compared, plain, words } = explanation
  if (compared?.first !== undefined) return [differenceText(explanation, compared)]
  const { notShown, plainCompared } = words.agreement
  return plain?.first === undefined ? [] : [words.sentences([notShown, plainCompared, differenceText(explanation, plain)])]
}

/** That the model and Query agree, or how far that goes; nothing where they differ. */
export function agreementText(explanation: Worded): string[] {
  const { compared, how, first, counter, words } = explanation
  if (first !== undefined) return []
  // Where rate() through Query is compared, that says more.
  if (how.mode === 'counter') return counter?.compared === undefined ? [counterText(explanation)] : []
  if (compared === undefined) return []
  if (limitsOf(explanation).length === 0) return [words.agreement.equal(compared.compared)]
  return [words.agreement.sameSamples(compared.compared, unknownStepText(explanation))]
}

/** Under `rate()`. */
function counterText(explanation: Worded): string {
  const {
    plain,
    words: { agreement, sentences },
  } = explanation
  if (plain === undefined) return agreement.notShown
  const but = limitsOf(explanation).length === 0 ? [] : [agreement.apart(unknownStepText(explanation))]
  return sentences([agreement.notShown, agreement.plainEqual(plain.compared), ...but])
}

function differenceText(explanation: Worded, { compared: all, differing, first }: NonNullable<Explanation['compared']>): string {
  const { agreement, sentences } = explanation.words
  const from = clock(explanation.first ?? (first ?? 0) * 1000)
  return sentences([agreement.differs(all - differing, all, from), agreement.apart(unknownStepText(explanation))])
}

/** Which step is not known, and why; a sentence that may follow a colon. */
export function unknownStepText(explanation: Worded): string {
  const { copies, query, words } = explanation
  const said = words.agreement.step
  const step = unknownStep(explanation)
  if (step === 'copies') return said.copies(copies)
  return step === 'algorithm' ? said.algorithm(query?.algorithm ?? '') : said[step]
}
