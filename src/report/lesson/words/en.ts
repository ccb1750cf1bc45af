import type { Language } from '../../../model/language.ts'
import { FIGURES_IN_ENGLISH } from '../../../verdict/figure-words.ts'

/* What the commands of a lesson say, in English. Every other language has the same words, by the type of these: a missing one does not compile. */

export const lessonsInEnglish = {
  figures: FIGURES_IN_ENGLISH,
  screen: {
    minutes: (minutes: number) => `${minutes} min`,
    place: (at: number, of: number) => `${at} of ${of}`,
    finished: 'finished',
    isOver: 'The lesson is finished. Take away:',
    stuck: 'Stuck? thanos-lab lesson hint',
    check: 'Then: thanos-lab lesson check',
    number: (unit: string) => `a number, in ${unit}`,
    units: { seconds: 'seconds', scrapes: 'scrape intervals', number: 'whole numbers' },
    yours: (value: string, clock: string) => `Your prediction: ${value} (locked at ${clock} UTC)`,
    noFigure: (words: string) => `(no ${words} in your run)`,
    typePrediction: 'type your prediction, or Enter to think about it',
  },
  prompt: {
    prediction: 'Your prediction: ',
    nothing: 'Nothing is locked. → thanos-lab lesson start goes on here',
    locked: (value: string) => `Locked: ${value}. It is compared with what you measure.`,
  },
  check: {
    passed: 'Passed.',
    notYet: 'Not yet.',
    // Between that and what was found.
    space: ' ',
    otherwise: 'It went otherwise? ',
    predicted: '  you predicted  ',
    measured: '  measured       ',
    scrapes: (value: string) => `${value} scrapes`,
    inScrapes: (measured: string, value: string) => `${measured} (${value} scrapes)`,
    chosen: (measured: string, choice: string) => `${measured}: ${choice}`,
    isRight: 'As you predicted.',
    isOther: 'Otherwise than you predicted: the next screen says why.',
  },
  list: {
    at: (screen: number, screens: number) => `at ${screen} of ${screens}`,
    done: (finished: number, all: number, minutes: number) => `${finished} of ${all} finished; ${minutes} minutes in all.`,
  },
  hint: (level: number, levels: number, hint: string) => `Hint ${level} of ${levels}: ${hint}`,
  reset: {
    nothing: 'Nothing was started, so nothing is reset.',
    again: (lessons: readonly string[]) => `These begin again: ${lessons.join(', ')}.`,
  },
  found: {
    already: 'This step has passed already.',
    tooEarly: (run: string, clock: string) =>
      `Your run ${run} began before ${clock}, when your prediction was locked or the lesson was started. Run it again.`,
    noRun: (scenario: string | undefined, lab: string, clock: string) =>
      `There is no saved run ${scenario === undefined ? 'of a scenario of your own' : `of ${scenario}`} on the lab "${lab}" since ${clock} UTC.`,
    otherLab: (run: string, lab: string, wanted: string) => `The run ${run} is of the lab "${lab}", not of "${wanted}".`,
    otherVerdict: (run: string, verdict: string, wanted: string, why = '') =>
      `The run ${run} ended ${verdict}, not ${wanted}.${why === '' ? '' : ` ${why}`}`,
    noFault: (run: string, fault: string) => `The run ${run} has no ${fault} whose effect was observed.`,
    ran: (run: string, scenario: string, verdict: string) => `The run ${run} of ${scenario} ended ${verdict}.`,
    series: (via: string, found: number, query: string, least: number) =>
      `${via} has ${found} series of ${query}; expected at least ${least}.`,
    stillSeries: (via: string, found: number, query: string) => `${via} still has ${found} series of ${query}.`,
    unseenSeries: (query: string) => `No check has seen a series of ${query} yet, so that it is gone shows nothing.`,
    goneSeries: (query: string) => `The series of ${query} is gone.`,
    noAnswer: (via: string, error: string) => `${via} does not answer: ${error}`,
    noLab: (lab: string) => `There is no lab "${lab}".`,
    unknownFlag: (part: string, flag: string) => `${part} does not say what its flag ${flag} is.`,
    flag: (part: string, flag: string, is: string, wanted?: string) =>
      `${part} runs with ${flag} = ${is}${wanted === undefined ? '' : `; expected ${wanted}`}.`,
    labIs: (lab: string, state: string) => `The lab "${lab}" is ${state}.`,
    stillLab: (lab: string) => `The lab "${lab}" is still there.`,
    unseenLab: 'No check has seen the lab yet, so that it is gone shows nothing.',
    goneLab: (lab: string) => `The lab "${lab}" was there, and is removed.`,
    kinds: {
      scenario: 'scenario',
      query: 'answer of query --json',
      explain: 'answer of explain --json',
      audit: 'answer of audit --json',
    },
    validFile: (path: string, kind: string) => `${path} is a valid ${kind}.`,
    noFile: (path: string) => `There is no file ${path} in this folder.`,
    unreadable: (path: string, why: string) => `${path} cannot be read: ${why}.`,
    lacksFault: (path: string, fault: string, others: readonly string[]) =>
      `${path} is valid, but has no ${fault}; it has ${others.join(', ') || 'no fault'}.`,
    notJson: (path: string) => `${path} is not JSON.`,
    otherKind: (path: string, kind: string) => `${path} is no ${kind}.`,
    otherValue: (path: string, key: string, is: string, wanted: string) => `${path} has ${key}: ${is}; expected ${wanted}.`,
    otherLength: (path: string, key: string, is: number, wanted: number) => `${path} has ${is} ${key}; expected ${wanted}.`,
  },
}

/** These words, and the language that they are of. */
export type LessonWords = typeof lessonsInEnglish & { language: Language }
