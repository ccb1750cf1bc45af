import type { Look, ObservedSpec, Sample, Sight, Via } from '../journal.ts'
import type { Lab } from '../runtime/runtime.ts'
import { type Answer, type Window, rawSamples } from './prometheus.ts'
import { replicaNames } from '../runtime/replicas.ts'
import { patienceWith } from './replicas.ts'
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

/** Asks for one series' raw samples where it is read, and each replica's own. Never throws for what it sees. */
export async function lookAt(lab: Lab, series: Observed, when: Look['when'], window: Window): Promise<RawLook> {
  const own = await ownSamples(lab, series.query, window)
  const look: RawLook = { when, from: window.from / 1000, to: window.to / 1000, samples: [], replicas: own.replicas }
  const troubles = { ...own.troubles }
  if (series.via === 'replica') look.samples = own.replicas[series.replica ?? ''] ?? []
  if (series.via === 'query') {
    const answer = await rawSamples(lab.address('query'), series.query, window, { dedup: true })
    look.samples = single('query', answer, troubles)
    if ('warnings' in answer && answer.warnings.length > 0) look.warnings = answer.warnings
  }
  if (series.via === 'service') look.answers = await serviceAnswers(lab, series.query, window, troubles)
  return Object.keys(troubles).length === 0 ? look : { ...look, troubles }
}

async function ownSamples(
  lab: Lab,
  query: string,
  window: Window,
): Promise<{ replicas: Record<string, Sample[]>; troubles: Record<string, string> }> {
  const replicas: Record<string, Sample[]> = {}
  const troubles: Record<string, string> = {}
  const patience = await patienceWith(lab)
  const answers = replicaNames(lab.settings.replicas).map(async (name) => {
    const answer = await rawSamples(lab.address(name), query, window, { timeoutMs: patience(name) })
    const before = Object.keys(troubles).length
    const samples = single(name, answer, troubles)
    if (Object.keys(troubles).length === before) replicas[name] = samples
  })
  await Promise.all(answers)
  return { replicas, troubles }
}

/** One after the other: side by side they would not be independent draws of a busy Service. */
async function serviceAnswers(lab: Lab, query: string, window: Window, troubles: Record<string, string>): Promise<Sample[][]> {
  const answers: Sample[][] = []
  for (let asked = 0; asked < SERVICE_QUESTIONS; asked += 1) {
    answers.push(single('service', await rawSamples(lab.address('service'), query, window, { timeoutMs: 10_000 }), troubles))
  }
  return answers
}

/** The samples of the one series that a selector must give; otherwise none, and why. */
function single(place: string, answer: Answer, troubles: Record<string, string>): Sample[] {
  if ('trouble' in answer) troubles[place] = answer.trouble
  else if (answer.series.length === 1) return answer.series[0]?.samples ?? []
  else troubles[place] = `gave ${answer.series.length} series, not one`
  return []
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
