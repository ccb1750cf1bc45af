import type { Asking, Expectation, Finding, Journal, Question, QuestionAnswer, Unit } from '../model/run.ts'
import { type Check, decisive, type Demand, demandsSince, unjudged, within, wordLimits } from './check.ts'
import { isTakenAway, victims } from './spans.ts'
import { quantity, phaseText } from './words.ts'

/** A question asked once, as a check measures it. */
export interface Graph {
  asking: Asking
  /** Those of the place where it is asked: one, or of the Service all. */
  answers: QuestionAnswer[]
  /** Each replica's own. */
  replicas: QuestionAnswer[]
  /** The same question before the fault. */
  before?: Asking
}

export interface Measure {
  unit: Unit
  /** What a graph comes to; undefined where it has nothing to measure. */
  of: (graph: Graph) => number | undefined
}

/** What every check of a question has, by what it measures. */
export function ofQuestion(measure: Measure): Pick<Check, 'of' | 'judge' | 'demands'> {
  return {
    of: 'question',
    judge: (expectation, journal) => judgeQuestion(expectation, journal, measure),
    demands: (expectation, journal) => demandsOf(expectation, journal, measure),
  }
}

/** The finding of an expectation about a question. Where all was so before the fault, every look must keep to it; else one that does shows it. */
function judgeQuestion(expectation: Expectation, journal: Journal, { unit, of }: Measure): Finding {
  const { check, limits, of: name } = expectation
  const word = (value: number) => quantity(value, unit)
  const question = journal.questions?.[name]
  const later =
    question === undefined
      ? []
      : asked(question).filter(({ asking }) => asking.phase === (limits['phase'] ?? asking.phase) && asking.phase !== 'before')
  const wrong = question === undefined ? undefined : trouble(name, question, journal)
  if (wrong !== undefined) return unjudged(expectation, wrong, word)
  const figures = later.flatMap((graph) => {
    const figure = of(graph)
    return figure === undefined || Number.isNaN(figure) ? [] : [{ figure, moment: graph.asking.phase }]
  })
  const [first, ...more] = figures
  if (first === undefined) return unjudged(expectation, `there is no answer to ${name} to measure`, word)
  const fits = ({ figure }: { figure: number }) => within(figure, limits)
  const decides = decisive([first, ...more], fits, demandsOf(expectation, journal, { unit, of }))
  const detail = figures.map(({ figure, moment }) => `${phaseText(moment)} ${word(figure)}`)
  const was = before(question!, of)
  return {
    check,
    series: name,
    passed: fits(decides),
    measured: decides.figure,
    unit,
    expected: wordLimits(limits, word),
    detail: [...(was === undefined ? [] : [`before the fault ${word(was)}`]), ...detail].join('; '),
  }
}

function demandsOf({ of: name, limits }: Expectation, journal: Journal, measure: Measure): Demand {
  const question = journal.questions?.[name]
  return demandsSince(question === undefined ? undefined : before(question, measure.of), limits)
}

/** Damage that shows in the answers of a replica that was struck, of which Query and the others know nothing. */
export function struckAlone(measure: Measure): NonNullable<Check['control']> {
  return (expectation, journal) => {
    const question = journal.questions?.[expectation.of]
    const alone = question?.via === 'replica' && victims(journal).has(question.replica ?? '')
    return alone && demandsOf(expectation, journal, measure).damage
  }
}

function before(question: Question, of: Measure['of']): number | undefined {
  const graph = asked(question).find(({ asking }) => asking.phase === 'before')
  return graph === undefined ? undefined : of(graph)
}

function asked(question: Question): Graph[] {
  const first = question.asked.find((asking) => asking.phase === 'before')
  return question.asked.map((asking) => ({
    asking,
    answers: asking.answers.filter(({ place }) => place === placeOf(question)),
    replicas: asking.answers.filter(({ place }) => place !== 'query' && place !== 'service'),
    ...(first === undefined ? {} : { before: first }),
  }))
}

function placeOf({ via, replica }: Question): string | undefined {
  return via === 'replica' ? replica : via
}

/** What kept a question from its answer, but for what the fault took away. A Service that fails now and then is a thing to measure. */
function trouble(name: string, question: Question, journal: Journal): string | undefined {
  if (placeOf(question) === undefined) return `it was never settled which replica ${name} is asked of`
  for (const { asking, answers } of asked(question)) {
    const wrong = answers.find((answer) => answer.trouble !== undefined)
    const excused = question.via === 'service' || (asking.phase === 'during' && isTakenAway(journal, wrong?.place ?? ''))
    if (wrong !== undefined && !excused) return `${phaseText(asking.phase)}, ${wrong.place} said to ${name}: ${wrong.trouble}`
  }
  return undefined
}
