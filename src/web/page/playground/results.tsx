import type { MergedGap } from '../../../explain/events.ts'
import type { Explanation } from '../../../explain/explanation.ts'
import { nameOf } from '../../../explain/gap-text.ts'
import { narrative } from '../../../explain/narrative.ts'
import { clock, exactSeconds } from '../../../lib/format.ts'
import { gapsOf, longestOf } from './drawn.ts'
import { words } from '../words/words.ts'
import type { PlaygroundState, MergeResult } from './state.ts'

/* What follows from a setting, in figures and in words. */

/** What is said of one merge at most: of a flapping replica there would be hundreds. */
const MOST_PARAGRAPHS = 24
const MOST_ROWS = 4000

/** The longest gap, large. */
export function Figures({ results }: { results: readonly MergeResult[] }) {
  return (
    <div class="pg-figures">
      {results.map(({ how, explanation }) => {
        const { figure, when, cause } = longestText(explanation)
        return (
          <div key={how.algorithm} class={`pg-figure${when === '' ? '' : ' pg-has-gap'}`}>
            {results.length > 1 ? <span class="pg-dim">{how.algorithm}</span> : null}
            <strong>{figure}</strong>
            <span>{when}</span>
            <span>{cause}</span>
            <span class="pg-dim">{countsText(explanation)}</span>
          </div>
        )
      })}
    </div>
  )
}

function longestText(explanation: Explanation): { figure: string; when: string; cause: string } {
  const said = words.value.playground
  const gap = longestOf(explanation)
  const longest = explanation.measured
  if (gap === undefined) {
    const distance = longest === undefined ? '' : said.longestDistance(exactSeconds(Math.round(longest.seconds * 1000)))
    return { figure: said.noGap, when: '', cause: distance }
  }
  return { figure: exactSeconds(gap.to - gap.from), when: said.longestGap(clock(gap.from)), cause: causeText(gap, explanation) }
}

/** Why a gap is there, in a line. */
function causeText({ cause, switches }: MergedGap, explanation: Explanation): string {
  const said = words.value.playground
  if (cause.kind !== 'skipped') return said.causes[cause.kind]
  const [change] = switches
  const skipped = cause.replicas.filter(({ samples }) => samples.length > 0).map(({ replica }) => replica)
  const penalty = said.skippedFor(skipped)
  return change === undefined ? penalty : said.switches(nameOf(change.from, explanation), nameOf(change.to, explanation), penalty)
}

function countsText(explanation: Explanation): string {
  const { trace, replicas, seen, window } = explanation
  const own = replicas.map(({ t, stale }) => t.filter((time, place) => time <= window.to && !stale.has(place)).length)
  const all = own.reduce((sum, samples) => sum + samples, 0)
  const switches = explanation.how.algorithm === 'chain' ? undefined : trace.switches.length
  return words.value.playground.counts(seen.length, all, gapsOf(explanation).length, switches)
}

/** One sentence a merge, for who does not see the picture. */
export function spokenText(results: readonly MergeResult[]): string {
  return results
    .map(({ how, explanation }) => {
      const { figure, when, cause } = longestText(explanation)
      return words.value.playground.spoken(how.algorithm ?? 'penalty', figure, when, cause, countsText(explanation))
    })
    .join(' ')
}

/** What happened, as `simulate` says it. */
export function Sentences({ results }: { results: readonly MergeResult[] }) {
  return (
    <div class="pg-sentences">
      {results.map(({ how, explanation }) => {
        const all = narrative(explanation, { described: MOST_PARAGRAPHS * 2, words: words.value.explanation })
        const more = all.length - MOST_PARAGRAPHS
        return (
          <section key={how.algorithm}>
            <h3>{words.value.playground.happens(results.length > 1 ? how.algorithm : undefined)}</h3>
            {all.slice(0, MOST_PARAGRAPHS).map((text, index) => (
              <p key={index}>{text}</p>
            ))}
            {more > 0 ? <p>{words.value.playground.more(more)}</p> : null}
          </section>
        )
      })}
    </div>
  )
}

/** Every sample that Query returns, with the switches and the gaps. It follows once the setting stays. */
export function SampleTables({ state }: { state: PlaygroundState }) {
  return (
    <>
      {state.stable.value.results.map(({ how, explanation }) => (
        <div class="pg-wide" key={how.algorithm}>
          <table class="pg-samples" data-algorithm={how.algorithm}>
            <caption>{words.value.playground.returnsBy(how.algorithm)}</caption>
            <thead>
              <tr>
                {words.value.playground.columns.map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rowsOf(explanation)
                .slice(0, MOST_ROWS)
                .map(({ kind, time, replica, text }, index) => (
                  <tr key={index} data-kind={kind}>
                    <th scope="row">{time}</th>
                    <td>{replica}</td>
                    <td>{text}</td>
                  </tr>
                ))}
            </tbody>
          </table>
          {explanation.trace.t.length > MOST_ROWS ? <p>{words.value.playground.firstRows(MOST_ROWS)}</p> : null}
        </div>
      ))}
    </>
  )
}

interface TableRow {
  kind: 'sample' | 'marker' | 'gap'
  time: string
  replica: string
  text: string
}

function rowsOf(explanation: Explanation): TableRow[] {
  const { trace } = explanation
  const said = words.value.playground
  const switches = new Map(trace.switches.map((one) => [one.at, one]))
  const gaps = new Map(gapsOf(explanation).map((gap) => [gap.from, gap]))
  const first = gaps.get(explanation.window.from)
  const rows = Array.from(trace.t).flatMap((t, place): TableRow[] => {
    const isMarker = trace.stale.has(place)
    const change = switches.get(t)
    const texts = [
      ...(change === undefined ? [] : [said.switchFrom(nameOf(change.from, explanation), exactSeconds(change.penaltyMs))]),
      ...(isMarker ? [said.nothingShows] : []),
    ]
    const row: TableRow = {
      kind: isMarker ? 'marker' : 'sample',
      time: clock(t),
      replica: nameOf(trace.sources[place]!, explanation),
      text: texts.join(words.value.timeline.semicolon),
    }
    const gap = isMarker ? undefined : gaps.get(t)
    return gap === undefined || gap === first ? [row] : [row, gapRow(gap)]
  })
  return first === undefined ? rows : [gapRow(first), ...rows]
}

function gapRow({ from, to }: MergedGap): TableRow {
  return { kind: 'gap', time: clock(from), replica: '', text: words.value.playground.gapTo(exactSeconds(to - from), clock(to)) }
}
