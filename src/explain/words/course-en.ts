import { count } from '../../lib/format.ts'

/* How the course of a merge is said, in English: what Query has, by what rules it merges, and how it stands at a time. */

/** What Query reads and returns. */
export interface ReadSamples {
  selector: string
  /** Then the selector says so, in English. */
  isMadeUp: boolean
  from: string
  to: string
  zone: string
  length: string
  isCounter: boolean
  all: number
  own: readonly { replica: string; samples: number }[]
  returned: number
}

/** A sample: whose, one replica or several, or none that is known. */
export interface SampleOf {
  replicas: readonly string[]
  at: string
}

const sampleOf = ({ replicas, at }: SampleOf) =>
  `${replicas.length === 0 ? '' : `${replicas.map((name) => `${name}'s`).join(' and ')}, `}at ${at}`

export const courseInEnglish = {
  had: ({ selector, from, to, zone, length, isCounter, all, own, returned }: ReadSamples) =>
    `Query reads ${selector} from ${from} to ${to} ${zone} (${length})${isCounter ? ', as under rate()' : ''}. It has ${count(all, 'sample')} (${own.map(({ replica, samples }) => `${samples} of ${replica}`).join(', ')}) and returns ${returned}.`,
  chain:
    'Query chains: it returns every sample of every replica, but of equal times only one. No replica is preferred, and none gets a penalty. The samples of a pair lie side by side.',
  alone: (replica: string, isPartial: boolean) =>
    `Only ${replica} has samples in ${isPartial ? 'the answer' : 'that time'}: there is nothing to merge.`,
  stores: (stores: readonly { name: string; type: string }[]) =>
    `Query has ${count(stores.length, 'healthy store')} (${stores.map(({ name, type }) => `${name}, ${type}`).join('; ')}). If there is another replica, none of them has it in that time: Query does not name a store that its service discovery does not find.`,
  intervals: (each: readonly { replica: string; interval: string }[]) =>
    `The replicas scrape at different intervals: ${each.map(({ replica, interval }) => `${replica} every ${interval}`).join(', ')}. The merged series has the interval of the replica whose samples Query returns. A distance is a gap here from 1.5 intervals of that replica on.`,
  begin: {
    first: (edge: string, replica: string, at: string) =>
      `The left edge of the query is ${edge}. The first sample after it is ${replica}'s, at ${at}`,
    alone: (first: string) => `${first}; no other replica has one.`,
    /** `later`: by how much the other one's sample is later; left out where it is of the same time. `factor`: of the penalty. */
    preferred: (
      first: string,
      { replica, other, later }: { replica: string; other: string; later: string | undefined },
      penalty: { length: string; factor: number },
    ) =>
      `${first}; ${other}'s comes ${later === undefined ? 'at the same time: of equal times that of the chunk with more samples is returned' : `${later} later`}. So Query returns ${replica}'s samples, and ${other} gets a penalty: ${penalty.length} at the start, then ${penalty.factor === 2 ? 'twice' : `${penalty.factor} times`} the interval between the last two samples returned.`,
    stays: (replica: string, other: string) => `While ${replica} has a sample in every interval, ${other} never comes first.`,
    changes: (replica: string, second: string) =>
      `The penalty at the start ends before ${replica}'s next sample, so ${second} comes first then; whichever is returned then stays preferred.`,
  },
  noSample: 'Query returns no sample in that time.',
  upTo: (at: string) => `Up to ${at} it stays so, without a gap.`,
  more: (events: number, last: string) => `${count(events, 'more such event')}, the last at ${last}; --at TIME describes any of them.`,
  noGap: 'There is no gap.',
  returnsAll: (samples: number) => `Query returns its ${count(samples, 'sample')}, without a gap.`,
  steady: (samples: number, replica: string) => `It stays so: all ${count(samples, 'sample')} are ${replica}'s, without a gap.`,
  /** How it stands at a time. */
  state: {
    notYet: (at: string, first: string) => `At ${at} Query has not returned any sample yet: the first is at ${first}.`,
    after: (at: string, end: string, { last, earlier }: { last: SampleOf; earlier: string }) =>
      `${at} is after the explained time, which ends at ${end}. The last sample in it is ${sampleOf(last)}, ${earlier} earlier.`,
    differs: (at: string, last: SampleOf, from: string) =>
      `At ${at} the last sample that Query returns is ${sampleOf(last)}. Which replica it prefers is not known, as the model and Query differ from ${from} on.`,
    last: (at: string, last: SampleOf) => `At ${at} the last sample that Query returns is ${sampleOf(last)}.`,
    /** `since`: left out where it is from the beginning. */
    preferred: (at: string, replica: string, last: SampleOf, since?: string) =>
      `At ${at} Query prefers ${replica} (since ${since ?? 'the beginning'}). The last sample that it returns is ${sampleOf(last)}.`,
  },
  /** What Query had while some were away. `longest`: between two of its samples. */
  outage: (away: readonly string[], left: readonly string[], longest: string) =>
    `While ${away.join(', ')} was away, Query had only ${left.join(', ')}: nothing to merge, and at most ${longest} between its samples.`,
  gapOnceBack: (away: readonly string[]) =>
    `The gap appears once ${away.join(', ')} is back: Query then reads its history, with the gap in it.`,
  /** `before`: what the other one has right before and after. `samples`: that disagree. */
  disagree: (
    { at, replica, value, other, otherValue }: { at: string; replica: string; value: string; other: string; otherValue: string },
    samples: number,
    isChain: boolean,
  ) =>
    `The replicas disagree: at ${at} ${replica} has ${value}, while ${other} has ${otherValue} right before and after.${samples > 1 ? ` This is so for ${count(samples, 'sample')}.` : ''} ${isChain ? 'Query returns both' : 'Query returns the value of the replica that it prefers'}; the table has the values.`,
}
