import { enumerated, seconds, sentence } from '../lib/format.ts'

/* What the sentence about a situation is made of, in English. The page has them in its own languages. */

export const SITUATION_IN_ENGLISH = {
  notReady: 'not ready',
  notInQueryYet: 'not in Query yet',
  notInQuery: 'not in Query',
  returnsNoSeries: 'returns no series',
  doesNotAnswer: 'does not answer',
  noReplica: 'no replica ready',
  sidecarOf: (sidecar: string, pod: string) => `${sidecar} of ${pod}`,
  /** In the order in which they are said: who is in that state. */
  states: {
    gone: (who: readonly string[]) => `${enumerated(who)} ${areOf(who)} down`,
    frozen: (who: readonly string[]) => `${enumerated(who)} ${areOf(who)} frozen`,
    starting: (who: readonly string[]) => `${enumerated(who)} ${areOf(who)} starting again`,
    notBack: (who: readonly string[]) => `${enumerated(who)} ${areOf(who)} not back in Query yet`,
  },
  readyAgain: 'all parts are ready again',
  ready: 'all parts are ready',
  link: (link: string, state: 'cut' | 'slow') => `the link ${link} is ${state}`,
  inEffect: (fault: string, target: string) => `${fault} of ${target} is in effect`,
  noSeries: 'Query returns no series',
  noAnswer: (error: string) => `Query does not answer (${error})`,
  stalled: 'its requests wait',
  noSample: 'Query has no sample',
  noSampleFor: (length: number) => `Query has had no sample for ${seconds(length)}`,
  samples: 'Query returns samples',
  samplesOf: (pod: string) => `Query returns ${pod}'s samples`,
  noGap: 'no gap',
  gaps: (count: number, longest: number) => `${count === 1 ? 'one gap' : `${count} gaps, the longest`} of ${seconds(longest)}`,
  /** All of it as a sentence. The name of a pod stays as it is. */
  whole: (phrases: readonly string[]) => {
    const text = phrases.join('; ')
    return `${/^[a-z]+ /.test(text) ? sentence(text) : text}.`
  },
}

export type SituationWords = typeof SITUATION_IN_ENGLISH

const areOf = ({ length }: readonly string[]) => (length === 1 ? 'is' : 'are')
