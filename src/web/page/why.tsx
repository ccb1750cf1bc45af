import { narrative } from '../../explain/narrative.ts'
import type { Explanation } from '../../explain/explanation.ts'
import { type MergeStep, mergeSteps } from '../../explain/steps.ts'
import { toMs } from '../../lib/time.ts'
import { analysis, chosen, cursor, explanation, pictures } from './state.ts'
import { Timelines } from './timelines.tsx'
import { bothClocks, utcClock } from './times.ts'
import { WideTable } from './wide-table.tsx'
import { words } from './words/words.ts'

/** Rows of the table on each side of the moment. */
const AROUND = 6

/** The step of the merge at the cell that the reader points at. */
export function WhyView() {
  const at = cursor.value
  const panel = at === undefined ? undefined : pictures.value[at.panel]
  const row = at === undefined ? undefined : panel?.rows[at.row]
  const found = explanation.value
  // Of a lab that was not read yet there is nothing to explain; a run without a timeline says why.
  if (chosen.value === undefined && pictures.value.length === 0) return <Timelines />
  return (
    <>
      <Timelines />
      <section aria-labelledby="why-title">
        {at === undefined || panel === undefined || row === undefined ? (
          <h2 id="why-title">{words.value.why.title}</h2>
        ) : (
          <Moment label={row.label} time={timeIn(panel.grid, at.cell, row.view?.series, row.replica)} interval={panel.grid.interval} />
        )}
        {found !== undefined && 'error' in found && <p>{found.error}</p>}
        {at === undefined && found !== undefined && !('error' in found) && (
          <Paragraphs lines={narrative(found, { words: words.value.explanation })} />
        )}
      </section>
    </>
  )
}

/** The sample in a cell, of that row; without one the middle of the cell. Unix seconds. */
function timeIn(
  { origin, interval }: { origin: number; interval: number },
  cell: number,
  series: string | undefined,
  pod: string | undefined,
): number {
  const [from, to] = [origin + cell * interval, origin + (cell + 1) * interval]
  const data = analysis.value
  const all = Object.values(data?.series ?? {})
  const views = all.flatMap(({ name, before, views: later }) =>
    series === undefined || name === series ? [...(before === undefined ? [] : [before]), ...later] : [],
  )
  const samples = views.flatMap((view) => (pod === undefined ? view.samples : (view.replicas[pod] ?? [])))
  return samples.find(([time]) => time >= from && time < to)?.[0] ?? (from + to) / 2
}

function Moment({ label, time, interval }: { label: string; time: number; interval: number }) {
  const found = explanation.value
  if (found === undefined || 'error' in found) return <h2 id="why-title">{bothClocks(time)}</h2>
  const steps = mergeSteps(found, words.value.explanation)
  const near = steps.filter(({ t }) => Math.abs(t - toMs(time)) <= AROUND * interval * 1000)
  const own = steps.filter(({ t }) => t === toMs(time))
  return (
    <>
      <h2 id="why-title">
        {utcClock(time)} UTC <span class="dim">{label}</span>
      </h2>
      <p class="answer">{own.length === 0 ? words.value.why.noSample : own.map((step) => stepText(step, found)).join(' ')}</p>
      <Paragraphs lines={narrative(found, { at: toMs(time), words: words.value.explanation })} />
      <StepTable steps={near} found={found} time={toMs(time)} />
    </>
  )
}

function stepText({ cells, penalty }: MergeStep, { replicas }: Explanation): string {
  const place = cells.findIndex((cell) => cell !== '')
  return words.value.why.sample(replicas[place]?.name ?? '?', cells[place] ?? '', penalty)
}

function Paragraphs({ lines }: { lines: string[] }) {
  return (
    <>
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </>
  )
}

function StepTable({ steps, found, time }: { steps: MergeStep[]; found: Explanation; time: number }) {
  const said = words.value.why
  if (steps.length === 0) return null
  return (
    <WideTable label={said.samples} caption={said.caption} columns={[said.time, ...found.replicas.map(({ name }) => name), said.penalty]}>
      {steps.map(({ t, cells, penalty, isSkipped }, place) => (
        <tr key={place} class={t === time ? 'now' : ''}>
          <th scope="row">{utcClock(t / 1000)}</th>
          {cells.map((cell, replica) => (
            <td key={replica} class={isSkipped && cell !== '' ? 'dim' : ''}>
              {cell}
            </td>
          ))}
          <td>{penalty}</td>
        </tr>
      ))}
    </WideTable>
  )
}
