import type { Look, ObservedSpec, Sample, Sight, Via } from '../journal.ts'
import type { Lab } from '../runtime/runtime.ts'
import { ownSamples } from './own.ts'
import { type Window, rawSamples, single } from './prometheus.ts'
import { rulesOf } from './rules.ts'
import { REPLICA_LABEL, storesOf } from './stores.ts'

/** How often a series that is read through the plain Service is asked for in one look. */
export const SERVICE_QUESTIONS = 20

/** One observed series, with the replica that `replica:` means settled. */
export interface Observed {
  name: string
  query: string
  via: Via
  replica?: string
}

/** Where an observed series is read; `replica` is undefined while the role that it names is not settled. */
export function observed(name: string, spec: ObservedSpec, replica: string | undefined): Observed {
  const via: Via = spec.via === 'service' ? 'service' : spec.replica === undefined ? 'query' : 'replica'
  return { name, query: spec.samples, via, ...(replica === undefined ? {} : { replica }) }
}

/** A look without its gaps, which the thinking half finds. */
export type RawLook = Omit<Look, 'gaps'>

/** A window, and how long Query may take to answer for it, milliseconds; left out: half a minute. */
export type Patient = Window & { patienceMs?: number }

/**
 * Asks for one series' raw samples where it is read, and each replica's own, all at once: what is asked later, after a replica that does not
 * answer, is not of the same moment. Never throws for what it sees.
 */
export async function lookAt(lab: Lab, series: Observed, when: Look['when'], window: Patient): Promise<RawLook> {
  const { query, via } = series
  const troubles: Record<string, string> = {}
  const limit = window.patienceMs === undefined ? {} : { timeoutMs: window.patienceMs }
  const [own, merged, answers] = await Promise.all([
    ownSamples(lab, query, window),
    via === 'query' ? rawSamples(lab.address('query'), query, window, { dedup: true, ...limit }) : undefined,
    via === 'service' ? serviceAnswers(lab, query, window, troubles) : undefined,
  ])
  const samples = merged === undefined ? (own.replicas[series.replica ?? ''] ?? []) : single('query', merged, troubles)
  const all = { ...own.troubles, ...troubles }
  return {
    when,
    from: window.from / 1000,
    to: window.to / 1000,
    samples: via === 'service' ? [] : samples,
    replicas: own.replicas,
    ...(own.labels === undefined ? {} : { labels: own.labels }),
    ...(Object.keys(own.ups).length === 0 ? {} : { ups: own.ups }),
    ...(Object.keys(own.chunks).length === 0 ? {} : { chunks: own.chunks }),
    ...(answers === undefined ? {} : { answers }),
    ...(merged !== undefined && 'warnings' in merged && merged.warnings.length > 0 ? { warnings: merged.warnings } : {}),
    ...(Object.keys(all).length === 0 ? {} : { troubles: all }),
  }
}

/** One after the other: side by side they would not be independent draws of a busy Service. */
async function serviceAnswers(lab: Lab, query: string, window: Window, troubles: Record<string, string>): Promise<Sample[][]> {
  const answers: Sample[][] = []
  for (let asked = 0; asked < SERVICE_QUESTIONS; asked += 1) {
    answers.push(single('service', await rawSamples(lab.address('service'), query, window, { timeoutMs: 10_000 }), troubles))
  }
  return answers
}

/** What Query knows of the replicas: its stores, and how many samples of each it gives without merging. */
export async function sightOf(lab: Lab, when: Sight['when'], query: string | undefined, window: Window): Promise<Sight> {
  const at = new Date().toISOString()
  const [stores, rules, apart] = await Promise.all([
    storesOf(lab.address('query')),
    rulesOf(lab.address('query')),
    query === undefined ? undefined : rawSamples(lab.address('query'), query, window, { dedup: false }),
  ])
  const troubles = [stores, apart].flatMap((answer) => (answer !== undefined && 'trouble' in answer ? [answer.trouble] : []))
  const series = apart !== undefined && 'series' in apart ? apart.series : []
  return {
    when,
    at,
    stores: 'stores' in stores ? stores.stores : [],
    replicas: Object.fromEntries(series.map(({ labels, samples }) => [labels[REPLICA_LABEL] ?? '', samples.length])),
    // Few scenarios are about rules: one that is not is not in doubt for want of them.
    ...('rules' in rules ? rules : {}),
    ...(troubles.length === 0 ? {} : { trouble: troubles.join('; ') }),
  }
}
