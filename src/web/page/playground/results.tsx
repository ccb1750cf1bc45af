import type { MergedGap } from '../../../explain/events.ts'
import type { Explanation } from '../../../explain/explanation.ts'
import { nameOf } from '../../../explain/gap-text.ts'
import { narrative } from '../../../explain/narrative.ts'
import { clock, count, exactSeconds, sentence } from '../../../lib/format.ts'
import { gapsOf, longestOf } from './drawn.ts'
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
  const gap = longestOf(explanation)
  const longest = explanation.measured
  if (gap === undefined) {
    const distance =
      longest === undefined ? '' : `the longest distance between two samples is ${exactSeconds(Math.round(longest.seconds * 1000))}`
    return { figure: 'no gap', when: '', cause: distance }
  }
  return { figure: exactSeconds(gap.to - gap.from), when: `longest gap, at ${clock(gap.from)}`, cause: causeText(gap, explanation) }
}

/** Why a gap is there, in a line. */
function causeText({ cause, switches }: MergedGap, explanation: Explanation): string {
  switch (cause.kind) {
    case 'no-sample':
      return 'no replica has a sample to fill it'
    case 'partial':
      return 'the answer is partial'
    case 'chunk-border':
      return 'Query goes on with the chunk of another replica'
    case 'unknown':
      return 'the cause is not known'
    case 'skipped': {
      const [change] = switches
      const skipped = cause.replicas.filter(({ samples }) => samples.length > 0).map(({ replica }) => replica)
      const penalty = `samples of ${skipped.join(' and ')} are skipped for the penalty`
      return change === undefined
        ? penalty
        : `Query switches from ${nameOf(change.from, explanation)} to ${nameOf(change.to, explanation)}; ${penalty}`
    }
  }
}

function countsText(explanation: Explanation): string {
  const { trace, replicas, seen, window } = explanation
  const own = replicas.map(({ t, stale }) => t.filter((time, place) => time <= window.to && !stale.has(place)).length)
  const all = own.reduce((sum, samples) => sum + samples, 0)
  const switches =
    explanation.how.algorithm === 'chain' ? '' : `, ${trace.switches.length === 1 ? '1 switch' : `${trace.switches.length} switches`}`
  return `${seen.length} of ${count(all, 'sample')} returned, ${count(gapsOf(explanation).length, 'gap')}${switches}`
}

/** One sentence a merge, for who does not see the picture. */
export function spokenText(results: readonly MergeResult[]): string {
  return results
    .map(({ how, explanation }) => {
      const { figure, when, cause } = longestText(explanation)
      return `${sentence(how.algorithm ?? 'penalty')}: ${figure}${when === '' ? '' : ` is the ${when}`}; ${cause}. ${countsText(explanation)}.`
    })
    .join(' ')
}

/** What happened, as `simulate` says it. */
export function Sentences({ results }: { results: readonly MergeResult[] }) {
  return (
    <div class="pg-sentences">
      {results.map(({ how, explanation }) => {
        const all = narrative(explanation, undefined, MOST_PARAGRAPHS * 2)
        const more = all.length - MOST_PARAGRAPHS
        return (
          <section key={how.algorithm}>
            <h3>{results.length > 1 ? `What happens, by ${how.algorithm}` : 'What happens'}</h3>
            {all.slice(0, MOST_PARAGRAPHS).map((text, index) => (
              <p key={index}>{text}</p>
            ))}
            {more > 0 ? <p>And {count(more, 'more sentence')}.</p> : null}
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
            <caption>What Query returns, by {how.algorithm}</caption>
            <thead>
              <tr>
                <th scope="col">time</th>
                <th scope="col">replica</th>
                <th scope="col">what happens</th>
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
          {explanation.trace.t.length > MOST_ROWS ? <p>These are the first {MOST_ROWS} rows; simulate --json has all.</p> : null}
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
  const switches = new Map(trace.switches.map((one) => [one.at, one]))
  const gaps = new Map(gapsOf(explanation).map((gap) => [gap.from, gap]))
  const first = gaps.get(explanation.window.from)
  const rows = Array.from(trace.t).flatMap((t, place): TableRow[] => {
    const isMarker = trace.stale.has(place)
    const change = switches.get(t)
    const texts = [
      ...(change === undefined ? [] : [`switch from ${nameOf(change.from, explanation)}, penalty ${exactSeconds(change.penaltyMs)}`]),
      ...(isMarker ? ['stale marker: nothing shows'] : []),
    ]
    const row: TableRow = {
      kind: isMarker ? 'marker' : 'sample',
      time: clock(t),
      replica: nameOf(trace.sources[place]!, explanation),
      text: texts.join('; '),
    }
    const gap = isMarker ? undefined : gaps.get(t)
    return gap === undefined || gap === first ? [row] : [row, gapRow(gap)]
  })
  return first === undefined ? rows : [gapRow(first), ...rows]
}

function gapRow({ from, to }: MergedGap): TableRow {
  return { kind: 'gap', time: clock(from), replica: '', text: `gap of ${exactSeconds(to - from)}, to ${clock(to)}` }
}
