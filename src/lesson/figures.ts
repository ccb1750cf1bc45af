import { FIGURES_IN_ENGLISH, type FigureWords } from '../verdict/figure-words.ts'
import { explanationInEnglish, type ExplanationWords } from '../explain/words/en.ts'
import { quantity } from '../verdict/wording.ts'
import { type Analysis, lastView, type ObservedSeries, type SeriesView } from '../verdict/analysis.ts'
import { longestGap } from '../verdict/gaps.ts'
import { predictionOutcomes, describePrediction } from '../verdict/prediction.ts'
import { caseOfRun } from '../explain/inputs/run.ts'
import { explain } from '../explain/explanation.ts'
import { narrative } from '../explain/narrative.ts'
import { LabError } from '../lib/errors.ts'
import { suggestion } from '../lib/suggest.ts'
import type { Phase, Run, Unit } from '../model/run.ts'

/* What a lesson measures in a run, named by a few words: `gap merged`, `slowest query`, `verdict`. */

/** A figure: a number with its unit, or a word. */
export type Figure = { value: number; unit: Unit } | { value: string }

/** A run, and what was prepared of it. */
export interface RunToMeasure {
  run: Run
  analysis: Analysis
}

/** The words of a kind of figure after the first one; `?`: may be left out. */
interface Kind {
  words: ('series' | 'check' | 'probe' | 'phase?')[]
  /** `said`: how it is said where it is a text. */
  measure(measured: RunToMeasure & { said: ExplanationWords }, words: string[]): Figure | undefined
}

const PHASES: readonly string[] = ['before', 'during', 'after'] satisfies Phase[]

const KINDS: Record<string, Kind> = {
  verdict: { words: [], measure: ({ run }) => ({ value: run.verdict }) },
  run: { words: [], measure: ({ run }) => ({ value: run.id }) },
  interval: { words: [], measure: ({ analysis }) => inSeconds(analysis.intervalMs / 1000) },
  preferred: { words: [], measure: ({ run }) => wordOf(predictionOf(run)?.preferred ?? preferredOf(run)) },
  survivor: { words: [], measure: ({ run }) => wordOf(predictionOf(run)?.survivor) },
  victim: { words: [], measure: ({ run }) => wordOf(run.faults.findLast(({ replica }) => replica !== undefined)?.replica) },
  offset: { words: [], measure: ({ run }) => inSeconds((predictionOf(run)?.offsetMs ?? Number.NaN) / 1000) },
  predicted: { words: [], measure: ({ run, said }) => predictedText(run, said.figures) },
  outcome: { words: [], measure: ({ analysis, said }) => outcomeText(analysis, said.figures) },
  evidence: { words: [], measure: ({ run }) => wordOf(run.faults[0]?.evidence.detail) },
  reason: { words: [], measure: ({ run }) => wordOf(run.inconclusiveReasons[0]) },
  story: { words: [], measure: ({ analysis, said }) => storyOf(analysis, said) },
  gap: { words: ['series', 'phase?'], measure: ({ analysis }, [name = '', phase]) => gapOf(analysis, name, phase) },
  samples: { words: ['series', 'phase?'], measure: ({ analysis }, [name = '', phase]) => samplesOf(analysis, name, phase) },
  answers: { words: ['series'], measure: ({ analysis }, [name = '']) => answersOf(analysis, name) },
  finding: { words: ['series', 'check'], measure: ({ run }, [name = '', check = '']) => findingOf(run, name, check) },
  slowest: { words: ['probe'], measure: ({ run }, [probe = '']) => slowestOf(run, probe) },
  unanswered: { words: ['probe'], measure: ({ run }, [probe = '']) => unansweredOf(run, probe) },
}

/** Why these words name no figure; undefined where they do. Whether a run has it shows in the run. */
export function figureError(words: string): string | undefined {
  const [name = '', ...given] = words.split(/\s+/)
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined
  if (kind === undefined) return `'${words}' is no figure${suggestion(name, Object.keys(KINDS))}`
  const least = kind.words.filter((word) => !word.endsWith('?')).length
  if (given.length < least || given.length > kind.words.length)
    return `'${words}' is no figure; expected ${[name, ...kind.words.map((word) => word.toUpperCase())].join(' ')}`
  const phase = kind.words[given.length - 1] === 'phase?' ? given.at(-1) : undefined
  return phase === undefined || PHASES.includes(phase) ? undefined : `'${phase}' is no phase${suggestion(phase, PHASES)}`
}

/** The figure that these words name in a run; undefined where the run has none. `said`: how it is said where it is a text; left out, in English. */
export function measure(words: string, measured: RunToMeasure, said = explanationInEnglish): Figure | undefined {
  const [name = '', ...given] = words.split(/\s+/)
  const found = figureError(words) === undefined ? KINDS[name]?.measure({ ...measured, said }, given) : undefined
  return typeof found?.value === 'number' && !Number.isFinite(found.value) ? undefined : found
}

/** `2.42 s`, `pass`. `said`: left out, in English. */
export function figureText(figure: Figure, said = FIGURES_IN_ENGLISH): string {
  return typeof figure.value === 'string' ? figure.value : quantity(figure.value, 'unit' in figure ? figure.unit : 'number', said)
}

function inSeconds(value: number): Figure {
  return { value, unit: 'seconds' }
}

function inNumber(value: number): Figure {
  return { value, unit: 'number' }
}

function wordOf(value: string | null | undefined): Figure | undefined {
  return value === null || value === undefined ? undefined : { value }
}

function predictionOf({ faults }: Run) {
  return Object.values(faults.find(({ predictions }) => Object.keys(predictions ?? {}).length > 0)?.predictions ?? {})[0]
}

function preferredOf({ faults }: Run): string | null | undefined {
  return Object.values(faults.find(({ preferred }) => preferred !== undefined)?.preferred ?? {})[0]
}

function predictedText(run: Run, said: FigureWords): Figure | undefined {
  const prediction = predictionOf(run)
  return prediction && wordOf(describePrediction(prediction, said))
}

/** What the lab predicted before the fault, and what it measured. */
function outcomeText(analysis: Analysis, said: FigureWords): Figure | undefined {
  const [outcome] = analysis.run.faults.flatMap((fault) => predictionOutcomes(fault, analysis))
  if (outcome?.measured === undefined) return undefined
  const { prediction, measured, isMet } = outcome
  return wordOf(said.outcome(describePrediction(prediction, said), quantity(measured.seconds, 'seconds'), isMet === true))
}

/** The explanation of `thanos-lab explain`, a line for each paragraph, in the words of a language. */
function storyOf(analysis: Analysis, words: ExplanationWords): Figure | undefined {
  try {
    return { value: narrative(explain(caseOfRun(analysis, {})), { words }).join('\n') }
  } catch (error) {
    // A run without a merged series, or with nothing to explain.
    if (error instanceof LabError) return undefined
    throw error
  }
}

function viewOf({ series }: Analysis, name: string, phase = 'after'): SeriesView | undefined {
  const one: ObservedSeries | undefined = Object.hasOwn(series, name) ? series[name] : undefined
  if (one === undefined) return undefined
  return phase === 'before' ? one.before : lastView(one, phase as Phase)
}

function gapOf(analysis: Analysis, name: string, phase: string | undefined): Figure | undefined {
  const view = viewOf(analysis, name, phase)
  return view && inSeconds(longestGap(view.samples, view.from, view.to).seconds)
}

function samplesOf(analysis: Analysis, name: string, phase: string | undefined): Figure | undefined {
  const view = viewOf(analysis, name, phase)
  return view && inNumber(view.samples.length)
}

/** How many different answers the Service gave to the same query. */
function answersOf({ run, series, queries }: Analysis, name: string): Figure | undefined {
  const known = Object.hasOwn(series, name) || Object.hasOwn(queries, name)
  const result = run.snapshots.findLast(({ phase }) => phase === 'after')?.queries[name]
  return known && result !== undefined ? inNumber(new Set(result.answers.map((one) => JSON.stringify(one.series))).size) : undefined
}

function findingOf({ findings }: Run, name: string, check: string): Figure | undefined {
  const finding = findings.find((one) => one.series === name && one.check === check)
  return finding?.measured == null ? undefined : { value: finding.measured, unit: finding.unit }
}

function slowestOf({ probes }: Run, probe: string): Figure | undefined {
  const times = (Object.hasOwn(probes, probe) ? probes[probe]! : []).map(({ ms }) => ms)
  return times.length === 0 ? undefined : inSeconds(times.reduce((most, ms) => Math.max(most, ms), 0) / 1000)
}

/** The share of requests without an answer. */
function unansweredOf({ probes }: Run, probe: string): Figure | undefined {
  const all = Object.hasOwn(probes, probe) ? probes[probe]! : []
  return all.length === 0 ? undefined : { value: all.filter(({ error }) => error !== undefined).length / all.length, unit: 'share' }
}
