import type { Journal, Look, ProbeResult, Sample, Scenario, Sight } from '../../src/model/run.ts'
import { findGaps } from '../../src/verdict/gaps.ts'

/** Unix seconds of the run's first second: 2026-11-22 18:17:00 UTC. */
export const BASE = 1_795_371_420
/** The left edge of every question: with it, Query follows prometheus-0 (facts.md, "More that was measured"). */
export const EDGE = BASE + 0.14
const PHASES = { 'prometheus-0': 0.165, 'prometheus-1': 0.866 }
const KILLED = 15.5
const HEALED = 25.6
/** prometheus-0's last scrape before the kill, and its first after its return. */
const [LAST, FIRST] = [15, 28]

export const iso = (offset: number) => new Date((BASE + offset) * 1000).toISOString()
/** Edges and times in whole milliseconds, as Prometheus keeps them. */
export const at = (offset: number) => Math.round((BASE + offset) * 1000) / 1000

/**
 * What a real run of kill-replica leaves: two replicas at 1 s, the one that Query follows killed 15.5 s into it and held away for
 * 10 s. Asked after the return, Query shows a hole of two intervals and the replicas' phase distance: 2.701 s.
 */
export function journal(): Journal {
  return {
    schemaVersion: 1,
    id: '20261122T181700Z-kill-replica-ab12',
    scenario: 'kill-replica',
    plan: plan(),
    lab: 'thanos-lab',
    runtime: 'native',
    settings: { replicas: 2, scrapeIntervalMs: 1000, timing: 'fast', workers: 0 },
    versions: { prometheus: '3.16.0', thanos: '0.42.4' },
    startedAt: iso(0),
    endedAt: iso(45),
    faults: [
      {
        id: 'kill-1',
        fault: 'kill',
        target: 'prometheus-0',
        injectedAt: iso(KILLED),
        healedAt: iso(HEALED),
        evidence: {
          verified: true,
          detail: 'its process ended with 137 (SIGKILL), and none ran while it was held',
          facts: { exitCode: 137 },
        },
        preferred: { merged: 'prometheus-0' },
        replica: 'prometheus-0',
      },
    ],
    sights: [sight('before', 15.3), sight('during', 24.95), sight('after', 43.3)],
    series: { merged: merged(), struck: struck(), naive: naive() },
    probes: { query: beats(() => ({ ok: true })), service: beats(serviceBeat) },
  }
}

function plan(): Scenario {
  const up = 'up{job="thanos-query"}'
  return {
    name: 'kill-replica',
    title: 'The replica that Query follows is killed',
    teaches: 'Query answers from the other replica; a small hole appears after the return.',
    needs: [],
    outcome: 'pass',
    observe: { merged: { samples: up }, struck: { samples: up, replica: 'struck' }, naive: { samples: up, via: 'service' } },
    steps: [
      { wait: 15_000 },
      { fault: 'kill', args: { replica: 'preferred', hold: 10_000 } },
      { until: { replica: 'struck', is: 'back', within: 120_000 } },
      { wait: 15_000 },
    ],
    expect: [
      { of: 'merged', check: 'longest-gap', limits: { 'at-most': 3000 } },
      { of: 'struck', check: 'longest-gap', limits: { 'at-least': 5000 } },
    ],
  }
}

/** The samples that a replica holds up to a moment, kill and return included. */
export function own(pod: keyof typeof PHASES, to: number): Sample[] {
  const scrapes = Array.from({ length: 60 }, (_, scrape) => scrape)
  const held = scrapes.filter((scrape) => pod === 'prometheus-1' || scrape <= LAST || scrape >= FIRST)
  return held.map((scrape): Sample => [at(scrape + PHASES[pod]), '1']).filter(([time]) => time > EDGE && time <= at(to))
}

function look(phase: Look['phase'], to: number, samples: Sample[], more: Partial<Look> = {}): Look {
  const replicas: Look['replicas'] = { 'prometheus-0': own('prometheus-0', to), 'prometheus-1': own('prometheus-1', to) }
  if (phase === 'during') delete replicas['prometheus-0']
  return { phase, from: EDGE, to: at(to), samples, gaps: findGaps(samples, EDGE, at(to), 1000), replicas, ...more }
}

function merged(): Journal['series'][string] {
  const switched = at(17.5)
  const healed = [
    ...own('prometheus-0', 43.2).filter(([time]) => time < switched),
    ...own('prometheus-1', 43.2).filter(([time]) => time > switched),
  ]
  const looks = [look('during', 24.9, own('prometheus-1', 24.9)), look('after', 43.2, healed)]
  const before = look('before', 15.3, own('prometheus-0', 15.3))
  return { query: 'up{job="thanos-query"}', via: 'query', before, ...last(looks) }
}

function struck(): Journal['series'][string] {
  const refused = { troubles: { 'prometheus-0': 'connect ECONNREFUSED 127.0.0.1:9090' } }
  const looks = [look('during', 24.9, [], refused), look('after', 43.2, own('prometheus-0', 43.2))]
  return { query: 'up{job="thanos-query"}', via: 'replica', replica: 'prometheus-0', ...last(looks) }
}

function naive(): Journal['series'][string] {
  const outage = Array.from({ length: 20 }, () => own('prometheus-1', 24.9))
  const after = Array.from({ length: 20 }, (_, index) => own(index % 9 < 4 ? 'prometheus-0' : 'prometheus-1', 43.2))
  const looks = [
    look('during', 24.9, own('prometheus-1', 24.9), { answers: outage }),
    look('after', 43.2, own('prometheus-0', 43.2), { answers: after }),
  ]
  return { query: 'up{job="thanos-query"}', via: 'service', ...last(looks) }
}

function last(looks: Look[]) {
  return { samples: looks.at(-1)?.samples ?? [], gaps: looks.at(-1)?.gaps ?? [], looks }
}

function sight(phase: Sight['phase'], offset: number): Sight {
  const stores = (['prometheus-0', 'prometheus-1'] as const).map((replica) => {
    const away = phase === 'during' && replica === 'prometheus-0'
    return { name: `${replica}.thanos-store-api:10901`, replica, healthy: !away, lastError: away ? 'connection refused' : null }
  })
  const all = { 'prometheus-0': own('prometheus-0', offset).length, 'prometheus-1': own('prometheus-1', offset).length }
  return { phase, at: iso(offset), stores, replicas: phase === 'during' ? { 'prometheus-1': all['prometheus-1'] } : all }
}

function beats(of: (offset: number) => Partial<ProbeResult>): ProbeResult[] {
  return Array.from({ length: 225 }, (_, index) => {
    const offset = index / 5
    return { at: iso(offset), ok: true, ms: 6 + ((index * 7) % 11), ...of(offset) }
  })
}

/** The Service goes on sending questions to the dead pod for a moment. */
function serviceBeat(offset: number): Partial<ProbeResult> {
  if (offset < KILLED || offset > KILLED + 1.2) return {}
  return offset > KILLED + 0.8 ? { ok: false, ms: 0, detail: 'stalled' } : { ok: false, ms: 2, detail: 'connect ECONNREFUSED' }
}
