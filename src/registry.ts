import type { Fault } from './faults/define.ts'
import type { Report } from './report/report.ts'
import type { Runtime } from './runtime/runtime.ts'
import type { Check } from './verdict/check.ts'

/*
 * Everything that the lab can do, by name: adding one is one file, one line here, one test. Nothing is loaded until
 * it is needed, so that `--help` costs no more than these lines.
 */

interface Entry<T> {
  name: string
  summary: string
  load: () => Promise<T>
}

export const runtimes: Entry<Runtime>[] = [
  { name: 'kind', summary: 'a Kubernetes cluster in Docker', load: async () => (await import('./runtime/kind/kind.ts')).kind },
  {
    name: 'native',
    summary: 'the same containers as processes of this machine',
    load: async () => (await import('./runtime/native/native.ts')).native,
  },
]

export const faults: Entry<Fault>[] = [
  { name: 'kill', summary: 'kills a pod, or one container of it', load: async () => (await import('./faults/kill.ts')).kill },
  {
    name: 'freeze',
    summary: 'stops a container or a node without ending it',
    load: async () => (await import('./faults/freeze.ts')).freeze,
  },
  {
    name: 'partition',
    summary: 'loses what two parts send each other',
    load: async () => (await import('./faults/partition.ts')).partition,
  },
  { name: 'delay', summary: 'delays what one part answers another', load: async () => (await import('./faults/delay.ts')).delay },
  {
    name: 'fail-scrapes',
    summary: 'fails some scrapes of a target by one replica',
    load: async () => (await import('./faults/fail-scrapes.ts')).failScrapes,
  },
  { name: 'scale', summary: 'runs another number of pods', load: async () => (await import('./faults/scale.ts')).scale },
  { name: 'restart', summary: 'restarts pods one after the other', load: async () => (await import('./faults/restart.ts')).restart },
  { name: 'drain', summary: 'drains a node', load: async () => (await import('./faults/drain.ts')).drain },
  {
    name: 'drain-each',
    summary: 'drains the nodes of a workload one after the other',
    load: async () => (await import('./faults/drain-each.ts')).drainEach,
  },
  { name: 'pin', summary: 'keeps Query on a node', load: async () => (await import('./faults/pin.ts')).pin },
  { name: 'reschedule', summary: 'brings a replica onto a node', load: async () => (await import('./faults/reschedule.ts')).reschedule },
  { name: 'stop-node', summary: 'switches off a node', load: async () => (await import('./faults/stop-node.ts')).stopNode },
  {
    name: 'break-config',
    summary: 'gives replicas a configuration that Prometheus refuses',
    load: async () => (await import('./faults/break-config.ts')).breakConfig,
  },
  {
    name: 'change-labels',
    summary: "changes the replicas' external label",
    load: async () => (await import('./faults/change-labels.ts')).changeLabels,
  },
  {
    name: 'change-interval',
    summary: 'has one replica scrape a job at another interval',
    load: async () => (await import('./faults/change-interval.ts')).changeInterval,
  },
  { name: 'change-flag', summary: 'sets or removes a flag', load: async () => (await import('./faults/change-flag.ts')).changeFlag },
  { name: 'fill-disk', summary: "fills a replica's volume", load: async () => (await import('./faults/fill-disk.ts')).fillDisk },
  {
    name: 'limit-memory',
    summary: 'gives a container too little memory',
    load: async () => (await import('./faults/limit-memory.ts')).limitMemory,
  },
]

export const checks: Entry<Check>[] = [
  {
    name: 'longest-gap',
    summary: 'the longest distance between raw samples',
    load: async () => (await import('./verdict/checks/longest-gap.ts')).longestGapCheck,
  },
  {
    name: 'matches-model',
    summary: 'whether the merge is the one that the model of it makes',
    load: async () => (await import('./verdict/checks/matches-model.ts')).matchesModelCheck,
  },
  {
    name: 'rate-matches-model',
    summary: 'whether rate() through Query is what the model of the merge makes',
    load: async () => (await import('./verdict/checks/rate-matches-model.ts')).rateMatchesModelCheck,
  },
  {
    name: 'success-rate',
    summary: 'the share of a steady probe that was answered',
    load: async () => (await import('./verdict/checks/probes.ts')).successRateCheck,
  },
  {
    name: 'gap-count',
    summary: 'how many gaps there are between raw samples',
    load: async () => (await import('./verdict/checks/gap-count.ts')).gapCountCheck,
  },
  {
    name: 'max-latency',
    summary: 'how long the slowest beat of a steady probe took',
    load: async () => (await import('./verdict/checks/probes.ts')).maxLatencyCheck,
  },
  {
    name: 'median-latency',
    summary: 'how long the middle one of the beats of a steady probe took',
    load: async () => (await import('./verdict/checks/probes.ts')).medianLatencyCheck,
  },
  {
    name: 'warnings',
    summary: 'warnings that came with the answers',
    load: async () => (await import('./verdict/checks/warnings.ts')).warningsCheck,
  },
  {
    name: 'healthy-stores',
    summary: 'how many stores Query has, and how long until all are back',
    load: async () => (await import('./verdict/checks/healthy-stores.ts')).healthyStoresCheck,
  },
  {
    name: 'series-count',
    summary: 'how many series the answer to a question has',
    load: async () => (await import('./verdict/checks/series-count.ts')).seriesCountCheck,
  },
  {
    name: 'graph-coverage',
    summary: "the share of a graph's steps that have a value",
    load: async () => (await import('./verdict/checks/graph-coverage.ts')).graphCoverageCheck,
  },
  {
    name: 'rate-spike',
    summary: "a graph's largest value against any replica's own",
    load: async () => (await import('./verdict/checks/rate-spike.ts')).rateSpikeCheck,
  },
  {
    name: 'inconsistent-answers',
    summary: 'how many equal questions are answered otherwise than the one before',
    load: async () => (await import('./verdict/checks/inconsistent-answers.ts')).inconsistentAnswersCheck,
  },
  {
    name: 'replica-diff',
    summary: 'how many scrapes one replica has and another has not',
    load: async () => (await import('./verdict/checks/replica-diff.ts')).replicaDiffCheck,
  },
  {
    name: 'sample-values',
    summary: 'values that are their own time, or never fall',
    load: async () => (await import('./verdict/checks/sample-values.ts')).sampleValuesCheck,
  },
  {
    name: 'rule-count',
    summary: 'how many rules Query knows',
    load: async () => (await import('./verdict/checks/rules.ts')).ruleCountCheck,
  },
  {
    name: 'firing-alerts',
    summary: 'how many alerts fire',
    load: async () => (await import('./verdict/checks/rules.ts')).firingAlertsCheck,
  },
]

/** The steady probes, which run during every scenario. */
export const probes: { name: string; summary: string }[] = [
  { name: 'query', summary: 'Query, asked five times a second' },
  { name: 'service', summary: 'the plain Service, asked five times a second' },
  { name: 'stores', summary: "Query's stores, asked for once a second" },
]

export const reports: Entry<Report>[] = [
  {
    name: 'pretty',
    summary: 'for a terminal: verdict, picture, findings',
    load: async () => (await import('./report/pretty/pretty.ts')).prettyReport,
  },
  { name: 'json', summary: 'the run as one JSON object', load: async () => (await import('./report/json.ts')).jsonReport },
]

/** Loads every entry of a list. */
export async function loadAll<T>(entries: Entry<T>[]): Promise<T[]> {
  return Promise.all(entries.map((entry) => entry.load()))
}
