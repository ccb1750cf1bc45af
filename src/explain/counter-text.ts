import { formatDuration } from '../lib/duration.ts'
import { clock, count, enumerated } from '../lib/format.ts'
import type { CounterAnswer } from '../model/merge-answers.ts'
import { limitsOf, unknownStepText } from './agreement.ts'
import type { CounterMerge } from './counter.ts'
import type { Explanation, Worded } from './explanation.ts'
import { type RateAt, type RateGrid, stepsOf } from './rates.ts'
import type { Spike } from './spikes.ts'
import { explanationInEnglish } from './words/en.ts'

/** An explanation of a merge as under rate(): in English, as only `explain` says it. */
type Told = Worded & { counter: CounterMerge }

/** Spikes that are described at most: the largest. Those of a chain are all alike. */
const DESCRIBED = { penalty: 3, chain: 1 }

/**
 * What rate() makes of the merge, its spikes with their causes, and what was compared with Query; a paragraph each. `at` (Unix ms): around
 * then. Empty where the samples are not merged as under rate().
 */
export function counterText(explanation: Explanation, at?: number): string[] {
  const { counter } = explanation
  if (counter === undefined) return []
  const one = { ...explanation, counter, words: explanationInEnglish }
  return [...comparedText(one), largestText(one), ...(isKnown(one) ? spikesText(one, at) : [])]
}

/** Whether the model's samples can be taken for Query's: its own rate() is the model's; where that was not asked, the plain merge. */
function isKnown({ counter: { compared, error }, first }: Told): boolean {
  if (error !== undefined) return false
  return compared === undefined ? first === undefined : compared.differing === 0
}

function largestText({ counter, selector, replicas }: Told): string {
  const { grid, largest } = counter
  if (grid === undefined) return 'The window is too short for a rate(): it has less than two intervals before the first step.'
  const own = largest.replicas.map(
    (most, number) => `${most === undefined ? 'nothing' : figure(most.value)} (${replicas[number]?.name ?? '?'})`,
  )
  const merged =
    largest.merged === undefined ? 'nothing' : `at most ${figure(largest.merged.value)} per second, at ${clock(largest.merged.at)}`
  const by = counter.compared?.differing === 0 ? '' : 'By the model, '
  return `${by}${rateOf(selector, grid)} of the merged samples is ${merged}. Of each replica alone it is at most ${enumerated(own)}.`
}

function rateOf(selector: string, { rangeMs }: RateGrid): string {
  // That of a simulation is no selector.
  const isSelector = !selector.includes(' ') || selector.includes('{')
  return isSelector ? `rate(${selector}[${formatDuration(rangeMs)}])` : `rate() over ${formatDuration(rangeMs)}`
}

function spikesText(one: Told, at: number | undefined): string[] {
  const { spikes, grid } = one.counter
  const around = spikes.filter(({ after }) => at === undefined || (after.t <= at && after.t > at - (grid?.rangeMs ?? 0)))
  if (around.length === 0)
    return [`No spike${at === undefined ? '' : ' in it'}: nowhere does the merged counter rise by more than a replica saw itself.`]
  const described = [...around].sort((first, other) => other.counted - first.counted).slice(0, DESCRIBED[one.how.algorithm ?? 'penalty'])
  const more = around.length - described.length
  return [
    ...described.sort((first, other) => first.after.t - other.after.t).map((spike) => spikeText(spike, one)),
    ...(more > 0 ? [`${count(more, 'more spike')}, none of them larger; --json lists all.`] : []),
  ]
}

/** One spike: where the source changes, the values on both sides, which replica is behind, and what rate() makes of it. */
function spikeText({ before, after, kind, isOwn, border, counted, most, behind, rates }: Spike, told: Told): string {
  const { counter, selector, replicas } = told
  const name = (replica: number) => replicas[replica]?.name ?? '?'
  const [from, to] = [name(before.replica), name(after.replica)]
  // The values are Query's; which step brought them is not known then.
  const where = limitsOf(told).length > 0 ? `a sample of ${to} comes behind one of ${from}` : stepText(border, from, to)
  const limit = `no replica saw a rise of more than ${figure(most)}`
  const values = isOwn
    ? `from ${figure(before.v)} to ${figure(after.v)}`
    : `from ${figure(before.total)} to ${figure(after.total)}, with what Query took for restarts before`
  const value = {
    reset: `The value falls ${values}. rate() counts that as a restart from 0, a rise of ${figure(counted)}, where ${limit}.`,
    jump: `The value rises ${values}. rate() counts ${figure(counted)}, where ${limit}.`,
  }[kind]
  const lag = behind?.lagMs === undefined ? '' : `, as if it saw the counter ${(behind.lagMs / 1000).toFixed(1)} s later`
  const late =
    behind === undefined ? [] : [`${name(behind.replica)} is behind: at the same time its value is ${figure(behind.by)} lower${lag}.`]
  const own = rates?.replicas.map((rate, number) => `${rate === undefined ? 'nothing' : figure(rate)} (${name(number)})`)
  const made =
    rates?.merged === undefined || own === undefined || counter.grid === undefined
      ? []
      : [
          `${rateOf(selector, counter.grid)} at ${clock(rates.at)} is ${figure(rates.merged)} with it; of each replica alone it is ${enumerated(own)}.`,
        ]
  return [`Spike at ${clock(after.t)}: ${where}.`, value, ...late, ...made].join(' ')
}

function stepText(border: Spike['border'], from: string, to: string): string {
  switch (border) {
    case 'block':
      return `at the two-hour border of blocks Query goes on with a chunk of ${to} behind one of ${from}`
    case 'chunk':
      return `where a chunk of ${from} ends, Query goes on with a chunk of ${to}`
    case 'switch':
      return `Query switches from ${from} to ${to}`
    case 'chain':
      return `the chain puts a sample of ${to} behind one of ${from}`
  }
}

/** Nothing of a run or a simulation: `agreementText` says what of it was compared. */
function comparedText(told: Told): string[] {
  const { counter, selector, replicas } = told
  const { compared, error, grid } = counter
  if (error !== undefined) return [`rate() through Query was not compared with the model: ${error}. So no cause of a spike is given.`]
  if (compared === undefined || grid === undefined) return []
  const { steps, differing, first, apart, apartDiffering } = compared
  const what = `${rateOf(selector, grid)} at ${count(steps, 'step')} of ${formatDuration(grid.stepMs)}, from ${clock(grid.from)} to ${clock(stepsOf(grid).at(-1) ?? grid.to)}`
  const own = apartText(apart, apartDiffering, replicas.length)
  if (differing > 0) {
    const at =
      first === undefined ? '' : `: at ${clock(first.at)} Query has ${first.query ?? 'nothing'}, the model ${first.model ?? 'nothing'}`
    return [
      `WARNING: the model and Query do not agree on ${what}. ${count(differing, 'step')} differ, the first${at}. So no cause of a spike is given.${own}`,
    ]
  }
  const but = limitsOf(told).length === 0 ? '' : ` That does not show that it took the model's steps: ${unknownStepText(told)}`
  return [
    `Query does not show the samples that it merges under rate(); its rate() is compared. The model and Query agree on ${what}.${own}${but}`,
  ]
}

function apartText(apart: number, differing: number, replicas: number): string {
  if (apart === 0) return ''
  if (differing > 0) return ` Of ${count(apart, 'replica')} apart (dedup=false), ${differing} ${differing === 1 ? 'differs' : 'differ'}.`
  return apart === replicas
    ? ' They agree on each replica apart, too (dedup=false).'
    : ` They agree on ${apart} of ${replicas} replicas apart, too (dedup=false).`
}

/** Six figures; `--json` has all. */
function figure(value: number): string {
  return String(Number(value.toPrecision(Math.abs(value) >= 1e6 && Number.isInteger(value) ? 15 : 6)))
}

/** The counter's part of `explain --json`, where there is one. Unix seconds. */
export function counterAnswer({ counter, replicas }: Pick<Explanation, 'counter' | 'replicas'>): { counter?: CounterAnswer } {
  if (counter === undefined) return {}
  const { grid, largest, spikes, compared, error } = counter
  const name = (replica: number) => replicas[replica]?.name ?? '?'
  const byName = <T, R>(values: readonly T[], made: (value: T) => R) =>
    values.map((value, number) => ({ replica: name(number), rate: made(value) }))
  const answer: CounterAnswer = {
    rangeSeconds: grid === undefined ? null : grid.rangeMs / 1000,
    stepSeconds: grid === undefined ? null : grid.stepMs / 1000,
    largest: { merged: rateAnswer(largest.merged), replicas: byName(largest.replicas, rateAnswer) },
    spikes: spikes.map(({ before, after, behind, rates, ...rest }) => ({
      at: after.t / 1000,
      ...rest,
      before: { ...before, t: before.t / 1000, replica: name(before.replica) },
      after: { ...after, t: after.t / 1000, replica: name(after.replica) },
      behind:
        behind === undefined
          ? null
          : { replica: name(behind.replica), by: behind.by, lagSeconds: behind.lagMs === undefined ? null : behind.lagMs / 1000 },
      rate:
        rates === undefined
          ? null
          : { t: rates.at / 1000, merged: rates.merged ?? null, replicas: byName(rates.replicas, (value) => value ?? null) },
    })),
    compared:
      compared === undefined
        ? null
        : {
            steps: compared.steps,
            differing: compared.differing,
            apart: compared.apart,
            apartDiffering: compared.apartDiffering,
            ...(compared.first === undefined
              ? {}
              : { first: { t: compared.first.at / 1000, query: compared.first.query ?? null, model: compared.first.model ?? null } }),
          },
    ...(error === undefined ? {} : { error }),
  }
  return { counter: answer }
}

function rateAnswer(one: RateAt | undefined): CounterAnswer['largest']['merged'] {
  return one === undefined ? null : { t: one.at / 1000, value: one.value }
}
