import type { Gap, Journal, Look, ObservedSeries, Sample } from '../model/run.ts'

/** Gaps are listed from this many scrape intervals on: shorter distances are jitter (contract, "A scenario file"). */
const LISTED_FROM = 1.5

/**
 * The gaps of a look, in order of time: distances between neighbouring samples, and from the look's edges to the first and the
 * last, from 1.5 intervals on. Edges and gaps in Unix seconds. Without a sample there is one gap, from edge to edge.
 *
 * Samples may come in any order, and twice; one outside of (from, to], or whose time is no number, is as if it were not there.
 */
export function findGaps(samples: readonly Sample[], from: number, to: number, intervalMs: number): Gap[] {
  // Half a millisecond less, because sample times are whole milliseconds kept as inexact seconds.
  const listed = (LISTED_FROM * intervalMs - 0.5) / 1000
  const gaps: Gap[] = []
  const ordered = inOrder(samples)
  let last = from
  // By index: on millions of samples an iterator costs three times as much.
  for (let index = 0; index < ordered.length; index += 1) {
    const [time] = ordered[index] as Sample
    if (time > to) break
    if (time - last >= listed) gaps.push(gapOf(last, time))
    if (time > last) last = time
  }
  if (to - last >= listed || (last === from && to > from)) gaps.push(gapOf(last, to))
  return gaps
}

/** The longest distance in a look, edges included, however short; the earliest of equals. `seconds` is NaN for a look without a length. */
export function longestGap(samples: readonly Sample[], from: number, to: number): Gap {
  if (!(to > from)) return { from, to, seconds: Number.NaN }
  const ordered = inOrder(samples)
  let [start, end, last] = [from, from, from]
  for (let index = 0; index <= ordered.length; index += 1) {
    const time = Math.min(ordered[index]?.[0] ?? to, to)
    if (time - last > end - start) [start, end] = [last, time]
    if (time > last) last = time
  }
  return gapOf(start, end)
}

/** As given where the order is right, which is the usual case and costs no copy. */
function inOrder(samples: readonly Sample[]): readonly Sample[] {
  let last = Number.NEGATIVE_INFINITY
  for (let index = 0; index < samples.length; index += 1) {
    const [time] = samples[index] as Sample
    // Written so that NaN is out of order too.
    if (!(time >= last)) return samples.filter(([each]) => Number.isFinite(each)).sort(([one], [other]) => one - other)
    last = time
  }
  return samples
}

function gapOf(from: number, to: number): Gap {
  return { from, to, seconds: Math.round((to - from) * 1000) / 1000 }
}

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
