import { PROBE_NAMES } from './model/probes.ts'
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
  load: () => Promise<T>
}

/** What `--help` says in a few words. A fault and a check have a summary of their own, for the docs and the schema. */
interface Summed<T> extends Entry<T> {
  summary: string
}

/** In the order in which `up` tries them where none is named. */
export const runtimes: Summed<Runtime>[] = [
  { name: 'kind', summary: 'a Kubernetes cluster in Docker', load: async () => (await import('./runtime/kind/kind.ts')).kind },
  {
    name: 'native',
    summary: 'the same containers as processes of this machine',
    load: async () => (await import('./runtime/native/native.ts')).native,
  },
]

export const faults: Entry<Fault>[] = [
  { name: 'kill', load: async () => (await import('./faults/kill.ts')).kill },
  { name: 'freeze', load: async () => (await import('./faults/freeze.ts')).freeze },
  { name: 'partition', load: async () => (await import('./faults/partition.ts')).partition },
  { name: 'delay', load: async () => (await import('./faults/delay.ts')).delay },
  { name: 'fail-scrapes', load: async () => (await import('./faults/fail-scrapes.ts')).failScrapes },
  { name: 'scale', load: async () => (await import('./faults/scale.ts')).scale },
  { name: 'restart', load: async () => (await import('./faults/restart.ts')).restart },
  { name: 'drain', load: async () => (await import('./faults/drain.ts')).drain },
  { name: 'drain-each', load: async () => (await import('./faults/drain-each.ts')).drainEach },
  { name: 'pin', load: async () => (await import('./faults/pin.ts')).pin },
  { name: 'reschedule', load: async () => (await import('./faults/reschedule.ts')).reschedule },
  { name: 'stop-node', load: async () => (await import('./faults/stop-node.ts')).stopNode },
  { name: 'break-config', load: async () => (await import('./faults/break-config.ts')).breakConfig },
  { name: 'change-labels', load: async () => (await import('./faults/change-labels.ts')).changeLabels },
  { name: 'change-interval', load: async () => (await import('./faults/change-interval.ts')).changeInterval },
  { name: 'change-flag', load: async () => (await import('./faults/change-flag.ts')).changeFlag },
  { name: 'fill-disk', load: async () => (await import('./faults/fill-disk.ts')).fillDisk },
  { name: 'limit-memory', load: async () => (await import('./faults/limit-memory.ts')).limitMemory },
]

export const checks: Entry<Check>[] = [
  { name: 'longest-gap', load: async () => (await import('./verdict/checks/longest-gap.ts')).longestGapCheck },
  { name: 'matches-model', load: async () => (await import('./verdict/checks/matches-model.ts')).matchesModelCheck },
  { name: 'rate-matches-model', load: async () => (await import('./verdict/checks/rate-matches-model.ts')).rateMatchesModelCheck },
  { name: 'success-rate', load: async () => (await import('./verdict/checks/probes.ts')).successRateCheck },
  { name: 'gap-count', load: async () => (await import('./verdict/checks/gap-count.ts')).gapCountCheck },
  { name: 'max-latency', load: async () => (await import('./verdict/checks/probes.ts')).maxLatencyCheck },
  { name: 'median-latency', load: async () => (await import('./verdict/checks/probes.ts')).medianLatencyCheck },
  { name: 'warnings', load: async () => (await import('./verdict/checks/warnings.ts')).warningsCheck },
  { name: 'healthy-stores', load: async () => (await import('./verdict/checks/healthy-stores.ts')).healthyStoresCheck },
  { name: 'series-count', load: async () => (await import('./verdict/checks/series-count.ts')).seriesCountCheck },
  { name: 'graph-coverage', load: async () => (await import('./verdict/checks/graph-coverage.ts')).graphCoverageCheck },
  { name: 'rate-spike', load: async () => (await import('./verdict/checks/rate-spike.ts')).rateSpikeCheck },
  { name: 'inconsistent-answers', load: async () => (await import('./verdict/checks/inconsistent-answers.ts')).inconsistentAnswersCheck },
  { name: 'replica-diff', load: async () => (await import('./verdict/checks/replica-diff.ts')).replicaDiffCheck },
  { name: 'sample-values', load: async () => (await import('./verdict/checks/sample-values.ts')).sampleValuesCheck },
  { name: 'rule-count', load: async () => (await import('./verdict/checks/rules.ts')).ruleCountCheck },
  { name: 'firing-alerts', load: async () => (await import('./verdict/checks/rules.ts')).firingAlertsCheck },
]

/** The probes, which run during every scenario. */
export const probes: readonly string[] = PROBE_NAMES

export const reports: Summed<Report>[] = [
  {
    name: 'pretty',
    summary: 'for a terminal: verdict, picture, findings',
    load: async () => (await import('./report/pretty/pretty.ts')).prettyReport,
  },
  { name: 'json', summary: 'the run as one JSON object', load: async () => (await import('./report/json.ts')).jsonReport },
  {
    name: 'html',
    summary: 'the page that replays the runs, in one file',
    load: async () => (await import('./web/report/html.ts')).htmlReport,
  },
  { name: 'svg', summary: 'the timeline as a picture', load: async () => (await import('./report/svg.ts')).svgReport },
  {
    name: 'markdown',
    summary: 'for a pull request or an incident ticket',
    load: async () => (await import('./report/run-markdown.ts')).markdownReport,
  },
  { name: 'junit', summary: "JUnit's XML, for a CI server", load: async () => (await import('./report/junit.ts')).junitReport },
  { name: 'tap', summary: 'TAP version 14', load: async () => (await import('./report/tap.ts')).tapReport },
]

/** Loads every entry of a list. */
export async function loadAll<T>(entries: Entry<T>[]): Promise<T[]> {
  return Promise.all(entries.map((entry) => entry.load()))
}
