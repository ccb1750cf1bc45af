import type { RoomQuestion } from '../../../model/class-state.ts'
import { histogram, type HistogramRow, medianText } from './histogram.ts'
import type { RoomWords } from './room-words.ts'

interface QuestionsProps {
  questions: readonly RoomQuestion[]
  learners: number
  words: RoomWords
}

/** A panel a question: what the room predicts, and what it has measured. The newest question comes first. */
export function Questions({ questions, learners, words }: QuestionsProps) {
  const newest = [...questions].sort((one, other) => other.since - one.since)
  return (
    <section aria-labelledby="questions">
      <h2 id="questions">{words.questionsTitle}</h2>
      {newest.length === 0 && <p>{words.noQuestion}</p>}
      <div class="questions">
        {newest.map((question) => (
          <Question key={question.key} question={question} learners={learners} words={words} />
        ))}
      </div>
    </section>
  )
}

function Question({ question, learners, words }: { question: RoomQuestion; learners: number; words: RoomWords }) {
  const rows = histogram(question, words)
  const most = Math.max(1, ...rows.map(({ predicted }) => predicted))
  const { predictions, measured, right, title, ask } = question
  const median = medianText(question, words)
  return (
    <article class="question">
      <p class="dim">{title}</p>
      <h3>{ask}</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.answerColumn}</th>
            <th scope="col">{words.predictedColumn}</th>
            <th scope="col">{words.measuredColumn}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Bar key={row.label} row={row} most={most} />
          ))}
        </tbody>
      </table>
      <p>
        {words.predictedCount(predictions.length, learners)}{' '}
        {measured.length === 0 ? words.notMeasured : words.measuredCount(measured.length, right)}{' '}
        {median !== undefined && words.median(median)}
      </p>
    </article>
  )
}

function Bar({ row: { label, predicted, measured }, most }: { row: HistogramRow; most: number }) {
  return (
    <tr class={measured > 0 ? 'answered' : ''}>
      <th scope="row">{label}</th>
      <td class="bar">
        <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
          <rect width={(100 * predicted) / most} height="10" />
        </svg>
        <span>{predicted}</span>
      </td>
      <td class="short">{measured > 0 && `◆ ${measured}`}</td>
    </tr>
  )
}
