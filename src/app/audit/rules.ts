import { formatDuration, parseDuration } from '../../lib/duration.ts'
import type { Advice } from '../../model/audit.ts'
import { counterRanges, type CounterRange, matchersOf } from '../../scenario/promql.ts'
import { commonest, type ScrapeTarget } from './counts.ts'
import type { FileExpression } from './expressions.ts'

/** A range of fewer intervals may hold fewer than two samples after a switch: three intervals and an offset (docs/findings.md). */
export const LEAST_INTERVALS = 4

/** What is read of Query where the scrapes of all targets do not say how often a series has a sample. */
export interface RangeLookup {
  /** The jobs that have a selector's series now; undefined: not known. */
  jobsOf: (selector: string) => Promise<string[] | undefined>
  /** How often a selector's series have a sample; undefined: not known. */
  intervalOf: (selector: string) => Promise<number | undefined>
}

/** What to say of ranges, and of how many nothing is known: none of their series was found, or what would tell was not read. */
export interface RangesFound {
  advice: Advice[]
  unknown: number
}

/**
 * The ranges below four intervals: of the scrapes of the targets that a selector names, or of the rule that records the series. Query is read
 * only where its targets have several intervals, and the range is short for some of them.
 */
export async function rangeAdvice(
  expressions: readonly FileExpression[],
  targets: readonly ScrapeTarget[],
  lookup: RangeLookup,
): Promise<RangesFound> {
  const recorded = new Map(expressions.flatMap(({ records }) => (records === undefined ? [] : [[records.name, records.intervalMs]])))
  const known = { targets: targets.flatMap(withInterval), recorded, lookup }
  const said = new Set<string>()
  const advice: Advice[] = []
  let unknown = 0
  for (const expression of expressions)
    for (const range of counterRanges(expression.text, shortestOf(expression))) {
      const basis = await basisOf(range, known)
      if (basis === undefined) unknown += 1
      else if (range.rangeMs < LEAST_INTERVALS * basis.intervalMs) {
        const text = textOf(expression, range, basis)
        if (!said.has(text)) advice.push({ kind: 'rate-window', text })
        said.add(text)
      }
    }
  return { advice, unknown }
}

/** Grafana's own limit of `$__interval` where a panel has none: one scrape interval, as the data source has it. */
const AS_SCRAPED = '1ms'

/** The shortest that a variable can be; undefined for one whose values are not in the file. */
function shortestOf({ variables, minStep }: FileExpression): (variable: string) => string | undefined {
  return (variable) => {
    if (variable === '__interval') return minStep === undefined ? AS_SCRAPED : parseDuration(minStep) === undefined ? undefined : minStep
    const values = variables?.get(variable) ?? []
    return values.reduce<string | undefined>(
      (best, text) => (best === undefined || parseDuration(text)! < parseDuration(best)! ? text : best),
      undefined,
    )
  }
}

interface Timed {
  labels: Record<string, string>
  intervalMs: number
}

/** The longest of a target's replicas counts: Query may prefer that one. */
function withInterval({ labels, copies }: ScrapeTarget): Timed[] {
  const all = copies.flatMap(({ intervalMs }) => (intervalMs === undefined ? [] : [intervalMs]))
  return all.length === 0 ? [] : [{ labels, intervalMs: Math.max(...all) }]
}

/** What a range is compared with. */
interface Basis {
  intervalMs: number
  of: string
  /** Of scrapes, or of evaluations. */
  what: 'scrape' | 'evaluation'
}

interface Knowledge {
  targets: readonly Timed[]
  recorded: ReadonlyMap<string, number | undefined>
  lookup: RangeLookup
}

async function basisOf({ selector, rangeMs }: CounterRange, { targets, recorded, lookup }: Knowledge): Promise<Basis | undefined> {
  const name = /^[a-zA-Z_:][\w:]*/.exec(selector)?.[0]
  // A name with a colon is that of a recorded series, by convention. Source: prometheus.io/docs/practices/rules.
  if (name !== undefined && (recorded.has(name) || name.includes(':'))) {
    const own = recorded.get(name)
    const intervalMs = own ?? (await lookup.intervalOf(fixedPart(selector)))
    if (intervalMs === undefined) return undefined
    return { intervalMs, of: own === undefined ? name : `the group that records ${name}`, what: 'evaluation' }
  }
  const candidates = targetsOf(selector, targets)
  const whole = basisIn(candidates, rangeMs)
  const isDecided = candidates.every(
    ({ intervalMs }) => rangeMs < LEAST_INTERVALS * intervalMs === rangeMs < LEAST_INTERVALS * whole!.intervalMs,
  )
  if (whole === undefined || isDecided) return whole
  const jobs = await lookup.jobsOf(fixedPart(selector))
  return jobs === undefined
    ? undefined
    : basisIn(
        candidates.filter(({ labels }) => jobs.includes(labels['job'] ?? '')),
        rangeMs,
      )
}

/** The longest interval decides, unless the range is too short for all: then it is the commonest. undefined of no target. */
function basisIn(targets: readonly Timed[], rangeMs: number): Basis | undefined {
  const intervals = targets.map(({ intervalMs }) => intervalMs)
  const usual = commonest(intervals)
  if (usual === undefined) return undefined
  const longest = intervals.reduce((most, one) => Math.max(most, one), 0)
  const isShortForAll = intervals.every((one) => rangeMs < LEAST_INTERVALS * one)
  const intervalMs = isShortForAll ? usual : longest
  const jobs = [...new Set(targets.flatMap((one) => (one.intervalMs === intervalMs ? [one.labels['job'] ?? ''] : [])))].filter(
    (job) => job !== '',
  )
  const named = `${jobs.length === 1 ? 'job' : 'jobs'} ${jobs.sort().slice(0, 3).join(', ')}${jobs.length > 3 ? ', …' : ''}`
  const of = isShortForAll && usual !== longest ? 'the commonest interval' : jobs.length === 0 ? 'its targets' : named
  return { intervalMs, of, what: 'scrape' }
}

/** `job=~"a|b"` as its parts. */
const MATCHER = /^\s*(?:"[^"]*"|[\w.]+)\s*(=~|!~|!=|=)\s*(["'`])([\s\S]*)\2\s*$/

/** The targets that a selector may be of: those that fit its matchers of labels that targets have. A variable may be anything. */
function targetsOf(selector: string, targets: readonly Timed[]): readonly Timed[] {
  const tests = matchersOf(bare(selector)).flatMap(({ label, matcher }) => {
    const [, sign = '', , value = ''] = MATCHER.exec(matcher) ?? []
    if (sign === '' || value.includes(PLACE) || targets.every(({ labels }) => labels[label] === undefined)) return []
    const test = testOf(sign, value)
    return test === undefined ? [] : [({ labels }: Timed) => test(labels[label] ?? '')]
  })
  return targets.filter((target) => tests.every((test) => test(target)))
}

function testOf(sign: string, value: string): ((text: string) => boolean) | undefined {
  if (sign === '=' || sign === '!=') return (text) => (text === value) === (sign === '=')
  try {
    const pattern = new RegExp(`^(?:${value})$`, 's')
    return (text) => pattern.test(text) === (sign === '=~')
  } catch {
    // Go's expressions have forms that these have not.
    return undefined
  }
}

/** Stands for a variable of Grafana in a matcher. */
const PLACE = 'a_variable_of_grafana'

function bare(selector: string): string {
  return selector.replaceAll(/\$\{\w+[^}]*\}|\$\w+|\[\[\w+[^\]]*\]\]/g, PLACE)
}

/** A selector without the matchers that have a variable. */
function fixedPart(selector: string): string {
  const text = bare(selector)
  const name = /^[a-zA-Z_:][\w:]*/.exec(text)?.[0] ?? ''
  const kept = matchersOf(text).flatMap(({ matcher }) => (matcher.includes(PLACE) ? [] : [matcher]))
  return kept.length === 0 ? name : `${name}{${kept.join(',')}}`
}

function textOf(
  { where }: FileExpression,
  { call, selector, range, rangeMs, variable }: CounterRange,
  { intervalMs, of, what }: Basis,
): string {
  const written = variable === undefined ? range : `$${variable}`
  const isFree = variable === '__interval' && range === AS_SCRAPED
  const share = times(rangeMs / intervalMs)
  const covers = `covers ${share} ${what} ${share === '1' ? 'interval' : 'intervals'}`
  const said = isFree
    ? 'has no shortest step: over a short time $__interval is one scrape interval'
    : variable === undefined
      ? covers
      : `${covers} where $${variable} is ${range}, the shortest that the dashboard allows`
  const advice = `Type ${variable === '__interval' ? '$__rate_interval, or ' : ''}${formatDuration(LEAST_INTERVALS * intervalMs)} or more.`
  return `${where}: ${call}(${selector}[${written}]) ${said} (${of}: ${formatDuration(intervalMs)}). After a switch between replicas fewer than two samples may be in it. ${advice}`
}

function times(share: number): string {
  return String(Math.round(share * 10) / 10)
}
