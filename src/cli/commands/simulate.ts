import { simulatedCase, type Simulation } from '../../app/explain-case.ts'
import type { SimulatedOutage } from '../../dedup/simulate.ts'
import { formatDuration } from '../../lib/duration.ts'
import { LabError } from '../../lib/errors.ts'
import type { CommandContext } from '../context.ts'
import { answerExplanation, howOf, type MergeOptions } from '../explanation.ts'
import { readDuration } from '../time.ts'

/** The options of `simulate`. Durations are milliseconds. */
export interface SimulateOptions extends MergeOptions {
  intervals: number[]
  offsets: number[]
  outage?: string[]
  length: number
}

/** `thanos-lab simulate`: how Query would merge simulated replicas; no lab is needed. */
export async function simulateCommand(context: CommandContext, options: SimulateOptions): Promise<number> {
  const { intervals, offsets, outage = [], length } = options
  const outages = outage.map((text) => outageOf(text, length))
  const simulation = { intervalsMs: intervals, offsetsMs: offsets, outages, lengthMs: length }
  answerExplanation(context, simulatedCase(simulation, howOf(options)), options, { madeUp: true })
  return 0
}

const HINT = 'thanos-lab simulate --outage 0:20s-30s; add :fails where its scrapes fail instead'

/** `0:20s-30s`, or with `:fails`. Throws `usage`, with the reason, where it is none, or is not over by the end of the simulation. */
function outageOf(text: string, lengthMs: number): Simulation['outages'][number] {
  const wrong = (reason: string, hint = HINT) => new LabError('usage', `--outage ${text} ${reason}`, { hint })
  const match = /^(?:replica-)?(\d+):([^-:]+)-([^-:]+)(?::(dies|fails))?$/.exec(text)
  if (match === null) throw wrong('is not an outage such as 0:20s-30s (replica-0 is down from 20 s to 30 s)')
  const [, replica, begin = '', end = '', kind = 'dies'] = match
  const [from, to] = [begin, end].map((part) => {
    const read = readDuration(part)
    if ('reason' in read) throw wrong(`is not an outage such as 0:20s-30s: of ${part}, ${read.reason}`)
    return read.ms
  }) as [number, number]
  if (from >= to) throw wrong('is not an outage such as 0:20s-30s: it ends before it begins')
  if (to > lengthMs)
    throw wrong(
      `ends after the simulation, which is ${formatDuration(lengthMs)} long`,
      `thanos-lab simulate --length ${formatDuration(to)} --outage ${text}`,
    )
  return { replica: Number(replica), from, to, kind: kind as SimulatedOutage['kind'] }
}
