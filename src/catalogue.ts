import type { Fault } from './faults/fault.ts'
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
  { name: 'kind', summary: 'a Kubernetes cluster in Docker', load: async () => (await import('./runtime/kubernetes/kind.ts')).kind },
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
  { name: 'cut', summary: 'loses what two parts send each other', load: async () => (await import('./faults/cut.ts')).cut },
  { name: 'slow', summary: 'delays what one part answers another', load: async () => (await import('./faults/slow.ts')).slow },
  { name: 'flap', summary: 'fails some scrapes of a target by one replica', load: async () => (await import('./faults/flap.ts')).flap },
  { name: 'scale', summary: 'runs another number of pods', load: async () => (await import('./faults/scale.ts')).scale },
  { name: 'restart', summary: 'restarts pods one after the other', load: async () => (await import('./faults/restart.ts')).restart },
  { name: 'drain', summary: 'drains a node', load: async () => (await import('./faults/drain.ts')).drain },
  {
    name: 'drain-in-turn',
    summary: 'drains the nodes of a workload one after the other',
    load: async () => (await import('./faults/drain-in-turn.ts')).drainInTurn,
  },
  { name: 'pin', summary: 'keeps Query on a node', load: async () => (await import('./faults/pin.ts')).pin },
  { name: 'move', summary: 'brings a replica onto a node', load: async () => (await import('./faults/move.ts')).move },
  { name: 'stop', summary: 'switches off a node', load: async () => (await import('./faults/stop.ts')).stop },
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
  { name: 'starve', summary: 'gives a container too little memory', load: async () => (await import('./faults/starve.ts')).starve },
]

export const checks: Entry<Check>[] = [
  {
    name: 'longest-gap',
    summary: 'the longest distance between raw samples',
    load: async () => (await import('./verdict/checks/longest-gap.ts')).longestGapCheck,
  },
  {
    name: 'as-predicted',
    summary: 'whether the merge is the one that the model of it makes',
    load: async () => (await import('./verdict/checks/as-predicted.ts')).asPredictedCheck,
  },
  {
    name: 'rate-as-predicted',
    summary: 'whether rate() through Query is what the model of the merge makes',
    load: async () => (await import('./verdict/checks/rate-as-predicted.ts')).rateAsPredictedCheck,
  },
  {
    name: 'answers',
    summary: 'the share of a steady probe that was answered',
    load: async () => (await import('./verdict/checks/answers.ts')).answersCheck,
  },
  {
    name: 'holes',
    summary: 'how many gaps there are between raw samples',
    load: async () => (await import('./verdict/checks/holes.ts')).holesCheck,
  },
  {
    name: 'slowest',
    summary: 'how long the slowest beat of a steady probe took',
    load: async () => (await import('./verdict/checks/slowest.ts')).slowestCheck,
  },
  {
    name: 'typical',
    summary: 'how long the middle one of the beats of a steady probe took',
    load: async () => (await import('./verdict/checks/typical.ts')).typicalCheck,
  },
  {
    name: 'warnings',
    summary: 'warnings that came with the answers',
    load: async () => (await import('./verdict/checks/warnings.ts')).warningsCheck,
  },
  {
    name: 'stores',
    summary: 'how many stores Query has, and how long until all are back',
    load: async () => (await import('./verdict/checks/stores.ts')).storesCheck,
  },
  {
    name: 'series',
    summary: 'how many series the answer to a question has',
    load: async () => (await import('./verdict/checks/series.ts')).seriesCheck,
  },
  {
    name: 'points',
    summary: "the share of a graph's steps that have a value",
    load: async () => (await import('./verdict/checks/points.ts')).pointsCheck,
  },
  {
    name: 'rate',
    summary: "a graph's largest value against any replica's own",
    load: async () => (await import('./verdict/checks/rate.ts')).rateCheck,
  },
  {
    name: 'refreshes',
    summary: 'how many equal questions are answered otherwise than the one before',
    load: async () => (await import('./verdict/checks/refreshes.ts')).refreshesCheck,
  },
  {
    name: 'histories-differ',
    summary: 'how many scrapes one replica has and another has not',
    load: async () => (await import('./verdict/checks/histories-differ.ts')).historiesDifferCheck,
  },
  {
    name: 'values',
    summary: 'values that are their own time, or never fall',
    load: async () => (await import('./verdict/checks/values.ts')).valuesCheck,
  },
  {
    name: 'rules',
    summary: 'how many rules Query knows',
    load: async () => (await import('./verdict/checks/rules.ts')).rulesCheck,
  },
  {
    name: 'alerts',
    summary: 'how many alerts fire',
    load: async () => (await import('./verdict/checks/alerts.ts')).alertsCheck,
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
    load: async () => (await import('./report/pretty.ts')).prettyReport,
  },
  { name: 'json', summary: 'the run as one JSON object', load: async () => (await import('./report/json.ts')).jsonReport },
]

/** Loads every entry of a list. */
export async function loadAll<T>(entries: Entry<T>[]): Promise<T[]> {
  return Promise.all(entries.map((entry) => entry.load()))
}
