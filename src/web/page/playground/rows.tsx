import type { MergedGap } from '../../../explain/events.ts'
import type { Explanation } from '../../../explain/explanation.ts'
import { exactSeconds } from '../../../lib/format.ts'
import { boxesAt, crossesAt, type DrawnReplica, gapsOf, linesAt, placed, type TimeScale, shareOf, ticksOf, widthOf, xOf } from './drawn.ts'
import { DurationField } from './fields.tsx'
import { beginOutage, newOutage, OffsetHandle, OutageBand, OutageHandles } from './handles.tsx'
import { words } from '../words/words.ts'
import type { PlaygroundState, MergeResult } from './state.ts'

/* The rows of the picture. Marks are drawn in a box that is 100 high, whatever its size, and as wide as it is. */

interface RowProps {
  state: PlaygroundState
  scale: TimeScale
}

/** How wide a mark may be, so that two scrapes do not touch. Pixels. */
function markSize(intervalMs: number, { from, to, width, em }: TimeScale): number {
  return Math.min(Math.max(((intervalMs * width) / (to - from)) * 0.55, 1.5), em * 0.6)
}

function Marks({ scale, children }: { scale: TimeScale; children: preact.ComponentChildren }) {
  return (
    <svg class="pg-marks" viewBox={`0 0 ${Math.max(1, scale.width)} 100`} preserveAspectRatio="none" aria-hidden="true">
      {children}
    </svg>
  )
}

/** The lines of the time axis, and of the switches. */
function Lines({ scale, isOfRun, switches }: { scale: TimeScale; isOfRun: boolean; switches: readonly { at: number }[] }) {
  return (
    <>
      <path
        class="pg-grid"
        d={linesAt(
          ticksOf(scale, isOfRun).map(({ t }) => t),
          scale,
          [0, 100],
        )}
      />
      <path
        class="pg-switch"
        d={linesAt(
          switches.map(({ at }) => at),
          scale,
          [0, 100],
        )}
      />
    </>
  )
}

/** A replica's own samples: full are those that Query returns. */
export function ReplicaRow({
  state,
  scale,
  number,
  explanation,
  drawn,
}: RowProps & { number: number; explanation: Explanation; drawn: DrawnReplica }) {
  const isOfRun = state.isOfRun.value
  const { name } = explanation.replicas[number]!
  const size = markSize(explanation.intervalsMs[number]!, scale)
  const outages = isOfRun ? [] : state.setting.value.outages
  const sentence = words.value.playground.samplesOf(name, drawn.returned.length, drawn.skipped.length)
  return (
    <div class={`pg-row r${number}`}>
      <div class="pg-head">
        <b class="pg-name">
          <span class="pg-badge">{number}</span> {name}
        </b>
        {isOfRun ? <Presence state={state} number={number} /> : <ReplicaFields state={state} number={number} />}
      </div>
      <div
        class={`pg-track${isOfRun ? '' : ' pg-editable'}`}
        onPointerDown={(event) => (isOfRun ? undefined : beginOutage(event, state, number, scale))}
        onDblClick={(event) => (isOfRun ? undefined : newOutage(state, number, timeOf(event, scale)))}
      >
        {outages.map((outage, place) => (outage.replica === number ? <OutageBand key={place} outage={outage} scale={scale} /> : null))}
        <Marks scale={scale}>
          <Lines scale={scale} isOfRun={isOfRun} switches={explanation.trace.switches} />
          <path class="pg-skipped" d={boxesAt(drawn.skipped, scale, [38, 68], size)} />
          <path class="pg-returned" d={boxesAt(drawn.returned, scale, [16, 80], size)} />
          <path class="pg-marker" d={crossesAt(drawn.markers, scale, [36, 64], scale.em * 0.8)} />
        </Marks>
        {drawn.penalties.map(({ from, to }) => (
          <Penalty key={from} from={from} to={Math.min(to, scale.to)} scale={scale} />
        ))}
        {outages.map((outage, place) =>
          outage.replica === number ? <OutageHandles key={place} state={state} outage={outage} place={place} scale={scale} /> : null,
        )}
        {isOfRun ? null : <OffsetHandle state={state} replica={number} scale={scale} />}
        <span class="pg-unseen">{sentence}</span>
      </div>
    </div>
  )
}

function timeOf(event: MouseEvent, { from, to, width }: TimeScale): number {
  const { left } = (event.currentTarget as HTMLElement).getBoundingClientRect()
  return from + ((event.clientX - left) / width) * (to - from)
}

function Penalty({ from, to, scale }: { from: number; to: number; scale: TimeScale }) {
  return <span class="pg-penalty" style={{ left: shareOf(scale, from), width: widthOf(scale, to - from) }} />
}

function ReplicaFields({ state, number }: { state: PlaygroundState; number: number }) {
  const { intervalsMs, offsetsMs } = state.setting.value
  const name = `replica-${number}`
  const said = words.value.playground
  return (
    <>
      <span class="pg-buttons">
        <button type="button" onClick={() => newOutage(state, number)} aria-label={said.addOutage(name)}>
          {said.outage}
        </button>
        {intervalsMs.length > 1 ? (
          <button type="button" onClick={() => void state.removeReplica(number)} aria-label={said.remove(name)}>
            ×
          </button>
        ) : null}
      </span>
      <DurationField
        label={said.every}
        name={said.intervalOf(name)}
        value={intervalsMs[number]!}
        least={1}
        change={(ms) => state.setInterval(number, ms)}
      />
      <DurationField
        label={said.offset}
        name={said.offsetAsText(name)}
        value={offsetsMs[number]!}
        change={(ms) => ms < intervalsMs[number]! && state.setOffset(number, ms)}
      />
    </>
  )
}

function Presence({ state, number }: { state: PlaygroundState; number: number }) {
  const toggle = () => {
    const next = new Set(state.without.peek())
    if (!next.delete(number)) next.add(number)
    state.without.value = next
  }
  return (
    <label class="pg-field">
      <input type="checkbox" checked={!state.without.value.has(number)} onChange={toggle} /> {words.value.playground.hasIt}
    </label>
  )
}

/** What Query returns: a lane a replica, so that a switch is a step. */
export function MergedRow({ state, scale, result }: RowProps & { result: MergeResult }) {
  const { how, explanation } = result
  const { trace, replicas, intervalsMs } = explanation
  const gaps = gapsOf(explanation)
  const lane = 100 / replicas.length
  const of = (number: number, isStale: boolean) =>
    Array.from(trace.t).filter((_, place) => trace.sources[place] === number && trace.stale.has(place) === isStale)
  return (
    <div class="pg-row pg-merged">
      <div class="pg-head">
        <b class="pg-name">{words.value.playground.queryReturns}</b>
        <span class="pg-dim">{how.algorithm === 'chain' ? words.value.playground.byChain : words.value.playground.byPenaltyShort}</span>
        <span class="pg-lanes" aria-hidden="true">
          {replicas.map((_, number) => (
            <span key={number} class={`pg-badge r${number}`}>
              {number}
            </span>
          ))}
        </span>
      </div>
      <div class="pg-cell">
        <Notes scale={scale} gaps={gaps} explanation={explanation} />
        <div class="pg-track" style={{ height: `${Math.max(3.2, 1.5 * replicas.length)}em` }}>
          {gaps.map((gap) => (
            <span key={gap.from} class="pg-gap" style={{ left: shareOf(scale, gap.from), width: widthOf(scale, gap.to - gap.from) }} />
          ))}
          <Marks scale={scale}>
            <Lines scale={scale} isOfRun={state.isOfRun.value} switches={trace.switches} />
            {replicas.map((_, number) => {
              const [top, bottom] = [lane * (number + 0.12), lane * (number + 0.88)]
              return (
                <g key={number} class={`r${number}`}>
                  <path class="pg-returned" d={boxesAt(of(number, false), scale, [top, bottom], markSize(intervalsMs[number]!, scale))} />
                  <path class="pg-marker" d={crossesAt(of(number, true), scale, [top, bottom], scale.em * 0.8)} />
                </g>
              )
            })}
          </Marks>
        </div>
      </div>
    </div>
  )
}

/** The length of each gap and each switch, as far as there is space: the longest gaps first. */
function Notes({ scale, gaps, explanation }: { scale: TimeScale; gaps: MergedGap[]; explanation: Explanation }) {
  const longest = [...gaps].sort((one, other) => other.to - other.from - (one.to - one.from))
  const notes = [
    ...longest.map(({ from, to, switches }) => {
      const [only] = switches
      const then = only !== undefined && switches.length === 1 ? ` → ${only.to}` : ''
      return { t: (from + to) / 2, text: `${words.value.playground.gapOf(exactSeconds(to - from))}${then}`, isGap: true }
    }),
    ...explanation.trace.switches
      .filter(({ at }) => gaps.every((gap) => gap.switches.length !== 1 || gap.switches[0]!.at !== at))
      .map(({ at, to }) => ({ t: at, text: `→ ${to}`, isGap: false })),
  ]
  return (
    <div class="pg-notes" aria-hidden="true">
      {placed(notes, scale).map(({ t, from, to, text, isGap }) => (
        <span key={`${t} ${text}`} class={isGap ? 'pg-note-gap' : ''} style={{ left: `${(100 * (from + to)) / 2 / scale.width}%` }}>
          {text}
        </span>
      ))}
    </div>
  )
}

/** The time axis. */
export function Axis({ state, scale }: RowProps) {
  return (
    <div class="pg-row pg-axis" aria-hidden="true">
      <div class="pg-head" />
      <div class="pg-notes">
        {ticksOf(scale, state.isOfRun.value).map(({ t, label }) => {
          const x = xOf(scale, t)
          const side = x < scale.em ? 'pg-first' : x > scale.width - scale.em ? 'pg-last' : ''
          return (
            <span key={t} class={side} style={{ left: shareOf(scale, t) }}>
              {label}
            </span>
          )
        })}
      </div>
    </div>
  )
}
