import type { Journal, Look, ObservedSeries, Sample } from '../../journal.ts'
import { allAnswers } from '../checks/longest-gap.ts'
import { isTakenAway, struckReplicas } from '../spans.ts'
import { count, sentence, when } from '../words.ts'

interface Seen {
  journal: Journal
  name: string
  series: ObservedSeries
  look: Look
}

/** Every place that a series is read from must give exactly one series with samples that belong to the question. */
export function answerDoubts(journal: Journal): string[] {
  return Object.entries(journal.series).flatMap(([name, series]) =>
    [...(series.before === undefined ? [] : [series.before]), ...series.looks].flatMap((look) => {
      const seen = { journal, name, series, look }
      return [...unsettled(seen), ...troubles(seen), ...silences(seen), ...absentees(seen), ...strays(seen)]
    }),
  )
}

function troubles({ journal, name, look }: Seen): string[] {
  return Object.entries(look.troubles ?? {})
    .filter(([place]) => !excused(journal, look, place))
    .map(([place, said]) => `${sentence(when(look.when))}, ${placeName(place)} did not answer ${name} with exactly one series: ${said}.`)
}

/** `replica: struck` means nobody where no fault hit a replica. */
function unsettled({ name, series }: Seen): string[] {
  return series.via === 'replica' && series.replica === undefined ? [`It was never settled which replica ${name} is read from.`] : []
}

function silences({ journal, name, series, look }: Seen): string[] {
  const place = series.via === 'replica' ? series.replica : series.via
  if (place === undefined) return []
  const silent = look.samples.length === 0 && look.troubles?.[place] === undefined
  if (!silent || excused(journal, look, place)) return []
  return [`${sentence(when(look.when))}, ${placeName(place)} gave no sample of ${name}.`]
}

/** Without each replica's own samples nothing shows what Query had to choose from. */
function absentees({ journal, name, series, look }: Seen): string[] {
  if (series.via !== 'query') return []
  const struck = struckReplicas(journal)
  const away = look.when === 'outage' ? struck.size : 0
  const due = journal.settings.replicas - away
  const there = Object.entries(look.replicas).filter(([pod, samples]) => samples.length > 0 && (away === 0 || !struck.has(pod))).length
  if (there >= due) return []
  return [`${sentence(when(look.when))}, only ${there} of ${count(due, 'replica')} gave samples of their own for ${name}.`]
}

/** Half a millisecond either way: sample times are whole milliseconds kept as inexact seconds. */
const INEXACT = 0.0005

function strays({ name, look }: Seen): string[] {
  const inside = ([time]: Sample) => time >= look.from - INEXACT && time <= look.to + INEXACT
  const all = [...allAnswers(look), ...Object.values(look.replicas)]
  if (look.from < look.to && all.every((samples) => samples.every(inside))) return []
  return [`${sentence(when(look.when))}, ${name} has samples at times that were not asked for: it is not the answer to the question.`]
}

/** What a fault took away cannot answer while it lasts, and the Service may still send questions there. */
function excused(journal: Journal, look: Look, place: string): boolean {
  return look.when === 'outage' && isTakenAway(journal, place)
}

function placeName(place: string): string {
  return place === 'query' ? 'Query' : place === 'service' ? 'the Service' : place
}
