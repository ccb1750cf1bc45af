import type { How } from '../../dedup/recorder.ts'
import { type SimulatedReplica, simulate, simulatedScrapes } from '../../dedup/simulate.ts'
import type { Case } from './snapshot.ts'

/** Made-up replicas and their outages; the case of what Query would return. Milliseconds, from 0 on. */
export function caseOfSimulation(replicas: readonly SimulatedReplica[], lengthMs: number, how: How): Case {
  return {
    run: null,
    series: 'a simulated series',
    selector: 'a simulated series',
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
