import type { How } from '../../dedup/recorder.ts'
import { type SimulatedOutage, type SimulatedReplica, simulate, simulatedScrapes } from '../../dedup/simulate.ts'
import { formatDuration, readDuration } from '../../lib/duration.ts'
import { LabError } from '../../lib/errors.ts'
import type { Case } from './snapshot.ts'

/* Made-up replicas, as a person describes them to `simulate` and in the playground. Milliseconds. */

export interface Simulation {
  /** Of each replica; the last one stands for the replicas without one. */
  intervalsMs: number[]
  /** When each replica scrapes first; one replica each, or one for each interval. */
  offsetsMs: number[]
  /** By the replica's number. */
  outages: PlacedOutage[]
  lengthMs: number
}

export interface PlacedOutage extends SimulatedOutage {
  replica: number
}

/** More than anybody reads. */
const MOST_SCRAPES = 100_000

/** The case of simulated replicas. Throws `usage` as `refuseUnfit` does. */
export function simulatedCase(simulation: Simulation, how: How): Case {
  refuseUnfit(simulation)
  return caseOfSimulation(replicasIn(simulation), simulation.lengthMs, how)
}

/** Throws `usage` where an outage names no replica, an offset is none, or the simulation is too long. */
export function refuseUnfit(simulation: Simulation): void {
  const { outages, lengthMs } = simulation
  const replicas = replicasIn(simulation)
  const names = replicas.map(({ name }) => name)
  const stray = outages.find(({ replica }) => replica >= names.length)
  if (stray !== undefined)
    throw new LabError('usage', `--outage: there is no replica-${stray.replica}; there are ${names.join(', ')}`, { hint: HELP })
  const late = replicas.find(({ offsetMs, intervalMs }) => offsetMs >= intervalMs)
  if (late !== undefined) throw lateError(late, replicas)
  const scrapes = Math.round(replicas.reduce((sum, { intervalMs }) => sum + lengthMs / intervalMs, 0))
  if (scrapes > MOST_SCRAPES)
    throw new LabError('usage', `--length gives ${scrapes} scrapes at these intervals; at most ${MOST_SCRAPES} are simulated`, {
      hint: HELP,
    })
}

/** Each replica of a simulation, with its own outages. */
function replicasIn({ intervalsMs, offsetsMs, outages }: Simulation): SimulatedReplica[] {
  return Array.from({ length: Math.max(intervalsMs.length, offsetsMs.length) }, (_, number) => ({
    name: `replica-${number}`,
    intervalMs: intervalsMs[Math.min(number, intervalsMs.length - 1)]!,
    offsetMs: offsetsMs[number] ?? 0,
    outages: outages.flatMap(({ replica, ...outage }) => (replica === number ? [outage] : [])),
  }))
}

/** A simulation with an interval and an offset for each replica. */
export function eachReplica(simulation: Simulation): Simulation {
  const replicas = replicasIn(simulation)
  return {
    ...simulation,
    intervalsMs: replicas.map(({ intervalMs }) => intervalMs),
    offsetsMs: replicas.map(({ offsetMs }) => offsetMs),
  }
}

/** Instead of a selector. */
export const MADE_UP = 'a simulated series'

/** The case of what Query would return of made-up replicas, from 0 on. */
export function caseOfSimulation(replicas: readonly SimulatedReplica[], lengthMs: number, how: How): Case {
  return {
    run: null,
    series: MADE_UP,
    selector: MADE_UP,
    window: { from: 0, to: lengthMs },
    intervalMs: Math.min(...replicas.map(({ intervalMs }) => intervalMs)),
    intervalsMs: replicas.map(({ intervalMs }) => intervalMs),
    replicas: simulate(replicas, { lengthMs }),
    scrapes: replicas.map((replica) => simulatedScrapes(replica, lengthMs)),
    how,
    faults: [],
    predictions: [],
    warnings: [],
    partial: [],
    copies: [],
    notes: [],
  }
}

/** An offset is where in its interval a replica scrapes; one that begins later was down before. */
function lateError({ name, offsetMs, intervalMs }: SimulatedReplica, all: readonly SimulatedReplica[]): LabError {
  const [offset, interval] = [formatDuration(offsetMs), formatDuration(intervalMs)]
  const offsets = durations(all.map((one) => one.offsetMs % one.intervalMs))
  const number = all.findIndex((one) => one.name === name)
  return new LabError(
    'usage',
    `--offsets: ${name} cannot scrape first after ${offset}: its interval is ${interval}, and an offset is less`,
    {
      hint: `thanos-lab simulate --intervals ${durations(all.map((one) => one.intervalMs))} --offsets ${offsets}; add --outage ${number}:0s-${offset} where ${name} is down at first`,
    },
  )
}

const HELP = 'thanos-lab simulate --help'
const OUTAGE_HINT = 'thanos-lab simulate --outage 0:20s-30s; add :fails where its scrapes fail instead'

/** `0:20s-30s`, or with `:fails`. Throws `usage`, with the reason, where it is none, or is not over by the end of the simulation. */
export function readOutage(text: string, lengthMs: number): PlacedOutage {
  const wrong = (why: string, hint = OUTAGE_HINT) => new LabError('usage', `--outage ${text} ${why}`, { hint })
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

/** An outage as it is typed. */
export function outageWord({ replica, from, to, kind }: PlacedOutage): string {
  return `${replica}:${formatDuration(from)}-${formatDuration(to)}${kind === 'dies' ? '' : `:${kind}`}`
}

/** Durations as they are typed: `1s,500ms`. */
export function durations(all: readonly number[]): string {
  return all.map((ms) => formatDuration(ms)).join(',')
}
