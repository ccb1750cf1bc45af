import type { Journal } from '../../journal.ts'
import { type Span, faultSpans } from '../spans.ts'
import { theFault } from '../words.ts'

/** Nothing follows from a run in which nothing was broken for certain, or in which it stayed broken. */
export function faultDoubts(journal: Journal): string[] {
  if (journal.faults.length === 0) return ['No fault was injected: when nothing breaks, nothing is proven.']
  return faultSpans(journal).flatMap(doubtsOf)
}

function doubtsOf({ fault, from, to }: Span): string[] {
  const what = theFault(fault)
  // Written so that a time that cannot be read is a doubt too.
  const ordered = from <= to
  return [
    ...(fault.evidence.proven ? [] : [`It is not proven that ${what} happened: ${fault.evidence.detail}.`]),
    ...(fault.healedAt === null ? [`It is not known that ${what} ever ended, so nothing was seen after it.`] : []),
    ...(ordered ? [] : [`The times of ${what} make no sense: from ${fault.injectedAt} to ${fault.healedAt}.`]),
  ]
}
