import type { Journal, Sight } from '../../journal.ts'
import { absenceClaims } from '../claims.ts'
import { faultSpans } from '../spans.ts'
import { count, sentence, when } from '../words.ts'

/** Where the absence of gaps is claimed, Query must have seen every replica before the fault and at the last look. */
export function sightDoubts(journal: Journal): string[] {
  const spans = faultSpans(journal)
  if (absenceClaims(journal).length === 0 || spans.length === 0) return []
  const injected = Math.min(...spans.map(({ from }) => from))
  const healed = Math.max(...spans.map(({ to }) => to))
  return [...sighted(journal, 'before', (at) => at <= injected), ...sighted(journal, 'after', (at) => at >= healed)]
}

function sighted(journal: Journal, moment: 'before' | 'after', fits: (at: number) => boolean): string[] {
  const sight = journal.sights.findLast(({ when: taken }) => taken === moment)
  const start = `${sentence(when(moment))}, `
  if (sight === undefined) return [`${start}Query was not asked which replicas it sees.`]
  if (sight.trouble !== undefined) return [`${start}Query could not tell which replicas it sees: ${sight.trouble}.`]
  if (!fits(Date.parse(sight.at) / 1000)) return [`The look at Query's replicas ${when(moment)} was taken at another time.`]
  const due = Math.max(1, journal.settings.replicas)
  const [stores, answers] = [healthyReplicas(sight), answeringReplicas(sight)]
  const both = stores.filter((replica) => answers.includes(replica))
  // Written so that a number of replicas that is none is a doubt too.
  if (both.length >= due) return []
  return [`${start}Query did not see all of ${count(due, 'replica')}: stores of ${list(stores)}, samples of ${list(answers)}.`]
}

function healthyReplicas({ stores }: Sight): string[] {
  return [...new Set(stores.flatMap(({ healthy, replica }) => (healthy && replica ? [replica] : [])))].sort()
}

function answeringReplicas({ replicas }: Sight): string[] {
  return Object.keys(replicas)
    .filter((replica) => (replicas[replica] ?? 0) > 0)
    .sort()
}

function list(names: string[]): string {
  return names.length === 0 ? 'none' : names.join(', ')
}
