import type { How } from '../merge/merged.ts'
import { type Player, simulate } from '../merge/simulate.ts'
import type { Case } from './case.ts'

/** Replicas and their outages, made up; the case of what Query would answer. Milliseconds, from 0 on. */
export function caseOfScratch(players: readonly Player[], lengthMs: number, how: How): Case {
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
