import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { PageScreen } from '../../../model/lesson-page.ts'
import { live } from '../state.ts'
import { Blocks } from './blocks.tsx'
import { act, isListOpen, screenKey } from './lesson-state.ts'
import { lessonText } from './lesson-words.ts'
import { AskedPrediction } from './predict.tsx'
import { StepPanel } from './step.tsx'

/** One screen of a lesson, and what leads on from it. */
export function Screen({ now }: { now: PageScreen }) {
  const words = lessonText.value
  const box = useRef<HTMLElement>(null)
  const title = useRef<HTMLHeadingElement>(null)
  const shown = useRef(screenKey.peek())
  useEffect(() => {
    // Whoever reads here goes on where the new text begins; whoever is in the playground meanwhile stays there.
    const { activeElement, body } = document
    const reads = activeElement === body || box.current?.contains(activeElement) === true
    if (shown.current !== screenKey.peek() && reads) title.current?.focus()
    shown.current = screenKey.peek()
  })
  const { lesson, screen, screens, blocks, predictions, step, lab } = now
  const isForeign = live.value !== undefined && live.value.lab.name !== lab
  return (
    <article class="lesson-screen" aria-labelledby="lesson-title" ref={box}>
      <h2 id="lesson-title" ref={title} tabIndex={-1}>
        {lesson.title}
      </h2>
      <p class="dim">{now.finished ? words.finished : words.place(screen, screens, lesson.minutes)}</p>
      {isForeign && <p role="alert">{words.lab(lab)}</p>}
      {now.finished ? (
        <>
          <h3>{words.takeaways}</h3>
          <ul>
            {now.takeaways?.map((text) => (
              <li key={text}>
                <strong>{text}</strong>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <Blocks
          blocks={blocks}
          directive={(type, id) => {
            const prediction = type === 'predict' ? predictions.find((one) => one.id === id) : undefined
            if (prediction !== undefined) return <AskedPrediction key={screenKey.value} prediction={prediction} />
            return type === 'step' && step?.id === id ? <StepPanel step={step} predictions={predictions} /> : null
          }}
        />
      )}
      <Onwards now={now} />
      <Leave />
    </article>
  )
}

/** The button that leads on; a screen that asks for something has one of its own. */
export function Onwards({ now: { open, finished, following, screen, screens } }: { now: PageScreen }) {
  const words = lessonText.value
  if (finished)
    return following === undefined ? null : (
      <p class="lesson-buttons">
        <button type="button" class="is-main" onClick={() => void act('start', { lesson: following })}>
          {words.following}
        </button>
      </p>
    )
  if (open !== undefined) return null
  return (
    <p class="lesson-buttons">
      <button type="button" class="is-main" onClick={() => void act('next')}>
        {screen === screens ? words.finish : words.next} <kbd>N</kbd>
      </button>
    </p>
  )
}

/** To the list, or to the beginning; that asks once. */
function Leave() {
  const words = lessonText.value
  const asks = useSignal(false)
  const answer = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (asks.value) answer.current?.focus()
  }, [asks.value])
  const close = () => {
    asks.value = false
  }
  return (
    <div class="lesson-leave">
      <p class="lesson-buttons">
        <button
          type="button"
          onClick={() => {
            isListOpen.value = true
          }}
        >
          {words.all}
        </button>
        <button
          type="button"
          aria-expanded={asks.value}
          onClick={() => {
            asks.value = !asks.value
          }}
        >
          {words.reset}
        </button>
      </p>
      {asks.value && (
        <div role="group" aria-labelledby="lesson-reset">
          <p id="lesson-reset">{words.resetText}</p>
          <p class="lesson-buttons">
            <button
              type="button"
              onClick={() => {
                close()
                void act('reset')
              }}
            >
              {words.resetYes}
            </button>
            <button type="button" ref={answer} onClick={close}>
              {words.resetNo}
            </button>
          </p>
        </div>
      )}
    </div>
  )
}
