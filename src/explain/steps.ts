import { valueWord } from '../dedup/samples.ts'
import type { Skip } from '../dedup/trace.ts'
import { exactSeconds, minuteClock } from '../lib/format.ts'
import { toMs } from '../lib/time.ts'
import type { Explanation } from './explanation.ts'
import { disagreements } from './values.ts'
import { explanationInEnglish, type ExplanationWords } from './words/en.ts'

type StepWords = Pick<ExplanationWords, 'steps'>

/** What became of one sample of one replica. */
export interface MergeStep {
  /** Unix ms. */
  t: number
  /** A cell for each replica; all but the one whose sample it is are empty. */
  cells: string[]
  /** The penalty of the others from then on; empty where there is none. */
  penalty: string
  isSkipped: boolean
}

/**
 * Every sample of every replica, in the order of time: whether it was returned, or why not. From the first difference between the model and
 * Query on only what Query returned is known, not why. `words`: left out, English.
 */
export function mergeSteps(explanation: Explanation, { steps: said }: StepWords = explanationInEnglish): MergeStep[] {
  const { trace, replicas, first = Number.POSITIVE_INFINITY } = explanation
  const showsValues = disagreements(explanation).length > 0
  const cell = (v: number, became: string) => (showsValues ? said.cell(valueWord(v), became) : became)
  const row = (t: number, replica: number, text: string, more: Partial<MergeStep> = {}): MergeStep => ({
    t,
    cells: replicas.map((_, number) => (number === replica ? text : '')),
    penalty: '',
    isSkipped: false,
    ...more,
  })
  const returned = Array.from(trace.t, (t, place) => {
    const text = trace.stale.has(place) ? said.cell(said.marker, said.returned) : cell(trace.v[place]!, said.returned)
    return row(t, trace.sources[place]!, text, { penalty: penaltyText(trace.penalties[place] ?? []) })
  })
  const skipped = trace.skips.map((skip) => {
    const { v, stale } = replicas[skip.replica]!
    const isMarker = stale.has(skip.place)
    const reason = reasonOf(skip, isMarker, said)
    const text = isMarker ? said.cell(said.marker, reason) : cell(v[skip.place]!, reason)
    return row(skip.t, skip.replica, text, { isSkipped: skip.why !== 'nan' })
  })
  const explained = [...returned, ...skipped].filter(({ t }) => t < first)
  const rest =
    first === Number.POSITIVE_INFINITY
      ? []
      : unexplained(explanation, first, (v, isReturned) =>
          v === undefined ? said.marker : cell(v, isReturned ? said.returned : said.notReturned),
        )
  return [...explained, ...rest.map(({ t, replica, text }) => row(t, replica, text))].sort((one, other) => one.t - other.t)
}

/** Every sample from the first difference on, by what Query returned alone. `say`: a value, or a marker (undefined). */
function unexplained({ replicas, seen, window }: Explanation, first: number, say: (v: number | undefined, isReturned: boolean) => string) {
  const returned = new Set(seen.map(([seconds]) => toMs(seconds)))
  return replicas.flatMap(({ t, v, stale }, replica) =>
    Array.from(t).flatMap((time, place) => {
      if (time < first || time > window.to) return []
      return [{ t: time, replica, text: say(stale.has(place) ? undefined : v[place]!, returned.has(time)) }]
    }),
  )
}

function reasonOf({ why, until }: Skip, isMarker: boolean, said: StepWords['steps']): string {
  if (why === 'nan') return isMarker ? said.dropped : said.notANumber
  // A sample is taken that is later, by a millisecond at least.
  return why === 'penalty' && until !== undefined ? said.skippedUntil(minuteClock(until - 1)) : said.skipped
}

function penaltyText(penalties: readonly { a: number; b: number }[]): string {
  const most = Math.max(0, ...penalties.flatMap(({ a, b }) => [a, b]))
  return most === 0 ? '' : exactSeconds(most)
}
