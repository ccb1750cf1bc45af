import { pad, widest } from '../../lib/columns.ts'
import { wrapBehind } from '../../lib/wrap.ts'
import type { ProbeResult } from '../../model/run.ts'
import { percent } from '../../verdict/words.ts'
import type { Page } from '../text.ts'

/** How the steady probes fared: who asked Query, or the Service, all the while. */
export function probeLines({ run, paint, width }: Page): string[] {
  const probes = Object.entries(run.probes).filter(([, beats]) => beats.length > 0)
  if (probes.length === 0) return []
  const column = widest(probes.map(([name]) => name))
  return [paint('bold', 'Steady probes'), ...probes.flatMap(([name, beats]) => wrapBehind(`  ${pad(name, column)}  `, fared(beats), width))]
}

function fared(beats: ProbeResult[]): string {
  const answered = beats.filter(({ ok }) => ok)
  const stalled = beats.filter(({ detail }) => detail === 'stalled').length
  const warned = beats.filter(({ warnings = [] }) => warnings.length > 0).length
  const slowest = Math.round(Math.max(0, ...answered.map(({ ms }) => ms)))
  const share = percent(answered.length / beats.length)
  return [
    `${share} answered (${answered.length} of ${beats.length})`,
    `slowest ${slowest} ms`,
    ...(stalled > 0 ? [`${stalled} stalled`] : []),
    ...(warned > 0 ? [`${warned} with a warning`] : []),
    ...healthy(answered),
  ].join(', ')
}

/** Of the probe `stores`. */
function healthy(beats: ProbeResult[]): string[] {
  const counts = beats.flatMap(({ replicas }) => (replicas === undefined ? [] : [replicas.length]))
  if (counts.length === 0) return []
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)]
  return [fewest === most ? `${most} stores healthy throughout` : `${fewest} to ${most} stores healthy`]
}
