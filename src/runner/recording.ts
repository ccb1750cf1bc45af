import type { Before, Journal, Look, ObservedSeries, Question, QuestionSpec, Scenario, Sight } from '../model/run.ts'
import { preferredReplica } from '../observe/preferred.ts'
import type { Window } from '../observe/prometheus.ts'
import { askQuestion, lookAt, observed, type Observed, type Patient, sightOf } from '../observe/snapshot.ts'
import { replicaNames } from '../runtime/replicas.ts'
import type { Lab } from '../runtime/runtime.ts'
import { counterCall, reachOf } from '../scenario/promql.ts'
import { resolveRole, type Roles } from './roles.ts'

/** A question's right edge lies back by this much at most: a scrape takes its time from its timestamp to its sample. */
export const EDGE_MS = 250

/**
 * How long Query may take to say whom it follows while an earlier fault may last, milliseconds. A store whose pod has just gone can stall it for
 * 20 s; meanwhile that fault would be over, and the next one no longer at the same time.
 */
const STALLED_MS = 5000

/** A range of more scrapes than this takes nothing off a graph's beginning: there would be little left of it before a fault. */
const REACH = 10

/** What was seen so far in a run, and the questions that see more. Every question has the same left edge. */
export class Observer {
  readonly roles: Roles
  readonly series: Record<string, ObservedSeries> = {}
  readonly questions: Record<string, Question> = {}
  readonly sights: Sight[] = []
  /** Left edge of every question of the run, Unix ms: Query decides afresh which replica it follows, by this edge. */
  readonly from: number
  #lab: Lab
  #scenario: Scenario

  constructor(lab: Lab, scenario: Scenario, from: number) {
    this.#lab = lab
    this.#scenario = scenario
    this.from = from
    this.roles = { replicas: replicaNames(lab.settings.replicas), preferred: null, victim: undefined }
    for (const { name, query, via } of this.#observed()) this.series[name] = { query, via, samples: [], gaps: [], looks: [] }
    for (const [name, spec] of Object.entries(scenario.questions ?? {})) this.questions[name] = questionOf(spec, isCounted(name, scenario))
    this.strike(undefined)
  }

  /** The selector that steady probes and sights use: the first series that is read through Query. */
  get firstMerged(): string | undefined {
    return Object.values(this.series).find(({ via }) => via === 'query')?.query
  }

  /** The question before a fault: whom does Query follow now? The first one is kept as `before`. */
  async before(): Promise<Before> {
    const window = this.#window()
    const first = this.sights.length === 0
    const looks = await this.#lookAll('before', first ? window : { ...window, patienceMs: STALLED_MS })
    if (first) {
      this.sights.push(await sightOf(this.#lab, 'before', this.firstMerged, window))
      await this.#askAll('before', window)
    }
    if (first) for (const [name, look] of looks) if (this.series[name] !== undefined) this.series[name].before = look
    const merged = looks.filter(([name]) => this.series[name]?.via === 'query')
    const preferred = Object.fromEntries(merged.map(([name, look]) => [name, preferredReplica(look)]))
    this.roles.preferred = Object.values(preferred)[0] ?? null
    return { looks: Object.fromEntries(merged), preferred, intervalMs: this.#lab.settings.scrapeIntervalMs }
  }

  /** Settles whom `struck` and the like mean from now on, also in what was seen before. */
  strike(replica: string | undefined): void {
    if (replica !== undefined) this.roles.victim = replica
    for (const { name, replica: settled } of this.#observed()) {
      const series = this.series[name]
      if (series?.via !== 'replica' || settled === undefined) continue
      series.replica = settled
      if (series.before !== undefined) series.before.samples = series.before.replicas[settled] ?? []
    }
    for (const [name, { replica: choice }] of Object.entries(this.#scenario.questions ?? {})) {
      const settled = choice === undefined ? undefined : resolveRole(choice, this.roles)
      const question = this.questions[name]
      if (question !== undefined && settled !== undefined && 'replica' in settled) question.replica = settled.replica
    }
  }

  async look(phase: 'during' | 'after'): Promise<void> {
    const window = this.#window()
    const [looks, sight] = await Promise.all([
      this.#lookAll(phase, window),
      sightOf(this.#lab, phase, this.firstMerged, window),
      this.#askAll(phase, window),
    ])
    this.sights.push(sight)
    for (const [name, look] of looks) this.series[name]?.looks.push(look)
  }

  /** What the journal keeps of it. */
  seen(): Pick<Journal, 'series' | 'questions' | 'sights'> {
    const { series, questions, sights } = this
    return { series, ...(Object.keys(questions).length === 0 ? {} : { questions }), sights }
  }

  async #askAll(phase: Look['phase'], window: Window): Promise<void> {
    const asked = Object.values(this.questions).map(async (question) =>
      question.asked.push(await askQuestion(this.#lab, question, phase, this.#within(window, question.expr))),
    )
    await Promise.all(asked)
  }

  /** Of a graph: its first step looks back to the left edge and not beyond, so that whom Query follows in it is decided as in the raw samples. */
  #within({ from, to }: Window, expr: string): Window {
    const reach = reachOf(expr)
    return reach <= REACH * this.#lab.settings.scrapeIntervalMs ? { from: Math.min(from + reach, to), to } : { from, to }
  }

  async #lookAll(phase: Look['phase'], window: Patient): Promise<[string, Look][]> {
    const looks = this.#observed().map(async (series): Promise<[string, Look]> => {
      // Gaps are for the thinking half to find.
      return [series.name, { ...(await lookAt(this.#lab, series, phase, window)), gaps: [] }]
    })
    return Promise.all(looks)
  }

  #window(): Window {
    const back = Math.min(this.#lab.settings.scrapeIntervalMs / 4, EDGE_MS)
    return { from: this.from, to: Math.max(this.from + 1, Date.now() - Math.round(back)) }
  }

  #observed(): Observed[] {
    return Object.entries(this.#scenario.observe).map(([name, spec]) => {
      const settled = spec.replica === undefined ? undefined : resolveRole(spec.replica, this.roles)
      return observed(name, spec, settled !== undefined && 'replica' in settled ? settled.replica : undefined)
    })
  }
}

function questionOf({ query: ask, via, replica, dedup }: QuestionSpec, held: boolean): Question {
  const place = via ?? (replica === undefined ? 'query' : 'replica')
  const counted = held ? counterCall(ask) : undefined
  return { expr: ask, via: place, ...(dedup === undefined ? {} : { dedup }), ...(counted === undefined ? {} : { counted }), asked: [] }
}

/** Its raw samples are kept only where something is made of them. */
function isCounted(name: string, { expect }: Scenario): boolean {
  return expect.some(({ of, check }) => of === name && check === 'rate-matches-model')
}
