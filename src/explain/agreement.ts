import { clock, count } from '../lib/format.ts'
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
  if (!isPartial(explanation)) return []
  if (partial.length === 0) return [`WARNING: Query warned: ${warnings.map(quote).join('; ')}. Samples may be missing from its answer.`]
  return [
    `WARNING: the answer is partial. ${storesText(partial)} What ${partial.length === 1 ? 'it has' : 'they have'} is missing from Query's answer, and from what follows.`,
  ]
}

/** `127.0.0.1:10901 did not answer (“timeout”).`, a sentence for each store. */
export function storesText(stores: readonly { store?: string; said: string }[]): string {
  return stores.map(({ store, said }) => `${store ?? 'A store'} did not answer (${quote(said)}).`).join(' ')
}

function quote(text: string): string {
  return `“${text.trim()}”`
}

/** Whether the model and Query agree, in how much, and what was not compared. */
export function agreementText(explanation: Explanation): string[] {
  const { compared, how } = explanation
  if (how.mode === 'counter') return [counterText(explanation)]
  if (compared === undefined) return []
  if (compared.first !== undefined) return [differenceText(explanation, compared)]
  const all = count(compared.compared, 'sample')
  const limits = limitsOf(explanation)
  if (limits.length === 0) return [`The model and Query agree on all ${all}, time and value.`]
  return [`Query returned the ${all} that the model returns. That does not show that it took the model's steps: ${limitText(explanation)}`]
}

/** Under `rate()`. */
function counterText(explanation: Explanation): string {
  const { plain } = explanation
  const why = 'Query does not show the samples that it merges under rate(), so this merge is compared with nothing'
  if (plain === undefined) return `${why}.`
  if (plain.first !== undefined) return `${why}. The plain merge of the same samples was compared: ${differenceText(explanation, plain)}`
  const limits = limitsOf(explanation)
  const but = limits.length === 0 ? '' : ` ${sentenceOf(limitText(explanation))}`
  return `${why}. The plain merge of the same samples was compared: Query returned the ${count(plain.compared, 'sample')} that the model returns.${but}`
}

function sentenceOf(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

function differenceText(explanation: Explanation, { compared: all, differing, first }: NonNullable<Explanation['compared']>): string {
  const from = clock(explanation.first ?? (first ?? 0) * 1000)
  return `WARNING: the model and Query agree on ${all - differing} of ${count(all, 'sample')}. The first difference is at ${from}; from there on no cause is given. ${sentenceOf(limitText(explanation))}`
}

/** Which step is not known, and why; a sentence that may follow a colon. */
export function limitText(explanation: Explanation): string {
  const { copies, query } = explanation
  switch (unknownStep(explanation)) {
    case 'partial':
      return 'what the stores that did not answer have is not known.'
    case 'copies':
      return `${copies.map(({ replica, stores }) => `several stores have ${replica}'s samples of the same time (${stores.join(', ')})`).join('; ')}. In which chunks each gave them is not known, and Query switches by chunks.`
    case 'algorithm':
      return `Query says that it runs with --deduplication.func=${query?.algorithm}, and this is the model of the other algorithm.`
    case 'unknown':
      return 'which step of Query differs is not known.'
  }
}
