import { computed, signal } from '@preact/signals'
import { explain, type Explanation } from '../../explain/explanation.ts'
import { caseOfRun } from '../../explain/inputs/run.ts'
import { reason } from '../../lib/errors.ts'
import { isoSeconds } from '../../lib/time.ts'
import type { LiveState } from '../../model/live.ts'
import type { Run, RunRecord } from '../../model/run.ts'
import { liveRecord, lookOf, pictureOfNow } from '../../report/live-record.ts'
import { recordAt, replaySpan } from '../../report/replay.ts'
import { type LookAtLab, situationAt } from '../../report/situation.ts'
import { picturesOf } from '../../report/timeline/picture.ts'
import { verdictText } from '../../report/verdict-text.ts'
import { analyseRun } from '../../verdict/analysis.ts'
import { words } from './words/words.ts'

/* What the page shows: one record at one moment, live, saved, or replayed. Everything else follows from it. */

export const VIEWS = ['stage', 'why', 'prediction', 'scenarios', 'runs', 'playground', 'lesson'] as const
export type View = (typeof VIEWS)[number]

export const view = signal<View>('stage')
/** Whether there is more than the playground. */
export const hasViews = signal(true)
export const isLarge = signal(false)
export const isHelpOpen = signal(false)

/** Of a page that watches a lab: what the server said last, and whether it still does. */
export const live = signal<LiveState | undefined>(undefined)
export const connection = signal<'none' | 'connecting' | 'open' | 'lost'>('none')

/** A saved run, in place of the lab. */
export const chosen = signal<Run | undefined>(undefined)

export interface Replay {
  /** Unix seconds. */
  at: number
  /** Times as fast as it was. */
  speed: number
  isMoving: boolean
}

/** Left out: the whole of the chosen run is shown. */
export const replay = signal<Replay | undefined>(undefined)

/** The cell that is looked at: the panel, the row in it, the cell. */
export interface CellCursor {
  panel: number
  row: number
  cell: number
}
export const cursor = signal<CellCursor | undefined>(undefined)

/** The record that is shown; undefined where there is nothing yet. */
export const record = computed<RunRecord | undefined>(() => {
  const [run, moving, state] = [chosen.value, replay.value, live.value]
  if (run !== undefined) return moving === undefined ? run : recordAt(run, moving.at)
  return state === undefined ? undefined : liveRecord(state)
})

export const analysis = computed(() => (record.value === undefined ? undefined : analyseRun(record.value)))
export const pictures = computed(() => {
  const drawn = analysis.value === undefined ? [] : picturesOf(analysis.value, words.value.report)
  return chosen.value !== undefined && replay.value === undefined
    ? drawn
    : drawn.map((picture) => pictureOfNow(picture, words.value.report))
})

/** The moment that is shown, Unix seconds. */
export const moment = computed<number>(() => {
  const run = chosen.value
  if (run !== undefined) return replay.value?.at ?? replaySpan(run)?.to ?? isoSeconds(run.endedAt)
  return (live.value?.at ?? 0) / 1000
})

const seen = computed<LookAtLab | undefined>(() => {
  const lab = chosen.value === undefined ? live.value?.lab : undefined
  return lab === undefined ? undefined : lookOf(lab)
})

/** The parts and the links at that moment; undefined where there is no lab, so that no part of it is drawn as if it were there. */
export const situation = computed(() => {
  const isDown = chosen.value === undefined && live.value?.lab.state === 'down'
  return analysis.value === undefined || isDown ? undefined : situationAt(analysis.value, moment.value, seen.value, words.value.situation)
})

/** What stands on top of the page: a sentence, and what it is about. */
export const topLine = computed<{ text: string; verdict?: Run['verdict']; subject: string }>(() => {
  const said = words.value.top
  const run = chosen.value
  if (run !== undefined && replay.value === undefined && analysis.value !== undefined)
    return { text: verdictText({ run, analysis: analysis.value }, words.value.report), verdict: run.verdict, subject: run.id }
  if (run !== undefined) return { text: situation.value?.sentence ?? '', subject: said.replayed(run.id) }
  const state = live.value
  if (state === undefined) return { text: said.waiting, subject: '' }
  if (state.lab.state === 'down') return { text: said.down(state.lab.name), subject: state.lab.name }
  return {
    text: situation.value?.sentence ?? '',
    subject: said.live(state.run === null ? state.lab.name : state.run.scenario.title),
  }
})

/** The explanation of what the cursor points at: of its row's answer, else of the first merged series. Says why there is none. */
export const explanation = computed<Explanation | { error: string } | undefined>(() => {
  const data = analysis.value
  if (data === undefined) return undefined
  const row = cursor.value === undefined ? undefined : pictures.value[cursor.value.panel]?.rows[cursor.value.row]
  const merged = row?.view === undefined ? undefined : data.series[row.view.series]
  const isMerged = merged?.via === 'query'
  try {
    return explain(caseOfRun(data, isMerged ? { series: merged.name, phase: row?.view?.phase } : {}))
  } catch (error) {
    return { error: reason(error) }
  }
})
