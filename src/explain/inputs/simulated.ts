import type { How } from '../../dedup/recorder.ts'
import { simulate, type SimulatedReplica } from '../../dedup/simulate.ts'
import type { Case } from './snapshot.ts'

/** Replicas and their outages, made up; the case of what Query would answer. Milliseconds, from 0 on. */
export function caseOfScratch(players: readonly SimulatedReplica[], lengthMs: number, how: How): Case {
  return {
    run: null,
    series: 'a made-up series',
    query: 'a made-up series',
    window: { from: 0, to: lengthMs },
    intervalMs: Math.min(...players.map(({ intervalMs }) => intervalMs)),
    replicas: simulate(players, { lengthMs }),
    how,
    faults: [],
    foretellings: [],
    notes: [],
  }
}
