import type { Asking, Counted, Counters, Question, QuestionAnswer } from '../journal.ts'
import { replicaNames } from '../runtime/replicas.ts'
import { SERVICE_QUESTIONS } from './look.ts'
import { type Asked, ownSamples } from './own.ts'
import { type Answer, type Window, graph } from './prometheus.ts'

/**
 * Asks for the graph of an expression where it is said, and each replica's own Prometheus, for comparison. The step is one scrape
 * interval, from the window's left edge on: the same steps at every look. Never throws for what it sees.
 */
export async function askQuestion(lab: Asked, question: Question, when: Asking['when'], window: Window): Promise<Asking> {
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
  const asked = { when, at, from: window.from / 1000, to: window.to / 1000, stepSeconds: stepMs / 1000, answers }
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
  for (let asked = 0; asked < SERVICE_QUESTIONS; asked += 1) answers.push(await ask('service'))
  return answers
}

function answerOf(place: string, answer: Answer): QuestionAnswer {
  if ('trouble' in answer) return { place, series: [], trouble: answer.trouble }
  const series = answer.series.map(({ labels, samples }) => ({ labels, values: samples }))
  return { place, series, ...(answer.warnings.length === 0 ? {} : { warnings: answer.warnings }) }
}
