import type { Journal, Look, ObservedSeries } from '../journal.ts'
import { findGaps, longestGap } from './gaps.ts'

/** Fills in what follows from the samples alone: every look's gaps, a Service's worst answer, and each series' last look. */
export function complete(journal: Journal): Journal {
  const intervalMs = journal.settings.scrapeIntervalMs
  const series = Object.entries(journal.series).map(([name, one]) => [name, completeSeries(one, intervalMs)])
  return { ...journal, series: Object.fromEntries(series) }
}

function completeSeries(series: ObservedSeries, intervalMs: number): ObservedSeries {
  const looks = series.looks.map((look) => completeLook(look, intervalMs))
  const last = looks.at(-1)
  return {
    ...series,
    ...(series.before === undefined ? {} : { before: completeLook(series.before, intervalMs) }),
    looks,
    samples: last?.samples ?? [],
    gaps: last?.gaps ?? [],
  }
}

function completeLook(look: Look, intervalMs: number): Look {
  const samples = look.answers === undefined ? look.samples : worstAnswer(look)
  return { ...look, samples, gaps: findGaps(samples, look.from, look.to, intervalMs) }
}

/** The answer with the longest gap: what the unluckiest of the askers saw. */
function worstAnswer({ answers = [], from, to }: Look): Look['samples'] {
  const length = (samples: Look['samples']) => longestGap(samples, from, to).seconds
  return (
    answers.reduce<Look['samples'] | undefined>(
      (worst, answer) => (worst === undefined || length(answer) > length(worst) ? answer : worst),
      undefined,
    ) ?? []
  )
}
