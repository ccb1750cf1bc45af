import { LabError } from '../../lib/errors.ts'
import { labelMatcher } from '../../model/labels.ts'
import { selectorError } from '../../scenario/promql.ts'
import { type ScrapeTarget } from './counts.ts'

/** The matchers of a label set, without braces. */
export function matchersText(labels: Record<string, string>): string {
  return Object.entries(labels)
    .filter(([name]) => name !== '__name__')
    .map(([name, value]) => labelMatcher(name, value))
    .join(',')
}

/**
 * The matchers that find this target and no other: where another one has the same labels and more, those are said to be empty here.
 */
export function targetMatchers({ labels }: ScrapeTarget, targets: readonly ScrapeTarget[]): string {
  const own = Object.entries(labels)
    .filter(([name]) => name !== '__name__')
    .sort(([one], [other]) => (one < other ? -1 : 1))
  const wider = targets.filter((other) => other.labels !== labels && own.every(([name, value]) => other.labels[name] === value))
  const more = new Set(wider.flatMap((other) => Object.keys(other.labels)).filter((name) => labels[name] === undefined))
  return matchersText(Object.fromEntries([...own, ...[...more].sort().map((name) => [name, ''])]))
}

/**
 * What is counted: `--match` as it is where it names a metric, else `up` with its matchers. `isUp`: its samples are those of scrapes. Throws
 * `usage` where it is no selector.
 */
export function auditedSelector(match: string | undefined): { selector: string; metric: string; isUp: boolean } {
  if (match === undefined) return { selector: 'up', metric: 'up', isUp: true }
  const selector = match.trim().startsWith('{') && !/__name__/.test(match) ? `up${match.trim()}` : match.trim()
  const wrong = selectorError(selector)
  if (wrong !== undefined)
    throw new LabError('usage', `--match: ${wrong.message}`, { hint: `thanos-lab audit --query-url URL --match 'up{job="node"}'` })
  const metric = /^[a-zA-Z_:][\w:]*/.exec(selector)?.[0] ?? /__name__\s*=\s*"([^"]*)"/.exec(selector)?.[1]
  if (metric === undefined)
    throw new LabError('usage', `--match ${match} names no metric: one at a time can be audited`, {
      hint: `thanos-lab audit --query-url URL --match 'up{job="node"}'`,
    })
  return { selector, metric, isUp: metric === 'up' }
}
