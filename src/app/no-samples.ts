import { LabError } from '../lib/errors.ts'
import { clock, shellQuoted, zoneName } from '../lib/format.ts'
import type { Address } from '../lib/http.ts'
import { nearest } from '../lib/suggest.ts'
import type { Window } from '../lib/time.ts'
import { labelValues, type SeriesLabels, seriesFitting, tenancyOf } from '../observe/series.ts'
import { matchersOf } from '../scenario/promql.ts'

/* What to try where Query has no sample of a selector. Bounded: a few requests for the labels of series, none for samples. */

export interface Nothing {
  address: Address
  selector: string
  window: Window
  /** The command with another selector; left out, the option of `explain --query-url`. */
  commandFor?: (selector: string) => string
}

/** More matchers are not left out one by one. */
const MOST_MATCHERS = 8
/** Values that are named. */
const NAMED = 5

/**
 * The error for a selector without samples, with the nearest that there is: another tenant, another time, another value of one label,
 * another metric. Where Query does not say, only that there is none.
 */
export async function noSamplesError(nothing: Nothing): Promise<LabError> {
  const { selector, window } = nothing
  const what = `Query has no sample of ${selector} from ${clock(window.from)} to ${clock(window.to)} ${zoneName(window.to)}`
  const near = await nearestSeries(nothing)
  if (near === undefined)
    return new LabError('no-samples', what, { hint: 'check the selector; or another time: --at TIME, or a longer --range' })
  return new LabError('no-samples', `${what}. ${near.found}`, { hint: near.hint })
}

/** What there is in place of it, a sentence without its full stop, and what to type. */
export interface Near {
  found: string
  hint: string
}

/** The nearest to a selector without samples; undefined where Query does not say. */
export async function nearestSeries(nothing: Nothing): Promise<Near | undefined> {
  return (
    (await otherTime(nothing)) ??
    (await otherValue(nothing)) ??
    (await otherSeries(nothing)) ??
    (await otherTenant(nothing.address)) ??
    (await otherMetric(nothing))
  )
}

/** Where tenants are kept apart, a query without their header, or with another one's, has no series: Query does not say so. */
async function otherTenant(address: Address): Promise<Near | undefined> {
  const tenancy = await tenancyOf(address)
  if (tenancy === undefined) return undefined
  const { header, tenants, fallback } = tenancy
  const isGiven = Object.keys(address.headers ?? {}).some((name) => name.toLowerCase() === header.toLowerCase())
  const has = tenants.length === 0 ? '' : ` Tenants of its stores: ${listed(tenants)}.`
  const which = isGiven
    ? `shows only the tenant that --header ${header} names`
    : `shows only the tenant ${fallback} where the header ${header} is not given`
  return {
    found: `This Query keeps tenants apart, and ${which}.${has}`,
    hint: `type --header '${header}: ${tenants.find((one) => one !== fallback) ?? 'TENANT'}'`,
  }
}

async function otherTime({ address, selector, window, commandFor }: Nothing): Promise<Near | undefined> {
  const now = await seriesFitting(address, selector, window)
  if (now.length > 0)
    return {
      found: `The selector fits ${count(now)} near that time, without a sample in it`,
      hint: commandFor === undefined ? 'type a longer --range, or another --at TIME' : 'type a longer --range',
    }
  const ever = await seriesFitting(address, selector)
  if (ever.length === 0) return undefined
  return {
    found: `The selector fits ${count(ever)} at other times`,
    hint: commandFor === undefined ? 'type another --at TIME, or a longer --range' : 'type a longer --range',
  }
}

/** The one matcher without which there are series, and what its label is there. */
async function otherValue({ address, selector, window, commandFor = hintFor }: Nothing): Promise<Near | undefined> {
  const { name, matchers: all } = partsOf(selector)
  const matchers = all.slice(0, MOST_MATCHERS)
  for (const [number, { label, matcher }] of matchers.entries()) {
    const others = matchers.filter((_, index) => index !== number).map((one) => one.matcher)
    if (name === '' && others.length === 0) continue
    const series = await seriesFitting(address, selectorWith(name, others), window)
    if (series.length === 0) continue
    const values = [...new Set(series.map((labels) => labels[label]))]
    const known = values.filter((value) => value !== undefined)
    if (known.length === 0)
      return {
        found: `No series has the label ${label}; without it, ${count(series)} fit`,
        hint: commandFor(selectorWith(name, others)),
      }
    const typed = /=\s*["'`](.*)["'`]$/s.exec(matcher)?.[1] ?? ''
    const best = nearest(typed, known) ?? known[0]!
    return {
      found: `Without ${matcher} ${count(series)} ${series.length === 1 ? 'fits' : 'fit'}: there ${label} is ${listed(known)}`,
      hint: commandFor(selectorWith(name, [...others, `${label}=${JSON.stringify(best)}`])),
    }
  }
  return undefined
}

/** A series of the same metric, where several matchers do not fit. */
async function otherSeries({ address, selector, window, commandFor = hintFor }: Nothing): Promise<Near | undefined> {
  const { name } = partsOf(selector)
  const series = name === '' ? [] : await seriesFitting(address, name, window)
  const [first] = series
  if (first === undefined) return undefined
  return {
    found: `It has ${count(series)} of ${name} then, but none with these labels; one is ${written(first)}`,
    hint: commandFor(written(first)),
  }
}

async function otherMetric({ address, selector, window, commandFor = hintFor }: Nothing): Promise<Near | undefined> {
  const { name, matchers } = partsOf(selector)
  if (name === '') return undefined
  const names = await labelValues(address, '__name__', window)
  if (names.length === 0 || names.includes(name)) return undefined
  const meant = nearest(name, names)
  if (meant === undefined) return { found: `It has no metric ${name} then`, hint: 'check the name of the metric, or the time' }
  return {
    found: `It has no metric ${name} then; did you mean ${meant}?`,
    hint: commandFor(
      selectorWith(
        meant,
        matchers.map(({ matcher }) => matcher),
      ),
    ),
  }
}

/** A selector's metric, which may also stand as `{__name__="up"}`, and its other matchers; the metric is '' where it names none. */
function partsOf(selector: string): { name: string; matchers: ReturnType<typeof matchersOf> } {
  const matchers = matchersOf(selector)
  const outside = /^\s*([a-z_:][\w:]*)/i.exec(selector)?.[1]
  if (outside !== undefined) return { name: outside, matchers }
  const inside = matchers.find(({ label, matcher }) => label === '__name__' && NAMED_INSIDE.test(matcher))
  if (inside === undefined) return { name: '', matchers }
  return { name: NAMED_INSIDE.exec(inside.matcher)?.[1] ?? '', matchers: matchers.filter((one) => one !== inside) }
}

/** `__name__="up"`: a name that needs no quotes outside of the braces. */
const NAMED_INSIDE = /^__name__\s*=\s*["'`]([a-z_:][\w:]*)["'`]$/i

function selectorWith(name: string, matchers: string[]): string {
  return matchers.length === 0 ? name : `${name}{${matchers.join(',')}}`
}

function hintFor(selector: string): string {
  return `type --selector ${shellQuoted(selector)}`
}

function written({ __name__: name = '', ...labels }: SeriesLabels): string {
  return selectorWith(
    name,
    Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`),
  )
}

function count(series: SeriesLabels[]): string {
  return `${series.length} series`
}

function listed(values: string[]): string {
  const shown = [...values]
    .sort()
    .slice(0, NAMED)
    .map((value) => JSON.stringify(value))
  const more = values.length - shown.length
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ')
}
