import { FORMAT } from '../../src/model/lab-defaults.ts'
import type { OwnSamples, Phase, ProbeResult, QueryResult, RunRecord, Sample, RecordedSeries, Snapshot } from '../../src/model/run.ts'
import type { Scenario } from '../../src/model/scenario.ts'

/** Unix seconds of the run's first second: 2026-11-22 18:17:00 UTC. */
export const BASE = 1_795_371_420
/** The left edge of every snapshot: with it, Query prefers prometheus-0. */
export const EDGE = BASE + 0.14
/** The selector of all three observed series. */
export const UP = 'up{job="thanos-query"}'
export const LABELS = { __name__: 'up', job: 'thanos-query', instance: 'thanos-query' }
const OFFSETS = { 'prometheus-0': 0.165, 'prometheus-1': 0.866 }
export type PodName = keyof typeof OFFSETS
export const BOTH: PodName[] = ['prometheus-0', 'prometheus-1']
/** Where the window of each snapshot ends. */
export const ENDS: Record<Phase, number> = { before: 15.3, during: 24.9, after: 43.2 }
const KILLED = 15.5
const HEALED = 25.6
/** prometheus-0's last scrape before the kill, and its first after its return. */
const [LAST, FIRST] = [15, 28]
/** How often the Service is asked at each snapshot. */
const REQUESTS = 20

export const iso = (offset: number) => new Date((BASE + offset) * 1000).toISOString()
/** Edges and times in whole milliseconds, as Prometheus keeps them. */
export const at = (offset: number) => Math.round((BASE + offset) * 1000) / 1000

/**
 * What a real run of kill-replica leaves: two replicas at 1 s, the preferred one killed 15.5 s into it and kept down for 10 s. After recovery
 * the merged series has a gap of two intervals and the replicas' offset: 2.701 s.
 */
export function runRecord(): RunRecord {
  return {
    schemaVersion: 1,
    format: FORMAT,
    id: '20261122T181700Z-kill-replica-ab12',
    lab: 'thanos-lab',
    runtime: 'native',
    settings: { replicas: 2, scrapeIntervalMs: 1000, timing: 'fast', workers: 0 },
    versions: { prometheus: '3.16.0', thanos: '0.42.4' },
    scenario: scenario(),
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
          detail: 'its process ended with 137 (SIGKILL), and none ran while it was kept down',
          facts: { exitCode: 137 },
        },
        preferred: { merged: 'prometheus-0' },
        replica: 'prometheus-0',
      },
    ],
    snapshots: [snapshot('before', 15.3), snapshot('during', 24.95), snapshot('after', 43.3)],
    probes: { query: probeResults(() => ({})), service: probeResults(serviceResult) },
  }
}

function scenario(): Scenario {
  return {
    name: 'kill-replica',
    title: 'The preferred replica is killed',
    teaches: 'Query answers from the other replica; a small gap appears after recovery.',
    needs: [],
    outcome: 'pass',
    observe: { merged: { samples: UP }, victim: { samples: UP, replica: 'victim' }, naive: { samples: UP, via: 'service' } },
    steps: [
      { wait: 15_000 },
      { fault: 'kill', args: { replica: 'preferred', for: 10_000 } },
      { until: { replica: 'victim', is: 'back', within: 120_000 } },
      { wait: 15_000 },
    ],
    expect: [
      { of: 'merged', check: 'longest-gap', limits: { 'at-most': 3000 } },
      { of: 'victim', check: 'longest-gap', limits: { 'at-least': 5000 } },
    ],
  }
}

/** The samples that a replica holds up to a moment, kill and return included. */
export function own(pod: PodName, to: number): Sample[] {
  const scrapes = Array.from({ length: 60 }, (_, scrape) => scrape)
  const kept = scrapes.filter((scrape) => pod === 'prometheus-1' || scrape <= LAST || scrape >= FIRST)
  return kept.map((scrape): Sample => [at(scrape + OFFSETS[pod]), '1']).filter(([time]) => time > EDGE && time <= at(to))
}

/** Samples, but for those between two offsets. */
export function without(samples: Sample[], from: number, to: number): Sample[] {
  return samples.filter(([time]) => time <= at(from) || time >= at(to))
}

/** What Query returns up to a moment: prometheus-0's samples, and from its gap on prometheus-1's. */
export function mergedSamples(to: number): Sample[] {
  const switched = at(17.5)
  return [...own('prometheus-0', to).filter(([time]) => time < switched), ...own('prometheus-1', to).filter(([time]) => time > switched)]
}

function snapshot(phase: Phase, offset: number): Snapshot {
  const to = ENDS[phase]
  const isAway = phase === 'during'
  const counts = { 'prometheus-0': own('prometheus-0', offset).length, 'prometheus-1': own('prometheus-1', offset).length }
  const refused = { error: 'connect ECONNREFUSED 127.0.0.1:9090' }
  const merged = isAway ? own('prometheus-1', to) : mergedSamples(to)
  return {
    phase,
    at: iso(offset),
    window: { from: EDGE, to: at(to) },
    stores: BOTH.map((replica) => {
      const away = isAway && replica === 'prometheus-0'
      return { name: `${replica}.thanos-store-api:10901`, replica, healthy: !away, lastError: away ? 'connection refused' : null }
    }),
    undeduplicated: isAway ? { 'prometheus-1': counts['prometheus-1'] } : counts,
    replicas: {
      'prometheus-0': { [UP]: isAway ? refused : ownSamples(own('prometheus-0', to)) },
      'prometheus-1': { [UP]: ownSamples(own('prometheus-1', to)) },
    },
    queries: {
      merged: { source: { via: 'query' }, answers: [{ source: 'query', series: [seriesOf(merged)] }], errors: {} },
      // Before the fault nobody is the victim yet.
      victim: { source: { via: 'replica', ...(phase === 'before' ? {} : { replica: 'prometheus-0' }) }, answers: [], errors: {} },
      naive: {
        source: { via: 'service' },
        ...serviceReplies(
          Array.from({ length: REQUESTS }, (_, index) => [seriesOf(own(!isAway && index % 9 < 4 ? 'prometheus-0' : 'prometheus-1', to))]),
        ),
      },
    },
  }
}

export function ownSamples(samples: Sample[]): OwnSamples {
  return { samples, labels: LABELS }
}

export function seriesOf(values: Sample[]): RecordedSeries {
  return { labels: LABELS, values }
}

/** What is recorded of the Service's replies, in the order asked: equal answers once. */
export function serviceReplies(replies: (RecordedSeries[] | { error: string })[]): Pick<QueryResult, 'answers' | 'order' | 'errors'> {
  const texts = [...new Set(replies.flatMap((reply) => ('error' in reply ? [] : [JSON.stringify(reply)])))]
  const error = replies.findLast((reply) => 'error' in reply)
  return {
    answers: texts.map((text) => ({ source: 'service', series: JSON.parse(text) as RecordedSeries[] })),
    order: replies.map((reply) => ('error' in reply ? null : texts.indexOf(JSON.stringify(reply)))),
    errors: error !== undefined && 'error' in error ? { service: error.error } : {},
  }
}

function probeResults(of: (offset: number) => Partial<ProbeResult>): ProbeResult[] {
  return Array.from({ length: 225 }, (_, index) => {
    const offset = index / 5
    return { at: iso(offset), ms: 6 + ((index * 7) % 11), ...of(offset) }
  })
}

/** The Service goes on sending requests to the dead pod for a moment. */
function serviceResult(offset: number): Partial<ProbeResult> {
  if (offset < KILLED || offset > KILLED + 1.2) return {}
  return offset > KILLED + 0.8 ? { ms: 0, error: 'stalled' } : { ms: 2, error: 'connect ECONNREFUSED' }
}
