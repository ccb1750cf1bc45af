import { clock, count, sentence } from '../lib/format.ts'
import type { Explanation } from './explanation.ts'
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
export function partialText(explanation: Explanation): string[] {
  const { partial, warnings } = explanation
  const rest = warnings.filter((text) => !partial.some(({ said }) => said === text))
  return [
    ...(isPartial(explanation) ? [partialOnly(partial)] : []),
    ...(rest.length === 0 ? [] : [`Query warned: ${rest.map(quote).join('; ')}.`]),
  ]
}

function partialOnly(partial: Explanation['partial']): string {
  return `WARNING: the answer is partial. ${storesText(partial)} Samples may be missing from Query's answer, and from what follows.`
}

/** `127.0.0.1:10901 did not answer (“timeout”).`, a sentence for each store. */
function storesText(stores: Explanation['partial']): string {
  return stores
    .map(({ store, replica, said }) =>
      store === undefined
        ? replica === undefined
          ? `Query warned: ${quote(said)}.`
          : `${said}.`
        : `${store}${replica === undefined ? '' : ` (${replica})`} did not answer: ${quote(said)}.`,
    )
    .join(' ')
}

function quote(text: string): string {
  return `“${text.trim()}”`
}

/** Said before any cause: that the model and Query differ, and from when on no cause is given. */
export function differenceWarning(explanation: Explanation): string[] {
  const { compared, plain } = explanation
  if (compared?.first !== undefined) return [differenceText(explanation, compared)]
  return plain?.first === undefined
    ? []
    : [`${NOT_SHOWN} The plain merge of the same samples is compared. ${differenceText(explanation, plain)}`]
}

const NOT_SHOWN = 'Query does not show the samples that it merges under rate(), so this merge is not compared with Query.'

/** That the model and Query agree, or how far that goes; nothing where they differ. */
export function agreementText(explanation: Explanation): string[] {
  const { compared, how, first, counter } = explanation
  if (first !== undefined) return []
  // Where rate() through Query is compared, that says more.
  if (how.mode === 'counter') return counter?.compared === undefined ? [counterText(explanation)] : []
  if (compared === undefined) return []
  const all = count(compared.compared, 'sample')
  const limits = limitsOf(explanation)
  if (limits.length === 0) return [`The model and Query agree on all ${all}, time and value.`]
  return [
    `Query returned the ${all} that the model returns. That does not show that it took the model's steps: ${unknownStepText(explanation)}`,
  ]
}

/** Under `rate()`. */
function counterText(explanation: Explanation): string {
  const { plain } = explanation
  if (plain === undefined) return NOT_SHOWN
  const limits = limitsOf(explanation)
  const but = limits.length === 0 ? '' : ` ${sentence(unknownStepText(explanation))}`
  return `${NOT_SHOWN} The plain merge of the same samples is compared: Query returned the ${count(plain.compared, 'sample')} that the model returns.${but}`
}

function differenceText(explanation: Explanation, { compared: all, differing, first }: NonNullable<Explanation['compared']>): string {
  const from = clock(explanation.first ?? (first ?? 0) * 1000)
  return `WARNING: the model and Query agree on ${all - differing} of ${count(all, 'sample')}. The first difference is at ${from}; from there on no step of Query is explained. ${sentence(unknownStepText(explanation))}`
}

/** Which step is not known, and why; a sentence that may follow a colon. */
export function unknownStepText(explanation: Explanation): string {
  const { copies, query } = explanation
  switch (unknownStep(explanation)) {
    case 'partial':
      return 'what the stores that did not answer have is not known.'
    case 'copies':
      return `${copies.map(({ replica, stores }) => `several stores have ${replica}'s samples of the same time (${stores.join(', ')})`).join('; ')}. In which chunks each gave them could not be verified, and Query switches by chunks.`
    case 'algorithm':
      return `Query says that it runs with --deduplication.func=${query?.algorithm}, and this is the model of the other algorithm.`
    case 'unknown':
      return 'which step of Query differs is not known.'
  }
}
