import type { Beat } from '../../journal.ts'
import { percent } from '../../verdict/checks/answers.ts'
import type { Page } from './paint.ts'
import { wrapBehind } from './wrap.ts'

/** How the steady probes fared: who asked Query, or the Service, all the while. */
export function probeLines({ run, paint, width }: Page): string[] {
  const probes = Object.entries(run.probes).filter(([, beats]) => beats.length > 0)
  if (probes.length === 0) return []
  const column = Math.max(...probes.map(([name]) => name.length))
  return [
    paint('bold', 'Steady probes'),
    ...probes.flatMap(([name, beats]) => wrapBehind(`  ${name.padEnd(column)}  `, fared(beats), width)),
  ]
}

function fared(beats: Beat[]): string {
  const answered = beats.filter(({ ok }) => ok)
  const stalled = beats.filter(({ detail }) => detail === 'stalled').length
  const slowest = Math.round(Math.max(0, ...answered.map(({ ms }) => ms)))
  const share = percent(answered.length / beats.length)
  return `${share} answered (${answered.length} of ${beats.length}), slowest ${slowest} ms${stalled > 0 ? `, ${stalled} stalled` : ''}`
}
