import type { MadeSeries, ScrapeHistory, Span } from './history.ts'

/*
 * Situations that people who run Thanos told of, each as the scrapes of a pair of replicas. All of it is in the past, around a boundary of
 * blocks, so that nothing is waited for, and so that chunks are always cut at the same places.
 */

const HOUR_MS = 3_600_000

/** The last boundary of blocks (Prometheus's default, two hours) that is half an hour ago, or more. */
const BOUNDARY = Math.floor((Date.now() - HOUR_MS / 2) / (2 * HOUR_MS)) * 2 * HOUR_MS

/** Unix ms of minutes, and seconds, after the boundary. */
export const at = (minutes: number, seconds = 0): number => BOUNDARY + minutes * 60_000 + Math.round(seconds * 1000)
const span = (from: number, to: number): Span => ({ from: at(from), to: at(to) })

export const REPLICAS = ['prometheus-k8s-0', 'prometheus-k8s-1'] as const

/** How both replicas scraped one target, by the replica's number. */
export type Pair = [ScrapeHistory, ScrapeHistory]

type Change = Partial<Omit<ScrapeHistory, 'series'>> & { labels?: Record<string, string>; series?: MadeSeries[] }

/** A gauge that has another value at each scrape, and another one in each replica. */
const gauge = (replica: number, more: Partial<MadeSeries> = {}): MadeSeries => ({
  name: 'load',
  value: (time) => (Math.floor(time / 1000) % 97) + replica / 10,
  ...more,
})

/**
 * A healthy pair, every 15 s for half an hour, but for the changes. The second replica scrapes 6.5 s after the first one, which is more than the
 * penalty at the start; so from the left edge of `WINDOW` on Query prefers the second one.
 */
function pair(job: string, first: Change = {}, second: Change = {}): Pair {
  const made = [first, second].map(({ labels = {}, series, ...change }, replica): ScrapeHistory => ({
    ...span(-40, -10),
    intervalMs: 15_000,
    offsetMs: replica === 0 ? 3200 : 9700,
    target: { job, instance: 'node-1:9100', ...labels },
    series: series ?? [gauge(replica)],
    ...change,
  }))
  return made as Pair
}

const both = (job: string, change: Change, series: (replica: number) => MadeSeries[]): Pair =>
  pair(job, { ...change, series: series(0) }, { ...change, series: series(1) })

/** A coarse replica beside a fine one, which is preferred until its scrapes fail. */
const mixed = (job: string, coarse: Change = {}): Pair =>
  pair(job, { failed: [span(-30, -28)] }, { intervalMs: 60_000, offsetMs: 6000, ...coarse })

const counter = (lateMs: number): MadeSeries => ({
  name: 'requests_total',
  value: (time) => 790_000 + Math.floor((time - lateMs - at(-60)) / 200),
})

/** By job. */
export const HISTORIES: Record<string, Pair> = {
  healthy: pair('healthy'),
  away: pair('away', {}, { away: [span(-25, -20)] }),
  'other-away': pair('other-away', { away: [span(-25, -20)] }),
  failed: pair('failed', {}, { failed: [span(-25, -20)] }),
  'both-failed': pair('both-failed', { failed: [span(-25, -23)] }, { failed: [span(-25, -23)] }),
  'both-away': pair('both-away', { away: [span(-25, -23)] }, { away: [span(-25, -23)] }),
  removed: pair('removed', {}, { removed: [span(-25, -20)] }),
  'both-removed': pair('both-removed', { removed: [span(-25, -23)] }, { removed: [span(-25, -23)] }),
  frozen: pair('frozen', {}, { frozen: [span(-25, -20)], failed: [span(-20, -18)] }),
  rule: pair('rule', { isRule: true }, { isRule: true, failed: [span(-25, -20)] }),
  restarted: pair('restarted', { failed: [span(-25, -23)] }, { away: [span(-25, -23)] }),
  ended: both('ended', {}, (replica) => [gauge(replica, { vanished: [span(-25, 0)] })]),
  begun: both('begun', {}, (replica) => [gauge(replica, { vanished: [span(-40, -25)] })]),
  unexposed: both('unexposed', {}, (replica) => [gauge(replica, { vanished: [span(-25, -23)] })]),
  pods: both('pods', {}, (replica) => [
    gauge(replica, { labels: { pod: 'old' }, vanished: [span(-37, 0)] }),
    gauge(replica, { name: 'load', labels: { pod: 'new' }, vanished: [span(-40, -36.5)] }),
  ]),
  mixed: mixed('mixed'),
  'mixed-failed': mixed('mixed-failed', { failed: [span(-22, -21)] }),
  flaps: pair('flaps', { failed: [span(-27, -26), span(-24, -23)] }),
  zones: pair('zones', { labels: { zone: 'x' } }, { labels: { zone: 'y' }, away: [span(-25, -20)] }),
  // The first replica is 20 s late to see the counter grow; the second is preferred up to the boundary.
  late: pair(
    'late',
    { ...span(-8, 8), intervalMs: 5000, offsetMs: 1000, series: [counter(20_000)] },
    { ...span(-8, 8), intervalMs: 5000, offsetMs: 3000, series: [counter(0)] },
  ),
}

/** Of most situations. */
export const WINDOW = span(-35, -15)

/** Two receivers get the same samples, and one of them loses some. */
export const lossy = (job: string, lost: 0 | 1): Pair => {
  const one = { offsetMs: 3200, series: [gauge(0)] }
  const loss = { ...one, away: [span(-25, -20)] }
  return lost === 0 ? pair(job, loss, one) : pair(job, one, loss)
}

export type QueryName = 'plain' | 'clusters' | 'chain' | 'doubled'

export interface Situation {
  /** The cases of the field that it stands for. */
  title: string
  job: keyof typeof HISTORIES
  query: QueryName
  /** Left out, the gauge of the job. */
  selector?: string
  /** The name of its metric, where that is another one. */
  metric?: string
  window?: Span
  /** In `eu2` the replicas have each other's histories. */
  cluster?: 'eu1' | 'eu2'
  gaps: ExpectedGap[]
  /** What a person must read in it. */
  says?: RegExp[]
}

/** A gap of real Query: how long it is, and the cause that it has. */
export interface ExpectedGap {
  ms: number
  kind: 'no-sample' | 'skipped' | 'partial' | 'chunk-border' | 'unknown'
}

const skipped = (ms: number): ExpectedGap => ({ ms, kind: 'skipped' })
const silent = (ms: number): ExpectedGap => ({ ms, kind: 'no-sample' })

export const SITUATIONS: Situation[] = [
  { title: 'a healthy pair', job: 'healthy', query: 'plain', gaps: [] },
  {
    title: 'the preferred replica is away, and the other one gets a penalty',
    job: 'away',
    query: 'plain',
    gaps: [skipped(38_500)],
    says: [/prometheus-k8s-1 has no sample until/, /38\.500 s = 2 x 15\.000 s \+ 8\.500 s/],
  },
  { title: 'the other replica is away', job: 'other-away', query: 'plain', gaps: [] },
  {
    title: 'the scrapes of the preferred replica fail: a stale marker first',
    job: 'failed',
    query: 'plain',
    gaps: [skipped(53_500)],
    says: [/failed and left a stale marker/, /53\.500 s = 15\.000 s to the stale marker/],
  },
  {
    title: '09: the target is down for both',
    job: 'both-failed',
    query: 'plain',
    gaps: [silent(128_500)],
    says: [/no replica has a sample in it, so nothing can fill it/, /8 scrapes of prometheus-k8s-0, .* failed/],
  },
  { title: 'both replicas are away', job: 'both-away', query: 'plain', gaps: [silent(128_500)], says: [/nothing can fill it/] },
  {
    title: 'one replica is away while the scrapes of the other fail',
    job: 'restarted',
    query: 'plain',
    gaps: [silent(128_500)],
    says: [/8 scrapes of prometheus-k8s-0, .* failed/, /prometheus-k8s-1 has no scrape/],
  },
  {
    title: 'the target of the preferred replica is removed: a stale marker that `up` ends with, too',
    job: 'removed',
    query: 'plain',
    gaps: [skipped(53_500)],
    says: [/the target of prometheus-k8s-1 was removed or changed, which left a stale marker/],
  },
  {
    title: 'the same, and `up` itself',
    job: 'removed',
    query: 'plain',
    selector: 'up{job="removed"}',
    metric: 'up',
    gaps: [skipped(53_500)],
  },
  {
    title: 'the target is removed for both',
    job: 'both-removed',
    query: 'plain',
    gaps: [silent(128_500)],
    says: [/prometheus-k8s-0 has no scrape from .*: its target was removed or changed, as the stale marker after its last scrape says/],
  },
  {
    title: 'the preferred replica stood still, and its first scrape then fails: a stale marker without a scrape before',
    job: 'frozen',
    query: 'plain',
    gaps: [skipped(38_500)],
    says: [/prometheus-k8s-1 has no sample until .*: it has no scrape in the gap/],
  },
  {
    title: '08b: the series ends in the window, the target goes on',
    job: 'ended',
    query: 'plain',
    gaps: [silent(605_300)],
    says: [/to the right edge of the window/, /The series has ended on prometheus-k8s-0/, /The series has ended on prometheus-k8s-1/],
  },
  {
    title: '08b: the series begins in the window',
    job: 'begun',
    query: 'plain',
    gaps: [silent(603_200)],
    says: [/from the left edge of the window/, /The series had not begun on prometheus-k8s-0/],
  },
  {
    title: 'the target does not expose the series for a while',
    job: 'unexposed',
    query: 'plain',
    gaps: [silent(128_500)],
    says: [/succeeded, but did not have the series/],
  },
  { title: '10: an older series of the same selector, outside the window', job: 'pods', query: 'plain', gaps: [] },
  {
    title: '11: replicas with different intervals',
    job: 'mixed',
    query: 'plain',
    gaps: [silent(77_800)],
    says: [/The replicas scrape at different intervals/, /From there on Query returns a sample every 60\.000 s/],
  },
  {
    title: '12: a failed scrape of the coarser replica',
    job: 'mixed-failed',
    query: 'plain',
    gaps: [silent(77_800), skipped(120_000)],
  },
  {
    title: '22: up differs between the replicas',
    job: 'flaps',
    query: 'plain',
    selector: 'up{job="flaps"}',
    metric: 'up',
    gaps: [],
    says: [/The replicas disagree: at .* prometheus-k8s-0 has 0, while prometheus-k8s-1 has 1/, /This is so for 14 samples/],
  },
  { title: '04: two replica labels', job: 'zones', query: 'clusters', gaps: [skipped(38_500)] },
  {
    title: '25: another cluster has the same job, instance and replicas',
    job: 'failed',
    query: 'clusters',
    gaps: [skipped(53_500)],
    says: [/failed and left a stale marker/],
  },
  {
    title: '25: that other cluster itself, from a store gateway',
    job: 'failed',
    query: 'clusters',
    cluster: 'eu2',
    gaps: [skipped(53_500)],
  },
  {
    title: '05: chain, one replica away',
    job: 'away',
    query: 'chain',
    gaps: [],
    says: [/Query chains: it returns every sample of every replica/],
  },
  { title: '05: chain, the target is down for both', job: 'both-failed', query: 'chain', gaps: [silent(128_500)] },
  {
    title: '30: a counter that one replica sees late, over a boundary of blocks',
    job: 'late',
    query: 'plain',
    selector: 'requests_total{job="late"}',
    metric: 'requests_total',
    window: { from: at(-4, -58), to: at(5, 2) },
    gaps: [],
    says: [/Query reads chunks, not replicas/],
  },
]
