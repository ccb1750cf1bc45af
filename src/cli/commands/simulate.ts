import { simulatedCase, type Simulation } from '../../app/explain-case.ts'
import type { SimulatedOutage } from '../../dedup/simulate.ts'
import { parseDuration } from '../../lib/duration.ts'
import { LabError } from '../../lib/errors.ts'
import type { CommandContext } from '../context.ts'
import { answerExplanation, howOf, type MergeOptions } from '../explanation.ts'

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
  const simulation = { intervalsMs: intervals, offsetsMs: offsets, outages: outage.map(outageOf), lengthMs: length }
  answerExplanation(context, simulatedCase(simulation, howOf(options)), options)
  return 0
}

/** `0:20s-30s`, or with `:fails`. */
function outageOf(text: string): Simulation['outages'][number] {
  const match = /^(?:replica-)?(\d+):([^-:]+)-([^-:]+)(?::(dies|fails))?$/.exec(text)
  const [, replica, begin = '', end = '', kind = 'dies'] = match ?? []
  const [from, to] = [parseDuration(begin), parseDuration(end)]
  if (replica === undefined || from === undefined || to === undefined || from >= to)
    throw new LabError('usage', `--outage ${text} is not an outage such as 0:20s-30s (replica-0 is down from 20 s to 30 s)`, {
      hint: 'thanos-lab simulate --outage 0:20s-30s; add :fails where its scrapes fail instead',
    })
  return { replica: Number(replica), from, to, kind: kind as SimulatedOutage['kind'] }
}
