import type { Footprint } from './footprint.ts'

/* Whether a footprint grows from scenario to scenario. */

/** What must be the same again once a scenario is over. */
const CONSTANT = ['processes', 'ports', 'folders', 'files', 'temporary'] as const

/**
 * Connections come and go: so many more than at first are none that were forgotten. Prometheus keeps those of its old configuration for five minutes
 * after it has read a new one: five targets a replica, and two handles a connection.
 */
const MORE_HANDLES = 60
/** The limit of the issue, MiB. */
export const MOST_MIB = 60

/** What is not as it was before the first scenario, in words. */
export function differences(before: Footprint, now: Footprint): string[] {
  return [
    ...CONSTANT.filter((what) => now[what] !== before[what]).map((what) => `${what}: ${before[what]} before, ${now[what]} now`),
    ...(now.handles > before.handles + MORE_HANDLES ? [`file handles: ${before.handles} before, ${now.handles} now`] : []),
  ]
}

/** Too little to tell growth from chance. */
const FEWEST = 12
/** What counts as more: a connection or two, and memory that was not collected yet. */
const STEPS = { handles: 2, rss: 2 } as const

/** What is wrong with a lab's footprints after each of its scenarios: more in all of the last quarter than ever in the first, or too much. */
export function growth(after: Footprint[]): string[] {
  const quarter = Math.floor(after.length / 4)
  const grows = (what: keyof typeof STEPS) => {
    const [first, last] = [after.slice(0, quarter), after.slice(-quarter)].map((part) => part.map((one) => one[what]))
    return after.length >= FEWEST && Math.min(...last!) > Math.max(...first!) + STEPS[what]
  }
  const peak = Math.max(...after.map((one) => one.peak))
  return [
    ...(grows('handles') ? ["the supervisor's file handles grow"] : []),
    ...(grows('rss') ? ["the supervisor's memory grows"] : []),
    ...(peak > MOST_MIB ? [`the supervisor took ${peak.toFixed(1)} MiB, more than ${MOST_MIB}`] : []),
  ]
}

/** First, least and most, and last of a lab's figures. */
export function summary(after: Footprint[]): string {
  const of = (what: keyof Footprint, digits = 0) => {
    const all = after.map((one) => one[what])
    const [first, last] = [all[0] ?? Number.NaN, all.at(-1) ?? Number.NaN]
    const figures = [first, Math.min(...all), Math.max(...all), last].map((figure) => figure.toFixed(digits))
    return `first ${figures[0]}, ${figures[1]} to ${figures[2]}, last ${figures[3]}`
  }
  return [
    `${after.length} scenarios`,
    ...CONSTANT.map((what) => `${what}: ${of(what)}`),
    `file handles: ${of('handles')}`,
    `memory: ${of('rss', 1)} MiB (peak ${of('peak', 1)})`,
  ].join('; ')
}
