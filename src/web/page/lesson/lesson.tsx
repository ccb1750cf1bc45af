import { useSignalEffect } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { LessonsAnswer } from '../../../model/lesson-page.ts'
import { showLab } from '../actions.ts'
import { PlaygroundView } from '../playground-view.tsx'
import { Scenarios } from '../scenarios.tsx'
import { Stage } from '../stage.tsx'
import { isLarge } from '../state.ts'
import { language } from '../words/words.ts'
import { act, isListOpen, lessons, readLessons, side, SIDES, writtenAt } from './lesson-state.ts'
import { lessonText } from './lesson-words.ts'
import { LargeLesson, projected } from './projector.tsx'
import { Screen } from './screen.tsx'

/** A lesson, beside what it is about. */
export function LessonView() {
  // Beside a lesson stands the lab, not a saved run.
  useEffect(showLab, [])
  useSignalEffect(() => {
    void [writtenAt.value, language.value]
    void readLessons()
  })
  const answer = lessons.value
  if (answer === undefined) return null
  const now = answer.current
  const large = isLarge.value && now !== null && !isListOpen.value ? projected(now) : undefined
  if (now !== null && large !== undefined) return <LargeLesson now={now} shown={large} />
  return (
    <div class="lesson-split">
      {now === null || isListOpen.value ? <List answer={answer} /> : <Screen now={now} />}
      <Beside />
    </div>
  )
}

/** Whether a prediction stands alone: then the page has no other heading. */
export function isOnProjector(): boolean {
  const now = lessons.value?.current
  return isLarge.value && now != null && !isListOpen.value && projected(now) !== undefined
}

/** Every lesson, and where the learner stands. */
function List({ answer: { lessons: all, current } }: { answer: LessonsAnswer }) {
  const words = lessonText.value
  return (
    <section>
      <h2>{words.lessons}</h2>
      <p>{words.about}</p>
      <ol class="lesson-list">
        {all.map(({ name, title, minutes, state, screen = 1, screens }) => (
          <li key={name} aria-current={current?.lesson.name === name ? 'true' : undefined}>
            <h3>{title}</h3>
            <p class="lesson-buttons">
              <button
                type="button"
                aria-label={`${startWord(state)}: ${title}`}
                class={current?.lesson.name === name ? 'is-main' : ''}
                onClick={() => void act('start', { lesson: name })}
              >
                {startWord(state)}
              </button>{' '}
              <span class="dim">
                {words.minutes(minutes)} · {words.state(state, screen, screens)}
              </span>
            </p>
          </li>
        ))}
      </ol>
    </section>
  )
}

function startWord(state: LessonsAnswer['lessons'][number]['state']): string {
  const { begin, goOn, again } = lessonText.value
  return { new: begin, started: goOn, finished: again }[state]
}

/** The lab, the playground, or what can be run. */
function Beside() {
  const words = lessonText.value
  return (
    <section class="lesson-beside" aria-label={words.beside}>
      <div class="lesson-sides" role="group" aria-label={words.beside}>
        {SIDES.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={side.value === name}
            onClick={() => {
              side.value = name
            }}
          >
            {words.sides[name]}
          </button>
        ))}
      </div>
      {side.value === 'stage' && <Stage />}
      {side.value === 'playground' && <PlaygroundView link={undefined} />}
      {side.value === 'scenarios' && <Scenarios />}
    </section>
  )
}
