import type { PagePrediction, PageScreen } from '../../../model/lesson-page.ts'
import { ComparedFigures, PredictionForm, LockedPrediction } from './predict.tsx'
import { StepOutcome } from './step.tsx'
import { act } from './lesson-state.ts'
import { lessonText } from './lesson-words.ts'
import { Onwards } from './screen.tsx'

/** What a projector shows of a lesson. */
export interface Projected {
  /** The prediction that was asked for last. */
  last: PagePrediction
  /** Once the run is measured: everything that it answers. */
  answered: PagePrediction[]
}

/** Undefined where the lesson has asked for nothing yet, or is finished. */
export function projected({ predictions, finished }: PageScreen): Projected | undefined {
  const last = predictions.at(-1)
  if (last === undefined || finished) return undefined
  const isAnswered = last.compared !== undefined
  return { last, answered: isAnswered ? predictions.filter(({ run, compared }) => run === last.run && compared !== undefined) : [] }
}

/** What was asked for alone, large; once the run is measured, the answer. */
export function LargeLesson({ now, shown: { last, answered } }: { now: PageScreen; shown: Projected }) {
  const words = lessonText.value
  return (
    <article class="lesson-large">
      <h1>{now.lesson.title}</h1>
      <div aria-live="polite">
        {answered.map(({ id, ask, compared }) => (
          <section key={id} aria-label={words.measured}>
            <p class="lesson-ask">{ask}</p>
            <ComparedFigures compared={compared!} />
          </section>
        ))}
      </div>
      {answered.length === 0 && (
        <section aria-label={words.predict}>
          {last.locked === undefined ? (
            <PredictionForm prediction={last} />
          ) : (
            <>
              <LockedPrediction prediction={last} />
              <p>{words.waiting}</p>
            </>
          )}
        </section>
      )}
      {now.open === 'step' && now.step !== undefined && (
        <>
          <p class="lesson-buttons">
            <button type="button" onClick={() => void act('check')}>
              {words.check} <kbd>C</kbd>
            </button>
          </p>
          <StepOutcome step={now.step} predictions={[]} />
        </>
      )}
      <Onwards now={now} />
    </article>
  )
}
