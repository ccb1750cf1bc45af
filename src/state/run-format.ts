import { LabError } from '../errors.ts'
import type { Beat, Run } from '../journal.ts'

/** The format that runs are written in. A reader takes this and every one before it. */
export const FORMAT = 2

/** From the format of that number to the next one: what was written otherwise is brought into today's shape. */
const STEPS: Record<number, (run: Run) => Run> = {
  1: withWarnings,
}

/** A run of any format as it would be written today. Throws `no-run` for one that a newer thanos-lab wrote. */
export function upgraded(run: Run, file: string): Run {
  const { format = 1 } = run
  if (!Number.isInteger(format) || format < 1 || format > FORMAT)
    throw new LabError('no-run', `${file} has the format ${format}, and this thanos-lab reads 1 to ${FORMAT}`, {
      hint: 'a newer thanos-lab wrote it: use that one',
    })
  let now = run
  for (let step = format; step < FORMAT; step += 1) now = STEPS[step]?.(now) ?? now
  return { ...now, format: FORMAT }
}

/** A beat of the first format told of one warning, in its detail; now it lists them. */
function withWarnings(run: Run): Run {
  const probes = Object.entries(run.probes ?? {}).map(([name, beats]) => [name, beats.map(withWarning)] as const)
  return { ...run, probes: Object.fromEntries(probes) }
}

const WARNING = 'warning: '

function withWarning(beat: Beat): Beat {
  const { detail, warnings } = beat
  return warnings === undefined && detail?.startsWith(WARNING) === true ? { ...beat, warnings: [detail.slice(WARNING.length)] } : beat
}
