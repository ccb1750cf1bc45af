import { count, sentence, someOf } from '../../lib/format.ts'
import { FIGURES_IN_ENGLISH } from '../../verdict/figure-words.ts'
import { courseInEnglish } from './course-en.ts'

/*
 * How an explanation is said, in English: so it is by `explain`, and by every report but the page. The page and the lessons have the same words in their own
 * languages, by the type of these. Which of them is said, and of what, is decided in the other files of this folder's parent, for all languages. Times, lengths
 * and names are given as texts.
 */

/** Scrapes of one replica. `often`: with others between. */
export interface ScrapesWithout {
  replica: string
  scrapes: number
  from: string
  to: string
  often: boolean
}

/** A stretch of time, and its length. */
export interface LongStretch {
  from: string
  to: string
  length: string
}

/** Samples of one replica: how many, and when. */
export interface OwnSamplesIn {
  replica: string
  samples: number
  at: string
}

const quoted = (text: string) => `“${text}”`

/** Why a scrape that was due was not made. */
const UNMADE = {
  away: 'it was down, lost data, or did not have the target',
  removed: 'its target was removed or changed, as the stale marker after its last scrape says',
}

function scrapesOf({ replica, scrapes, from, to, often }: ScrapesWithout): string {
  if (scrapes === 1) return `The scrape of ${replica} at ${from}`
  return often ? `${scrapes} scrapes of ${replica} between ${from} and ${to}` : `${scrapes} scrapes of ${replica}, from ${from} to ${to},`
}

const limits = ({ before, after }: StoreLimits) =>
  [...(before === undefined ? [] : [`before ${before}`]), ...(after === undefined ? [] : [`after ${after}`])].join(' and ')

/** Before and after which time a store has nothing. */
export interface StoreLimits {
  store: string
  before?: string
  after?: string
}

const samplesIn = ({ replica, samples, at }: OwnSamplesIn) => `${replica} has ${count(samples, 'sample')} in it, at ${at}`

export const explanationInEnglish = {
  figures: FIGURES_IN_ENGLISH,
  /** Sentences one after another. */
  sentences: (all: readonly string[]) => all.join(' '),
  /** Times in a row, of which so many more are left out. */
  times: someOf,
  /** How far the model and Query agree, and how whole the answer is. */
  agreement: {
    partial: (stores: string) =>
      `WARNING: the answer is partial. ${stores} Samples may be missing from Query's answer, and from what follows.`,
    warned: (texts: readonly string[]) => `Query warned: ${texts.map(quoted).join('; ')}.`,
    noStore: (replica: string) => `Query has no store of ${replica}.`,
    noAnswer: (store: string, said: string, replica?: string) =>
      `${store}${replica === undefined ? '' : ` (${replica})`} did not answer: ${quoted(said)}.`,
    notShown: 'Query does not show the samples that it merges under rate(), so this merge is not compared with Query.',
    plainCompared: 'The plain merge of the same samples is compared.',
    plainEqual: (samples: number) =>
      `The plain merge of the same samples is compared: Query returned the ${count(samples, 'sample')} that the model returns.`,
    equal: (samples: number) => `The model and Query agree on all ${count(samples, 'sample')}, time and value.`,
    /** `step`: which step is not known. */
    sameSamples: (samples: number, step: string) =>
      `Query returned the ${count(samples, 'sample')} that the model returns. That does not show that it took the model's steps: ${step}`,
    differs: (equal: number, all: number, from: string) =>
      `WARNING: the model and Query agree on ${equal} of ${count(all, 'sample')}. The first difference is at ${from}; from there on no step of Query is explained.`,
    /** Which step of the merge is not known: a sentence that may follow a colon. */
    step: {
      partial: 'what the stores that did not answer have is not known.',
      copies: (all: readonly { replica: string; stores: string[] }[]) =>
        `${all.map(({ replica, stores }) => `several stores have ${replica}'s samples of the same time (${stores.join(', ')})`).join('; ')}. In which chunks each gave them could not be verified, and Query switches by chunks.`,
      algorithm: (name: string) =>
        `Query says that it runs with --deduplication.func=${name}, and this is the model of the other algorithm.`,
      unknown: 'which step of Query differs is not known.',
    },
    /** Such a sentence where it follows no colon. */
    apart: sentence,
  },
  /** Why a replica has no sample. */
  absence: {
    failed: (scrapes: ScrapesWithout) => `${scrapesOf(scrapes)} failed.`,
    notExposed: (scrapes: ScrapesWithout) => `${scrapesOf(scrapes)} succeeded, but did not have the series.`,
    unmade: ({ replica, scrapes, from, to, often }: ScrapesWithout, why: 'away' | 'removed') =>
      often
        ? `${replica} has no scrape in several stretches between ${from} and ${to} (${scrapes} were due in the gap): ${UNMADE[why]}.`
        : `${replica} has no scrape from ${from} to ${to} (${scrapes} ${scrapes === 1 ? 'was' : 'were'} due in the gap): ${UNMADE[why]}.`,
    notBegun: ({ replica, scrapes, to }: ScrapesWithout) =>
      `The series had not begun on ${replica}: ${count(scrapes, 'scrape')} up to ${to} succeeded without it.`,
    ended: ({ replica, scrapes, from }: ScrapesWithout) =>
      `The series has ended on ${replica}: ${count(scrapes, 'scrape')} from ${from} on succeeded without it.`,
    notDue: (replica: string, interval: string) => `No scrape of ${replica} was due in it: it scrapes every ${interval}.`,
    outOfReach: (replica: string, store: StoreLimits) =>
      `The store of ${replica}, ${store.store}, says that it has nothing ${limits(store)}.`,
    outOfAllReach: ({ replica, from, to }: ScrapesWithout, stores: readonly StoreLimits[]) =>
      `No store of ${replica} has what is from ${from} to ${to}: ${stores.map((one) => `${one.store} says that it has nothing ${limits(one)}`).join('; ')}.`,
    unknown: ({ replica, from, to }: ScrapesWithout) =>
      `Why ${replica} has no sample from ${from} to ${to} is not known: there is no up of its target.`,
    /** The same, to follow a colon. */
    short: {
      unmade: (why: 'away' | 'removed') => `it has no scrape in the gap (${UNMADE[why]})`,
      failed: 'its scrapes in the gap failed',
      notExposed: 'its scrapes in the gap succeeded, but did not have the series',
    },
    /** What left a stale marker: a sentence's beginning. */
    marker: {
      failed: (replica: string, at: string) => `the scrape of ${replica} at ${at} failed and left a stale marker`,
      notExposed: (replica: string, at: string) =>
        `the scrape of ${replica} at ${at} succeeded, but no longer had the series, which left a stale marker`,
      removed: (replica: string, at: string) => `the target of ${replica} was removed or changed, which left a stale marker at ${at}`,
      unknown: (replica: string, at: string) => `${replica} has a stale marker at ${at}`,
    },
  },
  gap: {
    /** `atLeft`, `atRight`: it begins, or ends, at that edge of the window. */
    whole: ({ from, to, length }: LongStretch, { atLeft, atRight }: { atLeft: boolean; atRight: boolean }, why: string) =>
      `Gap of ${length}, from ${atLeft ? `the left edge of the window, ${from},` : from} to ${atRight ? `the right edge of the window, ${to}` : to}: ${why}`,
    /** `only`: the only replica in the answer. `stretch`: where it is not all of the gap. */
    silent: ({ only, isPartial }: { only: string | undefined; isPartial: boolean }, stretch?: LongStretch) => {
      const who = only === undefined ? `no replica${isPartial ? ' in the answer' : ''}` : `${only}, the only replica in the answer,`
      const has = only === undefined ? 'has a sample' : 'has no sample'
      if (stretch === undefined) return `${who} ${has} in it`
      return `from ${stretch.from} to ${stretch.to} (${stretch.length}) ${who} ${has}`
    },
    nothingFills: (silent: string) => `${silent}, so nothing can fill it.`,
    /** `stores`: those that did not answer; left out where they are too many, or unknown. */
    maybeFilled: (silent: string, stores?: readonly string[]) =>
      `${silent}. But the answer is partial: whether ${stores === undefined ? 'the stores that did not answer have' : `${stores.join(' or ')} has`} samples of that time is not known.`,
    byModel: (steps: string) => `as the model has it: ${steps}`,
    /** `step`: which one is not known. `steps`: those of the model. */
    unknown: (step: string, steps: string) => `the cause is not known: ${step} As the model has it: ${steps}`,
    differs: (from: string, step?: string) =>
      `the model and Query differ from ${from} on, so the cause is not known${step === undefined ? '.' : `: ${step}`}`,
    switched: (at: string, replica: string) => `At ${at} Query switches to ${replica}.`,
    skipped: ({ replica, samples, at }: OwnSamplesIn, until?: string) =>
      `${count(samples, 'sample')} of ${replica} at ${at} ${samples === 1 ? 'is' : 'are'} skipped${until === undefined ? '' : `: ${replica} has a penalty until ${until}`}.`,
    has: (own: OwnSamplesIn) => `${samplesIn(own)}.`,
    hasSkipped: (own: OwnSamplesIn) => `${samplesIn(own)}, which Query skips.`,
    hasUntil: (own: OwnSamplesIn, until: string) => `${samplesIn(own)}, but a penalty until ${until}.`,
    /** `marker`: what left it. `more`: so many more markers. */
    marker: (marker: string, more: number) =>
      `${marker}. A marker is a sample to Query, so it returns the marker${more > 0 ? ` and ${more} more` : ''} (nothing shows) and goes on from there.`,
    /** `next`: its next sample; left out where it has none. */
    preferred: (replica: string, next?: string, why?: string) =>
      `the preferred replica ${replica} has ${next === undefined ? 'no later sample' : `no sample until ${next}`}${why === undefined ? '' : `: ${why}`}.`,
    ownSkipped: (replica: string, at: string) => `Query reads chunks, not replicas: ${replica}'s own samples in it, at ${at}, are skipped.`,
    /** `preferred`: left out where it is not known. */
    stays: (preferred: string | undefined, at: string, { others, isOneMissed }: { others: readonly string[]; isOneMissed: boolean }) =>
      `${preferred ?? 'the preferred replica'}'s next sample comes at ${at}, before any later one of ${others.join(' or ')}, so Query does not switch${isOneMissed ? ': one missed scrape is never filled' : ''}.`,
    nextChunk: (replica: string, at: string) =>
      `Query reads chunks, not replicas: it goes on with ${replica}, whose chunk comes next, at ${at}.`,
    /** `usual`: the distance of which the penalty is `factor` times. */
    penalty: (replica: string, length: string, until: string, usual?: { distance: string; factor: number }) =>
      `${replica} has a penalty of ${length}${usual === undefined ? '' : ` (${usual.factor} x the ${usual.distance} between the last two samples)`}, until ${until}.`,
    itsSkipped: (samples: number, at: string) => `Its ${count(samples, 'sample')} at ${at} ${samples === 1 ? 'is' : 'are'} skipped.`,
    /** Of a sum, each part with what it is. */
    sum: (at: string, whole: string, parts: readonly string[]) =>
      `Its first sample after that is at ${at}, where Query switches: ${whole} = ${parts.join(' + ')}.`,
    toMarker: (length: string) => `${length} to the stale marker`,
    ofPenalty: (length: string) => `${length} penalty`,
    toScrape: (length: string, replica: string) => `${length} until the next scrape of ${replica}`,
    /** What comes in it: such things. */
    inTurn: (all: readonly string[]) => `In it come, one after the other: ${all.join(', ')}.`,
    markerAt: (replica: string, at: string) => `the stale marker of ${replica} at ${at}`,
    switchAt: (replica: string, at: string) => `a switch to ${replica} at ${at}`,
    sampleAt: (replica: string, at: string) => `${replica}'s sample at ${at}`,
    markerNote: 'A marker shows nothing.',
  },
  /** A switch that leaves no gap. `start`: how it begins. */
  switch: {
    start: ({ at, from, to, later, isMarker }: { at: string; from: string; to: string; later: string; isMarker: boolean }) =>
      `At ${at} Query switches from ${from} to ${to}${isMarker ? ', with a stale marker' : ''}, ${later} after the last sample, without a gap`,
    /** `skipped`: a sample of the replica before that is skipped. */
    chunk: (start: string, skipped?: { replica: string; at: string }) =>
      `${start}. Query reads chunks, not replicas: where a chunk of one replica ends before one of the other begins, it goes on with that other${skipped === undefined ? '' : `; the next sample of ${skipped.replica} itself, at ${skipped.at}, is skipped`}.`,
    noLater: (start: string, replica: string) => `${start}: ${replica} has no later sample.`,
    late: (start: string, from: string, next: string, { to, penalty }: { to: string; penalty: string }) =>
      `${start}: the next sample of ${from} is only at ${next}, and the penalty of ${to} (${penalty}) is over.`,
    skipped: (start: string, replica: string, at: string) => `${start}; the next sample of ${replica} itself, at ${at}, is skipped.`,
    /** Replicas of different intervals: what it does to the merged series. */
    density: (replica: string, every: string, before: string) =>
      `From there on Query returns a sample every ${every}, which is ${replica}'s interval, not every ${before}.`,
  },
  course: courseInEnglish,
  /** Of the page that is a playground, where no script runs. */
  simulation: {
    title: 'thanos-lab: how Query merges replicas',
    heading: 'How Query merges replicas',
  },
  /** What became of a sample. */
  steps: {
    returned: 'returned',
    notReturned: 'not returned',
    marker: 'stale marker',
    dropped: 'dropped',
    notANumber: 'not a number, dropped',
    skipped: 'skipped',
    skippedUntil: (clock: string) => `skipped, penalty until ${clock}`,
    /** A value or a marker, and what became of it. */
    cell: (what: string, became: string) => `${what}, ${became}`,
  },
}

export type ExplanationWords = typeof explanationInEnglish
