import type { PagePrediction, PageStep } from '../../../model/lesson-page.ts'
import { act, acting, lastCheck } from './lesson-state.ts'
import { lessonText } from './lesson-words.ts'
import { ComparedFigures } from './predict.tsx'

/** What to do, hints, and what the check found. The learner does it; no button here does. */
export function StepPanel({ step, predictions }: { step: PageStep; predictions: readonly PagePrediction[] }) {
  const words = lessonText.value
  const { task, passed, hints, levels, readsFiles } = step
  return (
    <section class="lesson-step" aria-label={words.step}>
      <p>
        <strong>{task}</strong> <span class={passed ? 'pass' : 'dim'}>{passed ? words.done : words.notDone}</span>
      </p>
      {readsFiles && <p class="dim">{words.files}</p>}
      <div aria-live="polite">
        {hints.map((hint, place) => (
          <p key={hint}>
            <em>{words.hintOf(place + 1, levels)}</em> {hint}
          </p>
        ))}
      </div>
      <p class="lesson-buttons">
        <button type="button" class={passed ? '' : 'is-main'} onClick={() => void act('check')}>
          {words.check} <kbd>C</kbd>
        </button>
        {!passed && hints.length < levels && (
          <button type="button" onClick={() => void act('hint')}>
            {words.hint} <kbd>T</kbd>
          </button>
        )}
      </p>
      <StepOutcome step={step} predictions={predictions} />
    </section>
  )
}

/** What the check found; of a step that passed elsewhere, too: in a terminal, or before the page was opened. */
export function StepOutcome({ step: { id, passed, run }, predictions }: { step: PageStep; predictions: readonly PagePrediction[] }) {
  const words = lessonText.value
  const own = lastCheck.value?.step === id ? lastCheck.value : undefined
  const compared = passed ? predictions.filter((one) => one.run === run && one.compared !== undefined) : []
  const isPassed = passed || own?.passed === true
  return (
    <div role="status">
      {acting.value === 'check' && <p class="dim">{words.checking}</p>}
      {(isPassed || own !== undefined) && (
        <p>
          <strong class={isPassed ? 'pass' : 'inconclusive'}>{isPassed ? words.passed : words.notYet}</strong> {own?.detail}
        </p>
      )}
      {compared.map((one) => (
        <div key={one.id}>
          <p class="lesson-ask">{one.ask}</p>
          <ComparedFigures compared={one.compared!} />
        </div>
      ))}
      {own?.otherwise !== undefined && (
        <p>
          <strong>{words.otherwise}</strong> {own.otherwise}
        </p>
      )}
    </div>
  )
}
