import { useEffect } from 'preact/hooks'
import { replaySpan } from '../../report/replay.ts'
import { chosen, replay } from './state.ts'
import { bothClocks } from './times.ts'
import { words } from './words/words.ts'

/** Times as fast as it was. */
const SPEEDS = [1, 2, 5, 10, 20]
/** The finest step of the slider, seconds. */
const STEP = 0.25
/** How often the picture moves, ms; and without motion. */
const [FRAME, STILL] = [100, 1000]

/** Begins at the run's beginning; where it has ended, again. */
export function startReplay(): void {
  const run = chosen.value
  const span = run === undefined ? undefined : replaySpan(run)
  if (span === undefined) return
  const now = replay.value
  const at = now === undefined || now.at >= span.to ? span.from + 1 : now.at
  replay.value = { at, speed: now?.speed ?? 5, isMoving: true }
}

export function pause(): void {
  if (replay.value !== undefined) replay.value = { ...replay.value, isMoving: false }
}

/** The replay of the chosen run: begin and pause, speed, and where it is. */
export function ReplayBar() {
  const run = chosen.value
  const isMoving = replay.value?.isMoving === true
  useEffect(() => {
    if (!isMoving) return undefined
    const frame = matchMedia('(prefers-reduced-motion: reduce)').matches ? STILL : FRAME
    let last = performance.now()
    const timer = setInterval(() => {
      const [now, state, span] = [performance.now(), replay.value, chosen.value && replaySpan(chosen.value)]
      if (state === undefined || span === undefined) return
      const at = state.at + ((now - last) / 1000) * state.speed
      last = now
      // At its end the whole run is shown, with its verdict.
      replay.value = at >= span.to ? undefined : { ...state, at }
    }, frame)
    return () => clearInterval(timer)
  }, [isMoving])
  const span = run === undefined ? undefined : replaySpan(run)
  if (span === undefined) return null
  const at = replay.value?.at ?? span.to
  const said = words.value.replay
  return (
    <div class="replay" role="group" aria-label={said.title}>
      <button type="button" onClick={isMoving ? pause : startReplay}>
        {isMoving ? said.pause : said.begin}
      </button>
      <label>
        {said.speed}{' '}
        <select
          value={String(replay.value?.speed ?? 5)}
          onChange={({ currentTarget }) => {
            replay.value = { at: replay.value?.at ?? span.from + 1, isMoving, speed: Number(currentTarget.value) }
          }}
        >
          {SPEEDS.map((speed) => (
            <option key={speed} value={String(speed)}>
              {speed}x
            </option>
          ))}
        </select>
      </label>
      <label class="grow">
        <span class="dim">{said.time}</span>
        <input
          type="range"
          min={span.from + 1}
          max={span.to}
          step={STEP}
          value={at}
          aria-valuetext={bothClocks(at)}
          onInput={({ currentTarget }) => {
            const wanted = Number(currentTarget.value)
            replay.value = wanted > span.to - STEP ? undefined : { speed: replay.value?.speed ?? 5, isMoving: false, at: wanted }
          }}
        />
      </label>
      <output>{replay.value === undefined ? said.whole : `+${(at - span.from).toFixed(1)} s`}</output>
      {replay.value !== undefined && <p class="dim">{said.note}</p>}
    </div>
  )
}
