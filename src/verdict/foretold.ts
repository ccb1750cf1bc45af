import type { FaultEntry, Gap, Journal, Prediction } from '../journal.ts'
import { JITTER } from './checks/longest-gap.ts'
import { lastLook } from './claims.ts'
import { longestGap } from './gaps.ts'
import { seconds } from './words.ts'

/** What was foretold of one series at one fault, and what came of it. */
export interface Foretelling {
  series: string
  prediction: Prediction
  /** The longest distance between merged samples after the return; left out where nothing was seen then. */
  measured?: Gap
  /** Whether it is as foretold, but for a tenth of an interval. */
  holds?: boolean
}

/** Every prediction of a fault against the last look after the return, from the fault to the next one. */
export function foretellings(fault: FaultEntry, journal: Journal): Foretelling[] {
  return Object.entries(fault.predictions ?? {}).map(([series, prediction]) => {
    const measured = measuredHole(fault, series, journal)
    return { series, prediction, ...(measured === undefined ? {} : { measured, holds: holds(prediction, measured) }) }
  })
}

/** `a hole of 2.70 s once prometheus-1 is back (2I + d, where I is 1.00 s and d 0.70 s)` */
export function foretold({ holeMs: { least, most }, formula, followed, intervalMs, lagMs }: Prediction): string {
  if (formula === 'I') return `no hole, but the ordinary distance of ${seconds(intervalMs / 1000)}`
  const size = least === most ? seconds(most / 1000) : `${seconds(least / 1000)} to ${seconds(most / 1000)}`
  const lag = formula.includes('d') ? ` and d ${seconds(lagMs / 1000)}` : ''
  return `a hole of ${size}, once ${followed} is back (${formula}, where I is ${seconds(intervalMs / 1000)}${lag})`
}

function holds({ holeMs: { least, most }, intervalMs }: Prediction, { seconds: hole }: Gap): boolean {
  return hole * 1000 >= least - JITTER * intervalMs && hole * 1000 <= most + JITTER * intervalMs
}

function measuredHole(fault: FaultEntry, name: string, journal: Journal): Gap | undefined {
  const series = journal.series[name]
  const look = series === undefined ? undefined : lastLook(series, 'after')
  if (look === undefined || look.samples.length === 0) return undefined
  const times = journal.faults.map(({ injectedAt }) => Date.parse(injectedAt) / 1000)
  const begun = Date.parse(fault.injectedAt) / 1000
  const next = times.filter((time) => time > begun).toSorted((one, other) => one - other)[0]
  // The distance that the fault falls into begins before it.
  const before = look.samples.findLast(([time]) => time <= begun)?.[0] ?? look.from
  return longestGap(look.samples, Math.max(look.from, before - 0.001), Math.min(look.to, next ?? look.to))
}
