import type { RoomEvent, RoomValue } from '../model/class-events.ts'
import type { Received } from '../model/class-files.ts'
import type { RoomLearner, RoomQuestion, RoomState } from '../model/class-state.ts'

/* What a room knows, from the lines that it has received. The same lines give the same room, also after a restart. */

/** What is asked, by the teacher's own copy of the lessons; a lesson or a question that it does not have is shown by its name. */
export interface Course {
  titleOf(lesson: string): string | undefined
  questionOf(lesson: string, question: string): Pick<RoomQuestion, 'ask' | 'choices' | 'unit'> | undefined
}

/** Most learners of a room, and most events of each. */
export const MOST_LEARNERS = 200
export const MOST_EVENTS = 5000
/** Most questions of a room: a learner can send names of questions that no lesson has. */
const MOST_QUESTIONS = 300

interface Member {
  secretHash: string
  ids: Set<string>
}

interface Answers {
  shown: RoomQuestion
  /** By learner. */
  predictions: Map<string, RoomValue>
  measured: Map<string, { value: RoomValue; right: boolean }>
}

/** Names that look alike are the same name. */
const folded = (text: string) => text.normalize('NFKC').toLowerCase()

export class Members {
  readonly #course: Course
  readonly #members = new Map<string, Member>()
  readonly #answers = new Map<string, Answers>()
  #state: RoomState = { at: 0, learners: {}, questions: {} }

  constructor(course: Course) {
    this.#course = course
  }

  get state(): RoomState {
    return this.#state
  }

  /** Learners that have joined, those that have left, too. */
  get size(): number {
    return this.#members.size
  }

  /** Events of all learners that are kept. */
  get events(): number {
    return [...this.#members.values()].reduce((sum, { ids }) => sum + ids.size, 0)
  }

  secretHashOf(learner: string): string | undefined {
    return this.#members.get(learner)?.secretHash
  }

  /** Whether an event is kept already. */
  has(learner: string, id: string): boolean {
    return this.#members.get(learner)?.ids.has(id) === true
  }

  /** Whether a learner may tell so many events more. */
  hasRoomFor(learner: string, more: number): boolean {
    return (this.#members.get(learner)?.ids.size ?? 0) + more <= MOST_EVENTS
  }

  /** `Ada`, or `Ada (2)` where there is one. */
  freeName(name: string, learner: string): string {
    const taken = new Set(Object.values(this.#state.learners).flatMap((one) => (one.id === learner ? [] : folded(one.name))))
    for (let number = 1; ; number += 1) {
      const free = number === 1 ? name : `${name} (${number})`
      if (!taken.has(folded(free))) return free
    }
  }

  /** Takes a line; one that is known already changes nothing. */
  take(line: Received): void {
    this.#state = { ...this.#state, at: line.at }
    if (line.type === 'joined') {
      const ids = this.#members.get(line.learner)?.ids ?? new Set()
      this.#members.set(line.learner, { secretHash: line.secretHash, ids })
      this.#learner(line.learner, (known) => ({ ...known, id: line.learner, name: line.name, joinedAt: known?.joinedAt ?? line.at }))
      return
    }
    const member = this.#members.get(line.learner)
    if (member === undefined || member.ids.has(line.event.id)) return
    member.ids.add(line.event.id)
    this.#happened(line.learner, line.event, line.at)
  }

  #learner(id: string, change: (known: RoomLearner | undefined) => RoomLearner): void {
    this.#state = { ...this.#state, learners: { ...this.#state.learners, [id]: change(this.#state.learners[id]) } }
  }

  #happened(learner: string, event: RoomEvent, since: number): void {
    const known = this.#state.learners[learner]
    if (known === undefined) return
    switch (event.kind) {
      case 'left': {
        const { [learner]: _gone, ...others } = this.#state.learners
        this.#state = { ...this.#state, learners: others }
        return
      }
      case 'help': {
        const { help, ...calm } = known
        return this.#learner(learner, () => (event.wanted ? { ...calm, help: help ?? since } : calm))
      }
      case 'screen':
        return this.#learner(learner, () => this.#at(known, event, since))
      case 'checked':
        return this.#learner(learner, () => ({ ...known, check: { step: event.step, passed: event.passed, since } }))
      case 'run':
        return this.#learner(learner, () => ({ ...known, run: { scenario: event.scenario, verdict: event.verdict, since } }))
      default:
        return this.#answered(learner, event, since)
    }
  }

  #at(known: RoomLearner, event: Extract<RoomEvent, { kind: 'screen' }>, since: number): RoomLearner {
    const { lesson, screen, screens, step, finished } = event
    const isSame = known.at?.lesson === lesson && known.at.screen === screen && known.at.finished === finished
    const at = {
      lesson,
      title: this.#course.titleOf(lesson) ?? lesson,
      screen,
      screens,
      ...(step === undefined ? {} : { step }),
      finished,
      since: isSame ? known.at!.since : since,
    }
    if (known.at?.lesson === lesson) return { ...known, at }
    // Another lesson: what was checked and run belongs to the one before.
    const { check: _check, run: _run, ...rest } = known
    return { ...rest, at }
  }

  #answered(learner: string, event: Extract<RoomEvent, { kind: 'predicted' | 'measured' }>, since: number): void {
    const key = `${event.lesson}/${event.question}`
    const answers = this.#answers.get(key) ?? this.#newQuestion(key, event, since)
    if (answers === undefined || !fits(event.value, answers.shown)) return
    if (event.kind === 'predicted') answers.predictions.set(learner, event.value)
    else answers.measured.set(learner, { value: event.value, right: event.right })
    const measured = [...answers.measured.values()]
    answers.shown = {
      ...answers.shown,
      predictions: [...answers.predictions.values()].sort(byAmount),
      measured: measured.map(({ value }) => value).sort(byAmount),
      right: measured.filter(({ right }) => right).length,
    }
    this.#state = { ...this.#state, questions: { ...this.#state.questions, [key]: answers.shown } }
  }

  #newQuestion(key: string, { lesson, question }: { lesson: string; question: string }, since: number): Answers | undefined {
    if (this.#answers.size >= MOST_QUESTIONS) return undefined
    const asked = this.#course.questionOf(lesson, question) ?? { ask: question }
    const shown = { key, title: this.#course.titleOf(lesson) ?? lesson, ...asked, since, predictions: [], measured: [], right: 0 }
    const answers = { shown, predictions: new Map(), measured: new Map() }
    this.#answers.set(key, answers)
    return answers
  }
}

/** Whether a value answers a question: of one that no lesson here has, both kinds do. */
function fits(value: RoomValue, { choices, unit }: RoomQuestion): boolean {
  if ('choice' in value) return unit === undefined && (choices === undefined || value.choice < choices.length)
  return choices === undefined
}

const amountOf = (value: RoomValue) => ('choice' in value ? value.choice : value.number)
const byAmount = (one: RoomValue, other: RoomValue) => amountOf(one) - amountOf(other)
