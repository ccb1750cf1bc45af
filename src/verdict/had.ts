import type { Journal, Look, Sight } from '../journal.ts'
import { struckReplicas } from './spans.ts'

/** What was asked of Query at one moment, and who can be asked what they had themselves. */
export interface Asked {
  when: Look['when']
  sight: Sight | undefined
  /** The replicas that told what they have. */
  own: string[]
  journal: Journal
  /** What Query said instead of an answer. */
  trouble: string | undefined
}

/** The replicas that Query gave samples of when it was asked without merging. */
export function seenBy(sight: Sight | undefined): string[] {
  // What is no Thanos puts no replica label on its series.
  return Object.entries(sight?.replicas ?? {}).flatMap(([name, samples]) => (samples > 0 && name !== '' ? [name] : []))
}

/** Compares Query's answer with what the model makes of the replicas that Query had; in words, why it cannot be compared. */
export function comparedBy<T extends { differing: number }>(
  { when, sight, own, journal, trouble }: Asked,
  compare: (names: string[]) => T,
): T | { trouble: string } {
  const seen = seenBy(sight)
  const silent = seen.filter((name) => !own.includes(name))
  if (trouble !== undefined) return { trouble: `Query ${trouble}` }
  if (seen.length === 0) return { trouble: 'Query did not tell which replicas it has' }
  if (silent.length > 0) return { trouble: `${silent.join(', ')} gave no samples of its own` }
  const compared = compare(seen)
  if (compared.differing === 0 || when !== 'outage') return compared
  // While a replica goes or comes, the question may have met it, and the sight beside it not; or the other way round.
  const struck = struckReplicas(journal)
  const others = [own, seen.filter((name) => !struck.has(name))].filter((names) => names.length > 0 && names.length !== seen.length)
  return others.map(compare).find(({ differing }) => differing === 0) ?? compared
}
