import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { ComparedPrediction } from '../../../model/lesson-answers.ts'
import type { PagePrediction } from '../../../model/lesson-page.ts'
import { isoSeconds } from '../../../lib/time.ts'
import { bothClocks } from '../times.ts'
import { act } from './lesson-state.ts'
import { lessonText } from './lesson-words.ts'

/** A prediction: asked for, then locked, then beside what was measured. */
export function AskedPrediction({ prediction }: { prediction: PagePrediction }) {
  const box = useRef<HTMLElement>(null)
  const { locked } = prediction
  const before = useRef(locked)
  useEffect(() => {
    // The button that had the focus is gone.
    if (before.current === undefined && locked !== undefined && document.activeElement === document.body) box.current?.focus()
    before.current = locked
  }, [locked])
  return (
    <section class="lesson-asked" aria-label={lessonText.value.predict} ref={box} tabIndex={-1}>
      {locked === undefined ? <PredictionForm prediction={prediction} /> : <LockedPrediction prediction={prediction} />}
      {prediction.compared !== undefined && <ComparedFigures compared={prediction.compared} />}
    </section>
  )
}

/** Locked by a button, not by a choice: whoever tries the choices has not predicted yet. */
export function PredictionForm({ prediction: { id, ask, choices, number } }: { prediction: PagePrediction }) {
  const value = useSignal('')
  const words = lessonText.value
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (value.value !== '') void act('predict', { id, value: value.value })
      }}
    >
      <fieldset>
        <legend>{ask}</legend>
        {choices?.map((choice, place) => (
          <label key={choice} class="lesson-choice">
            <input
              type="radio"
              name={id}
              required
              checked={value.value === String(place + 1)}
              onChange={() => {
                value.value = String(place + 1)
              }}
            />
            <span>{choice}</span>
          </label>
        ))}
        {number !== undefined && (
          <label class="lesson-number">
            <span class="unseen">{words.yourPrediction}</span>
            <input
              type="number"
              min="0"
              step={number === 'number' ? '1' : 'any'}
              required
              value={value.value}
              onInput={({ currentTarget }) => {
                value.value = currentTarget.value
              }}
            />{' '}
            {words.units[number]}
          </label>
        )}
        <button type="submit">{words.lock}</button>
      </fieldset>
    </form>
  )
}

/** What was predicted, among what could have been; it changes no more. */
export function LockedPrediction({ prediction: { ask, choices, number, locked, lockedAt = '' } }: { prediction: PagePrediction }) {
  const words = lessonText.value
  return (
    <>
      <p class="lesson-ask">{ask}</p>
      {choices === undefined ? (
        <p>
          {words.yourPrediction}: <strong>{locked}</strong> {number === undefined ? '' : words.units[number]}
        </p>
      ) : (
        <ul class="lesson-choices">
          {choices.map((choice) => (
            <li key={choice} class={choice === locked ? 'is-chosen' : ''}>
              <span aria-hidden="true">{choice === locked ? '●' : '○'}</span> {choice}
              {choice === locked && <span class="unseen"> ({words.yourPrediction})</span>}
            </li>
          ))}
        </ul>
      )}
      <p class="dim">{words.lockedAt(bothClocks(isoSeconds(lockedAt)))}</p>
    </>
  )
}

/** What was predicted, what was measured, and whether they agree. */
export function ComparedFigures({ compared: { predicted, measured, right } }: { compared: ComparedPrediction }) {
  const words = lessonText.value
  return (
    <div class="lesson-compared">
      <dl>
        <dt>{words.predicted}</dt>
        <dd>{predicted}</dd>
        <dt>{words.measured}</dt>
        <dd>{measured}</dd>
      </dl>
      <p class={right ? 'pass' : 'inconclusive'}>
        <strong>{right ? words.right : words.wrong}</strong>
      </p>
    </div>
  )
}
