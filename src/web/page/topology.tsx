import type { PartState, Situation, StageLink, StagePart } from '../../report/situation.ts'
import { QUERY } from '../../model/workloads.ts'
import { words } from './words/words.ts'

/* The lab as it is: Query, the sidecars, the replicas, the plain Service. What a colour tells, a shape and a word tell, too. */

const SIGNS: Record<PartState, string> = {
  ready: '✓',
  gone: '✕',
  frozen: '❙❙',
  starting: '…',
  slow: '≈',
  cut: '⌿',
  changed: '±',
  unknown: '?',
}

/** Pixels of the drawing's own scale. A part has space for 16 signs in large mode. */
const [WIDTH, PART, HIGH, GAP] = [720, 200, 52, 26]
/** Where the sidecars and the replicas begin. */
const [SIDECAR_X, REPLICA_X] = [266, 506]

/** What a part is, with why: a part that is gone looks the same whatever took it away. */
function stateText({ state, note }: StagePart, isSource: boolean): string {
  const said = words.value.stage
  if (note === undefined) return isSource && state === 'ready' ? said.source : said.states[state]
  return state === 'gone' ? said.goneBy(note) : note
}

export function LabDrawing({ situation: { parts, links, source } }: { situation: Situation }) {
  const pods = parts.filter(({ kind }) => kind === 'replica')
  const rowOf = (index: number) => 34 + index * (HIGH + GAP + 18)
  const places = new Map<string, { x: number; y: number }>()
  const middle = rowOf((pods.length - 1) / 2)
  places.set(QUERY.name, { x: 20, y: Math.max(20, middle - (pods.length > 1 ? 40 : 0)) })
  places.set('service', { x: 20, y: Math.max(20, middle - 40) + HIGH + GAP + 10 })
  for (const [index, { id }] of pods.entries()) {
    places.set(`${id}/thanos-sidecar`, { x: SIDECAR_X, y: rowOf(index) })
    places.set(id, { x: REPLICA_X, y: rowOf(index) })
  }
  const bottom = Math.max(...[...places.values()].map(({ y }) => y)) + HIGH + 16
  return (
    <figure class="topology">
      <svg
        viewBox={`0 0 ${WIDTH} ${bottom}`}
        role="img"
        aria-label={listText(parts, links)}
        class={source === undefined ? '' : `of-${pods.findIndex(({ id }) => id === source)}`}
      >
        {pods.map(({ id }, index) => (
          <rect key={id} class="pod" x={252} y={rowOf(index) - 22} width={464} height={HIGH + 32} rx={8} />
        ))}
        {links.map((link) => (
          <Link
            key={`${link.from}-${link.to}`}
            link={link}
            places={places}
            isSource={source !== undefined && link.to.startsWith(`${source}/`)}
          />
        ))}
        {pods.map(({ id }) => (
          <path key={id} class="link" d={`M${SIDECAR_X + PART} ${places.get(id)!.y + HIGH / 2}H${REPLICA_X}`} />
        ))}
        {pods.map(({ id, name }, index) => (
          <text key={id} class="small over" x={260} y={rowOf(index) - 7}>
            {`pod ${name}`}
          </text>
        ))}
        {parts.map((part) => (
          <Part key={part.id} part={part} at={places.get(part.id) ?? { x: 0, y: 0 }} isSource={part.id === source} />
        ))}
      </svg>
      <ul class="parts">
        {parts.map((part) => (
          <li key={part.id} class={`state-${part.state}`}>
            <span aria-hidden="true">{SIGNS[part.state]}</span> <strong>{part.id}</strong>
            {words.value.timeline.colon}
            {stateText(part, part.id === source)}
          </li>
        ))}
      </ul>
      <ul class="legend">
        {(['ready', 'gone', 'frozen', 'starting', 'cut', 'slow', 'changed'] as const).map((state) => (
          <li key={state} class={`state-${state}`}>
            <span aria-hidden="true">{SIGNS[state]}</span> {words.value.stage.states[state]}
          </li>
        ))}
      </ul>
    </figure>
  )
}

function Part({ part, at: { x, y }, isSource }: { part: StagePart; at: { x: number; y: number }; isSource: boolean }) {
  const { name, kind, state } = part
  const title = kind === 'replica' ? 'Prometheus' : kind === 'query' ? 'Query' : name
  return (
    <g class={`part state-${state}${isSource ? ' source' : ''}`}>
      <rect x={x} y={y} width={PART} height={HIGH} rx={kind === 'query' || kind === 'service' ? 26 : 5} />
      <text class="strong" x={x + 36} y={y + 22}>
        {title}
      </text>
      <text class="small" x={x + 36} y={y + 41}>
        {stateText(part, isSource)}
      </text>
      <text class="sign" x={x + 20} y={y + 33} text-anchor="middle">
        {SIGNS[state]}
      </text>
    </g>
  )
}

function Link({
  link: { from, to, state },
  places,
  isSource,
}: {
  link: StageLink
  places: Map<string, { x: number; y: number }>
  isSource: boolean
}) {
  const [one, other] = [places.get(from), places.get(to)]
  if (one === undefined || other === undefined) return null
  const [x1, y1, x2, y2] = [one.x + PART, one.y + HIGH / 2, other.x, other.y + HIGH / 2]
  const isService = from === 'service'
  const d = isService ? `M${x1} ${y1}C${x1 + 60} ${y1} ${x2 - 330} ${y2 + HIGH / 2 + 8} ${x2} ${y2 + 12}` : `M${x1} ${y1}L${x2} ${y2}`
  return (
    <g class={`link state-${state}${isSource ? ' source' : ''}${isService ? ' service' : ''}`}>
      <path d={d} />
      {state !== 'ready' && (
        <text class="sign" x={(x1 + x2) / 2} y={(y1 + y2) / 2 + 6} text-anchor="middle">
          {SIGNS[state]}
        </text>
      )}
    </g>
  )
}

function listText(parts: readonly StagePart[], links: readonly StageLink[]): string {
  const said = words.value.stage
  const all = parts.map(
    ({ id, state, note }) => `${id}: ${note === undefined ? said.states[state] : said.withNote(said.states[state], note)}`,
  )
  const cut = links.filter(({ state }) => state !== 'ready').map(({ from, to, state }) => said.link(from, to, said.states[state]))
  return said.whole([...all, ...cut])
}
