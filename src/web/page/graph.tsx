import { seconds } from '../../lib/format.ts'
import type { Sample } from '../../model/run.ts'
import type { GraphAnswer, ObservedQuery } from '../../verdict/analysis.ts'
import { utcClock } from './times.ts'
import { words } from './words/words.ts'

/* The graphs of observed queries: here the values matter. Merged and each replica's own, over each other on one scale. */

const [WIDTH, HEIGHT, LEFT, BOTTOM] = [900, 180, 70, 24]

export function Graphs({ queries }: { queries: readonly ObservedQuery[] }) {
  return (
    <>
      {queries.flatMap(({ name, expression, graphs }) =>
        graphs
          .filter(({ phase }) => phase !== 'before')
          .map((graph) => (
            <figure key={`${name}-${graph.phase}`} class="graph">
              <figcaption>
                <strong>{name}</strong>
                {words.value.timeline.comma}
                {words.value.report.figures.phases[graph.phase]}
                {words.value.timeline.colon}
                <code>{expression}</code> <span class="dim">{words.value.graph.every(seconds(graph.window.stepSeconds))}</span>
              </figcaption>
              <Graph
                answers={[...graph.replicas, ...graph.answers]}
                from={graph.window.from}
                to={graph.window.to}
                step={graph.window.stepSeconds}
              />
            </figure>
          )),
      )}
    </>
  )
}

interface Line {
  name: string
  style: string
  values: Sample[]
}

/** More lines than this are not told apart. */
const MOST = 8

function linesOf(answers: readonly GraphAnswer[]): Line[] {
  const pods = [...new Set(answers.map(({ source }) => source).filter((source) => source !== 'query' && source !== 'service'))].sort()
  return answers
    .flatMap(({ source, series }) =>
      series.map(({ values }) => ({ name: source, style: pods.includes(source) ? `l${pods.indexOf(source)}` : 'lm', values })),
    )
    .slice(0, MOST)
}

function Graph({ answers, from, to, step }: { answers: GraphAnswer[]; from: number; to: number; step: number }) {
  const said = words.value.graph
  const lines = linesOf(answers)
  const values = lines.flatMap((line) => line.values.map(([, text]) => Number(text))).filter(Number.isFinite)
  if (values.length === 0) return <p class="dim">{said.noValue}</p>
  const most = values.reduce((one, other) => Math.max(one, other))
  const least = Math.min(
    0,
    values.reduce((one, other) => Math.min(one, other)),
  )
  const x = (time: number) => LEFT + ((time - from) / Math.max(step, to - from)) * (WIDTH - LEFT - 8)
  const y = (value: number) => 8 + (1 - (value - least) / (most - least || 1)) * (HEIGHT - BOTTOM - 8)
  return (
    <>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={said.label(
          short(least),
          short(most),
          lines.map(({ name, values: own }) => said.largest(name, short(Math.max(...own.map(([, text]) => Number(text)))))),
        )}
      >
        {[least, most].map((value) => (
          <g key={value}>
            <path class="tick" d={`M${LEFT} ${y(value)}H${WIDTH - 8}`} />
            <text class="small" x={LEFT - 6} y={y(value) + 5} text-anchor="end">
              {short(value)}
            </text>
          </g>
        ))}
        <text class="small" x={LEFT} y={HEIGHT - 4}>
          {utcClock(from).slice(0, 8)}
        </text>
        <text class="small" x={WIDTH - 8} y={HEIGHT - 4} text-anchor="end">
          {utcClock(to).slice(0, 8)} UTC
        </text>
        {lines.map(({ style, values: own }, place) => (
          <path key={place} class={`line ${style}`} d={pathOf(own, step, x, y)} />
        ))}
      </svg>
      <ul class="legend">
        {lines.map(({ name, style }, place) => (
          <li key={place}>
            <svg width="34" height="10" aria-hidden="true">
              <path class={`line ${style}`} d="M1 5H33" />
            </svg>{' '}
            {name === 'query' ? said.merged : name}
          </li>
        ))}
      </ul>
    </>
  )
}

const short = (value: number) => String(Number(value.toPrecision(4)))

/** Broken where a step has no value. */
function pathOf(values: readonly Sample[], step: number, x: (time: number) => number, y: (value: number) => number): string {
  let last = Number.NEGATIVE_INFINITY
  return values
    .filter(([, text]) => Number.isFinite(Number(text)))
    .map(([time, text]) => {
      const begins = time - last > step * 1.5
      last = time
      const point = `${x(time).toFixed(1)} ${y(Number(text)).toFixed(1)}`
      return begins ? `M${point}h1` : `L${point}`
    })
    .join('')
}
