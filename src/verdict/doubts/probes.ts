import type { Beat, Journal } from '../../journal.ts'
import { type Span, faultSpans } from '../spans.ts'
import { theFault } from '../words.ts'

/** Beats of a steady probe each second (contract, "A scenario file"); `stores` asks once. */
const BEATS = 5
const BEATS_OF_STORES = 1

/** A steady probe that hardly beat while the fault lasted tells nothing about it. */
export function probeDoubts(journal: Journal): string[] {
  const names = new Set(journal.plan.expect.map(({ of }) => of).filter((name) => journal.probes[name] !== undefined))
  const spans = faultSpans(journal)
  return [...names].flatMap((name) => spans.flatMap((span) => thin(name, journal.probes[name] ?? [], span)))
}

function thin(name: string, beats: Beat[], span: Span): string[] {
  const due = Math.floor((span.to - span.from) * (name === 'stores' ? BEATS_OF_STORES : BEATS))
  const times = beats.map(({ at }) => Date.parse(at) / 1000)
  const there = times.filter((time) => time >= span.from && time <= span.to).length
  // Half of what was due, as a busy machine may beat late.
  if (!Number.isFinite(due) || there >= Math.floor(due / 2)) return []
  return [`The steady probe ${name} beat ${there} times during ${theFault(span.fault)}, where ${due} were due: too few to tell.`]
}
