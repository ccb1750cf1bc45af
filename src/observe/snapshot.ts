import type { Asking, Counted, Counters, Look, ObservedSpec, Question, QuestionAnswer, Sample, Sight, Via } from '../model/run.ts'
import { replicaNames } from '../runtime/replicas.ts'
import type { Lab } from '../runtime/runtime.ts'
import { type Answer, graph, rawSamples, single, type Window } from './prometheus.ts'
import { patienceWith } from './readiness.ts'
import { chunkBegins } from './remote-read.ts'
import { REPLICA_LABEL, rulesOf, storesOf } from './thanos-api.ts'

/** What each replica's own Prometheus says of a series, by pod; a replica that does not answer with one series is in `troubles` alone. */
export interface Own {
  replicas: Record<string, Sample[]>
  ups: Record<string, Sample[]>
  chunks: Record<string, number[]>
  /** The series' labels; each replica has the same. */
  labels?: Record<string, string>
  troubles: Record<string, string>
}

/** What of a lab is asked. */
export type Asked = Pick<Lab, 'address' | 'settings' | 'pods'>

/** Asks every replica at once. */
export async function ownSamples(lab: Asked, query: string, window: Window): Promise<Own> {
  const own: Own = { replicas: {}, ups: {}, chunks: {}, troubles: {} }
  const patience = await patienceWith(lab)
  const answers = replicaNames(lab.settings.replicas).map(async (name) => {
    const answer = await rawSamples(lab.address(name), query, window, { timeoutMs: patience(name) })
    const samples = single(name, answer, own.troubles)
    if (own.troubles[name] !== undefined) return
    own.replicas[name] = samples
    await around(lab, name, answer, window, { own, timeoutMs: patience(name) })
  })
  await Promise.all(answers)
  return own
}

/** What the samples alone do not tell, and Query's merge goes by. */
async function around(
  lab: Asked,
  replica: string,
  answer: Answer,
  window: Window,
  { own, timeoutMs }: { own: Own; timeoutMs: number },
): Promise<void> {
  const labels = 'series' in answer ? answer.series[0]?.labels : undefined
  if (labels === undefined) return
  own.labels = labels
  const [up, begins] = await Promise.all([
    upOf(lab, labels, window, { replica, timeoutMs }),
    chunkBegins(lab.address(replica), labels, window, timeoutMs),
  ])
  if (up !== undefined) own.ups[replica] = up
  if (begins !== undefined) own.chunks[replica] = begins.map((ms) => ms / 1000)
}

/** `up` of the target that a series was scraped from, from two intervals before the window on: it has a sample of every scrape, failed ones too. */
async function upOf(
  lab: Asked,
  labels: Record<string, string>,
  { from, to }: Window,
  { replica, timeoutMs }: { replica: string; timeoutMs: number },
): Promise<Sample[] | undefined> {
  const { __name__: name, job, instance } = labels
  if (name === 'up' || job === undefined || instance === undefined) return undefined
  const selector = `up{job=${JSON.stringify(job)},instance=${JSON.stringify(instance)}}`
  const earlier = { from: from - 2 * lab.settings.scrapeIntervalMs, to }
  const up = await rawSamples(lab.address(replica), selector, earlier, { timeoutMs })
  return 'series' in up && up.series.length === 1 ? up.series[0]?.samples : undefined
}

/** How often a series that is read through the plain Service is asked for in one look. */
export const SERVICE_REQUESTS = 20

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
export async function lookAt(lab: Lab, series: Observed, phase: Look['phase'], window: Patient): Promise<RawLook> {
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
    phase,
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
  for (let asked = 0; asked < SERVICE_REQUESTS; asked += 1) {
    answers.push(single('service', await rawSamples(lab.address('service'), query, window, { timeoutMs: 10_000 }), troubles))
  }
  return answers
}

/** What Query knows of the replicas: its stores, and how many samples of each it gives without merging. */
export async function sightOf(lab: Lab, phase: Sight['phase'], query: string | undefined, window: Window): Promise<Sight> {
  const at = new Date().toISOString()
  const [stores, rules, apart] = await Promise.all([
    storesOf(lab.address('query')),
    rulesOf(lab.address('query')),
    query === undefined ? undefined : rawSamples(lab.address('query'), query, window, { dedup: false }),
  ])
  const troubles = [stores, apart].flatMap((answer) => (answer !== undefined && 'trouble' in answer ? [answer.trouble] : []))
  const series = apart !== undefined && 'series' in apart ? apart.series : []
  return {
    phase,
    at,
    stores: 'stores' in stores ? stores.stores : [],
    replicas: Object.fromEntries(series.map(({ labels, samples }) => [labels[REPLICA_LABEL] ?? '', samples.length])),
    // Few scenarios are about rules: one that is not is not in doubt for want of them.
    ...('rules' in rules ? rules : {}),
    ...(troubles.length === 0 ? {} : { trouble: troubles.join('; ') }),
  }
}

/**
 * Asks for the graph of an expression where it is said, and each replica's own Prometheus, for comparison. The step is one scrape
 * interval, from the window's left edge on: the same steps at every look. Never throws for what it sees.
 */
export async function askQuestion(lab: Asked, question: Question, phase: Asking['phase'], window: Window): Promise<Asking> {
  const at = new Date().toISOString()
  const stepMs = lab.settings.scrapeIntervalMs
  const ask = async (place: string, how: { dedup?: boolean } = {}) => {
    const timeoutMs = place === 'query' ? 30_000 : 10_000
    return answerOf(place, await graph(lab.address(place), question.expr, { ...window, stepMs }, { ...how, timeoutMs }))
  }
  const places = replicaNames(lab.settings.replicas).map((pod) => ask(pod))
  const merged = question.via === 'query' ? [await ask('query', { dedup: question.dedup ?? true })] : []
  const counters = question.counted === undefined ? undefined : await countersOf(lab, question.counted, window)
  const answers = [...merged, ...(question.via === 'service' ? await oneByOne(ask) : []), ...(await Promise.all(places))]
  const asked = { phase, at, from: window.from / 1000, to: window.to / 1000, stepSeconds: stepMs / 1000, answers }
  return { ...asked, ...(counters === undefined ? {} : { counters }) }
}

/** From so far back as the first step's range reaches. */
async function countersOf(lab: Asked, { selector, rangeMs }: Counted, window: Window): Promise<Counters> {
  const from = window.from - rangeMs
  const { replicas, chunks } = await ownSamples(lab, selector, { from, to: window.to })
  return { from: from / 1000, to: window.to / 1000, replicas, ...(Object.keys(chunks).length === 0 ? {} : { chunks }) }
}

/** Side by side they would not be independent draws of a busy Service. */
async function oneByOne(ask: (place: string) => Promise<QuestionAnswer>): Promise<QuestionAnswer[]> {
  const answers: QuestionAnswer[] = []
  for (let asked = 0; asked < SERVICE_REQUESTS; asked += 1) answers.push(await ask('service'))
  return answers
}

function answerOf(place: string, answer: Answer): QuestionAnswer {
  if ('trouble' in answer) return { place, series: [], trouble: answer.trouble }
  const series = answer.series.map(({ labels, samples }) => ({ labels, values: samples }))
  return { place, series, ...(answer.warnings.length === 0 ? {} : { warnings: answer.warnings }) }
}
