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
  { name: 'kill', summary: 'kills a replica: its pod, or one container of it', load: async () => (await import('./faults/kill.ts')).kill },
]

export const checks: Entry<Check>[] = [
  {
    name: 'longest-gap',
    summary: 'the longest distance between raw samples',
    load: async () => (await import('./verdict/checks/longest-gap.ts')).longestGapCheck,
  },
  {
    name: 'answers',
    summary: 'the share of a steady probe that was answered',
    load: async () => (await import('./verdict/checks/answers.ts')).answersCheck,
  },
]

/** The steady probes, which run during every scenario. */
export const probes: { name: string; summary: string }[] = [
  { name: 'query', summary: 'Query, asked five times a second' },
  { name: 'service', summary: 'the plain Service, asked five times a second' },
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
