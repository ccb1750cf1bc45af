import { parseDuration } from '../../duration.ts'
import { LabError } from '../../errors.ts'
import type { Case } from '../../explain/case.ts'
import { caseOfScratch } from '../../explain/of-scratch.ts'
import type { How } from '../../merge/merged.ts'
import type { Outage } from '../../merge/simulate.ts'
import type { ExplainOptions } from './options.ts'

const DEFAULT_PHASES = [100, 400]
/** More than anybody reads. */
const MOST_SCRAPES = 100_000

/** The case of made-up replicas: as many as there are phases, or intervals. Throws `usage`. */
export function scratchCase({ intervals = [1000], phases, outage = [], length }: ExplainOptions, how: How): Case {
  const count = Math.max(intervals.length, phases?.length ?? DEFAULT_PHASES.length)
  const names = Array.from({ length: count }, (_, number) => `replica-${number}`)
  const players = names.map((name, number) => {
    const intervalMs = intervals[Math.min(number, intervals.length - 1)]!
    return {
      name,
      intervalMs,
      phaseMs: (phases ?? DEFAULT_PHASES)[number] ?? 0,
      outages: outage.flatMap((text) => outageOf(text, name, names)),
    }
  })
  if (players.reduce((sum, { intervalMs }) => sum + length / intervalMs, 0) > MOST_SCRAPES)
    throw new LabError('usage', `--length ${length / 1000}s is more than ${MOST_SCRAPES} scrapes at those intervals`)
  return caseOfScratch(players, length, how)
}

/** `0:20s-30s`, or with `:fails`: the outages of that replica; none of another's. */
function outageOf(text: string, name: string, names: string[]): Outage[] {
  const match = /^(?:replica-)?(\d+):([^-:]+)-([^-:]+)(?::(dies|fails))?$/.exec(text)
  const [, number, begin = '', end = '', kind = 'dies'] = match ?? []
  const [from, to] = [begin === '0' ? 0 : parseDuration(begin), parseDuration(end)]
  if (number === undefined || from === undefined || to === undefined || from >= to)
    throw new LabError('usage', `--outage ${text} is none such as 0:20s-30s (replica-0 dies), or 0:20s-30s:fails (its target fails)`)
  if (Number(number) >= names.length)
    throw new LabError('usage', `--outage ${text}: there is no replica-${number}; there are ${names.join(', ')}`)
  return name === `replica-${number}` ? [{ from, to, kind: kind as Outage['kind'] }] : []
}
