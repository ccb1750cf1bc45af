import { pad, widest } from '../../lib/columns.ts'
import { percent } from '../../lib/format.ts'
import { STALLED } from '../../model/probes.ts'
import type { ProbeResult } from '../../model/run.ts'
import { wrapBehind } from '../../lib/wrap.ts'
import { type Page } from '../text.ts'
import { isAnswered } from '../../model/reading.ts'

/** What users of Query, or of the Service, got while the scenario ran; empty where nothing was probed. */
export function probeLines({ run, width }: Page): string[] {
  const probes = Object.entries(run.probes).filter(([, results]) => results.length > 0)
  const column = widest(probes.map(([name]) => name))
  return probes.flatMap(([name, results]) => wrapBehind(`  ${pad(name, column)}  `, summary(results), width))
}

function summary(results: ProbeResult[]): string {
  const answered = results.filter(isAnswered)
  const stalled = results.filter(({ error }) => error === STALLED).length
  const warned = results.filter(({ warnings = [] }) => warnings.length > 0).length
  const slowest = Math.round(Math.max(0, ...answered.map(({ ms }) => ms)))
  const share = percent(answered.length / results.length)
  return [
    `${share} answered (${answered.length} of ${results.length})`,
    `slowest ${slowest} ms`,
    ...(stalled > 0 ? [`${stalled} stalled`] : []),
    ...(warned > 0 ? [`${warned} with a warning`] : []),
    ...healthy(answered),
  ].join(', ')
}

/** Of the probe `stores`. */
function healthy(results: ProbeResult[]): string[] {
  const counts = results.flatMap(({ replicas }) => (replicas === undefined ? [] : [replicas.length]))
  if (counts.length === 0) return []
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)]
  return [fewest === most ? `${most} stores healthy throughout` : `${fewest} to ${most} stores healthy`]
}
