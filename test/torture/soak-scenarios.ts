/* Short scenarios, so that hundreds of them can be run. Each leaves the lab as it found it; what they expect is what their faults surely do. */

const UP = 'up{job="thanos-query"}'
const SCRAPED = 'go_goroutines{job="thanos-query"}'

interface Short {
  steps: string[]
  expect: string[]
  selector?: string
}

const STEADY = 'until: { is: steady, within: 2m }'
const BACK = 'until: { replica: victim, is: back, within: 2m }'
const OUTAGE = 'victim: { longest-gap: { at-least: 2 scrapes } }'
// No control belongs to it, so that a run with this alone is inconclusive.
const ANSWERS = 'query: { success-rate: { at-least: 1% } }'

const shorts: Record<string, Short> = {
  'kill-pod': { steps: ['kill: { replica: preferred, for: 3 scrapes }', BACK], expect: [OUTAGE] },
  'kill-pod-data-lost': { steps: ['kill: { replica: other, for: 2 scrapes, data: lost }', BACK], expect: [ANSWERS] },
  'kill-prometheus': { steps: ['kill: { replica: other, container: prometheus }', BACK], expect: [ANSWERS] },
  'kill-sidecar': { steps: ['kill: { replica: preferred, container: thanos-sidecar, for: 2 scrapes }', BACK], expect: [ANSWERS] },
  'kill-query': {
    steps: ['kill: { part: thanos-query, container: thanos-query, for: 2 scrapes }', STEADY],
    expect: ['query: { success-rate: { at-most: 99% } }'],
  },
  'freeze-prometheus': { steps: ['freeze: { part: preferred, container: prometheus, for: 4s }', 'wait: 5s', BACK], expect: [OUTAGE] },
  'freeze-sidecar': {
    steps: ['freeze: { part: preferred, container: thanos-sidecar, for: 4s }', 'wait: 5s', BACK],
    expect: ['query: { max-latency: { at-least: 1s } }'],
  },
  'partition-store': {
    steps: ['partition: { from: thanos-query, to: preferred, for: 4s }', 'wait: 5s', BACK],
    expect: ['query: { max-latency: { at-least: 1s } }'],
  },
  'partition-target': {
    steps: ['partition: { from: preferred, to: thanos-query, for: 4s, lost: back }', 'wait: 5s', STEADY],
    expect: [ANSWERS],
  },
  delay: {
    steps: ['delay: { from: thanos-query, to: preferred, delay: 300ms, jitter: 50ms, for: 4s }', 'wait: 5s'],
    expect: ['query: { max-latency: { at-least: 250ms } }'],
  },
  'fail-scrapes': {
    steps: ['fail-scrapes: { from: preferred, to: thanos-query, of: 2, for: 6 scrapes }', 'wait: 7 scrapes'],
    expect: ['victim: { gap-count: { at-least: 1 } }'],
    selector: SCRAPED,
  },
  'change-flag': {
    steps: ['change-flag: { part: thanos-query, container: thanos-query, flag: --no-query.partial-response }', STEADY, 'heal: all', STEADY],
    expect: [ANSWERS],
  },
  'change-interval': {
    steps: ['change-interval: { replica: other, job: thanos-query, interval: 2 scrapes }', 'wait: 3 scrapes', 'heal: all', STEADY],
    expect: [ANSWERS],
  },
  'change-labels': { steps: ['change-labels: { replica-label: renamed }', 'wait: 3 scrapes', 'heal: all', STEADY], expect: [ANSWERS] },
  'break-config': { steps: ['break-config: { replica: other }', 'wait: 2 scrapes', 'heal: all', STEADY], expect: [ANSWERS] },
  'restart-query': { steps: ['restart: { part: thanos-query }', STEADY], expect: [ANSWERS] },
  'restart-prometheus': { steps: ['restart: { part: prometheus, first: preferred }', STEADY], expect: [ANSWERS] },
  'scale-query': { steps: ['scale: { part: thanos-query, replicas: 2 }', STEADY, 'heal: all', STEADY], expect: [ANSWERS] },
  'scale-prometheus': { steps: ['scale: { part: prometheus, replicas: 3 }', STEADY, 'heal: all', STEADY], expect: [ANSWERS] },
}

function textOf({ steps, expect, selector = UP }: Short): string {
  const observed = ['merged', ...(expect.some((one) => one.startsWith('victim')) ? ['victim'] : [])]
  return [
    'title: short',
    'teaches: nothing',
    'observe:',
    ...observed.map((name) => `  ${name}: { samples: '${selector}'${name === 'victim' ? ', replica: victim' : ''} }`),
    'steps:',
    ...['wait: 2 scrapes', ...steps, 'wait: 1 scrapes'].map((step) => `  - ${step}`),
    'expect:',
    ...expect.map((one) => `  - ${one}`),
    '',
  ].join('\n')
}

/** File name → text. */
export const shortScenarios: Record<string, string> = Object.fromEntries(
  Object.entries(shorts).map(([name, short]) => [`${name}.yaml`, textOf(short)]),
)

/** Of the package's own; each takes half a minute to two. */
export const longScenarios = [
  'kill-replica',
  'kill-query-of-two',
  'missed-scrape',
  'strict-answers',
  'bad-config-one-replica',
  'interval-drift',
]
