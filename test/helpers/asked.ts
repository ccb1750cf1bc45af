import type { Answered, Asking, Journal, ProbeResult, Question } from '../../src/model/run.ts'
import { at, BASE, EDGE, iso } from './run.ts'

/** The ends of the three looks of the run in journal.ts. */
const ENDS = { before: 15.3, during: 24.9, after: 43.2 } as const

/** A graph from the left edge on, a step a second: the value at each step, by its number; undefined for none. */
export function line(to: number, value: (step: number) => string | undefined, labels: Record<string, string> = {}): Answered {
  const steps = Array.from({ length: Math.floor(to - 0.14) + 1 }, (_, step) => step)
  const values = steps.flatMap((step): [number, string][] => {
    const here = value(step)
    return here === undefined ? [] : [[at(step + 0.14), here]]
  })
  return { labels, values }
}

/** What a place answers at a moment: its series. */
export type Answers = (place: string, phase: Asking['phase'], to: number) => Answered[]

/** The run with a question, asked at all three looks; through the Service four times each. */
export function withQuestion(run: Journal, answers: Answers, more: Partial<Question> = {}): Journal {
  const via = more.via ?? 'query'
  const places = via === 'replica' ? [] : via === 'query' ? ['query'] : ['service', 'service', 'service', 'service']
  const asked = (['before', 'during', 'after'] as const).map((phase): Asking => {
    const to = ENDS[phase]
    const all = [...places, 'prometheus-0', 'prometheus-1']
    return {
      phase,
      at: iso(to),
      from: EDGE,
      to: BASE + to,
      stepSeconds: 1,
      answers: all.map((place) => ({ place, series: answers(place, phase, to) })),
    }
  })
  return { ...run, questions: { asked: { expr: 'up', via, ...more, asked } } }
}

/** The probe `stores`, a beat a second: the replicas that are healthy at that second of the run. */
export function withStores(run: Journal, healthy: (second: number) => string[]): Journal {
  const beats = Array.from({ length: 45 }, (_, second): ProbeResult => ({ at: iso(second), ok: true, ms: 4, replicas: healthy(second) }))
  return { ...run, probes: { ...run.probes, stores: beats } }
}

export const BOTH = ['prometheus-0', 'prometheus-1']
