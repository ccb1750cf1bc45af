import type { RoomLearner } from '../../../model/class-state.ts'
import { hidesNames, inOrder } from './room-state.ts'
import type { RoomWords } from './room-words.ts'

const local = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })

const clockOf = (at: number) => local.format(at)

/** A tile a learner; who needs help comes first. */
export function Tiles({ learners, words }: { learners: readonly RoomLearner[]; words: RoomWords }) {
  const numbers = new Map([...learners].sort((one, other) => one.joinedAt - other.joinedAt).map(({ id }, place) => [id, place + 1]))
  return (
    <section aria-labelledby="learners">
      <h2 id="learners">{words.learnersTitle}</h2>
      {learners.length === 0 && <p>{words.nobody}</p>}
      <ul class="tiles">
        {inOrder(learners).map((learner) => (
          <Tile
            key={learner.id}
            learner={learner}
            words={words}
            name={hidesNames.value ? words.learner(numbers.get(learner.id)!) : learner.name}
          />
        ))}
      </ul>
    </section>
  )
}

function Tile({ learner: { help, at, check, run }, name, words }: { learner: RoomLearner; name: string; words: RoomWords }) {
  return (
    <li class={help === undefined ? 'tile' : 'tile wants-help'}>
      <h3>
        <bdi>{name}</bdi>
      </h3>
      {help !== undefined && (
        <p class="help-flag">
          <span aria-hidden="true">▲ </span>
          {words.help} {words.since(clockOf(help))}
        </p>
      )}
      <p>{at?.title ?? words.noLesson}</p>
      {at !== undefined && (
        <p class="dim">
          {at.finished
            ? `✔ ${words.finished}`
            : [words.place(at.screen, at.screens), ...(at.step === undefined ? [] : [words.step(at.step)])].join(' · ')}{' '}
          {words.since(clockOf(at.since))}
        </p>
      )}
      {(check !== undefined || run !== undefined) && (
        <p>
          {check !== undefined && (
            <span class={check.passed ? 'pass' : 'inconclusive'}>
              {check.passed ? '✔' : '○'} {words.checked(check.passed)}
            </span>
          )}
          {check !== undefined && run !== undefined && ' · '}
          {run !== undefined && (
            <span class={run.verdict}>
              {{ pass: '✔', fail: '✘', inconclusive: '?' }[run.verdict]} {run.scenario}: {words.verdict(run.verdict)}
            </span>
          )}
        </p>
      )}
    </li>
  )
}
