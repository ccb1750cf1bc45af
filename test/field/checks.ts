import type { Test } from 'tap'
import { type ExplainAnswer, explainSchema } from '../../src/model/answers.ts'
import { dueIn, type ScrapeHistory, type Span } from './history.ts'
import { differing, gapsOf, type Raw, type Truth } from './truth.ts'

/* What must hold of every explanation, whatever the situation is: nothing in it is false. */

type ExplainedGap = ExplainAnswer['gaps'][number]
type Reason = ExplainedGap['cause']['replicas'][number]['reasons'][number]

const toMs = (seconds: number) => Math.round(seconds * 1000)
const spanOf = ({ from, to }: { from: number; to: number }): Span => ({ from: toMs(from), to: toMs(to) })
const inside = (samples: Raw, { from, to }: Span): number[] => samples.map(([time]) => time).filter((time) => time > from && time < to)

/** By the replica's name: how it scraped. */
export type Histories = Record<string, ScrapeHistory>

/** `explain --json`, of a command that ended well. */
export function answerOf(t: Test, { code, stdout, stderr }: { code: number | null; stdout: string; stderr: string }): ExplainAnswer {
  if (code !== 0) throw new Error(`exit ${code}: ${stderr}`)
  const answer = JSON.parse(stdout) as ExplainAnswer
  t.equal(explainSchema.safeParse(answer).error, undefined)
  return answer
}

/** The gaps, the samples and the causes of an answer against real Query and against what the replicas scraped. `metric`: of the series. */
export function noneFalse(t: Test, answer: ExplainAnswer, truth: Truth, histories: Histories, metric: string): void {
  const window = spanOf(answer)
  const intervals = Object.fromEntries(answer.replicas.map((name) => [name, histories[name]!.intervalMs]))
  t.same(answer.intervalsMs, Object.values(intervals), "each replica's own interval")
  t.same(answer.gaps.map(spanOf), gapsOf(truth, window, intervals), 'the gaps are those of real Query, to the millisecond')

  const model = answer.samples.map(({ t: time, v }) => [toMs(time), v] as Raw[number])
  const wrong = differing(model, truth.merged)
  t.equal(answer.model?.differing, wrong.length, 'as many samples differ from real Query as it says')
  t.equal(answer.model?.first === undefined ? undefined : toMs(answer.model.first), wrong[0])

  for (const gap of answer.gaps) checkCause(t, gap, { truth, histories, metric, first: wrong[0] ?? Number.POSITIVE_INFINITY })
}

interface Known {
  truth: Truth
  histories: Histories
  metric: string
  /** The first sample in which the model and Query differ. */
  first: number
}

function checkCause(t: Test, gap: ExplainedGap, { truth, histories, metric, first }: Known): void {
  const { cause } = gap
  const span = spanOf(gap)
  const about = `the gap of ${span.to - span.from} ms (${cause.kind})`
  const all = Object.values(truth.apart).flatMap((samples) => inside(samples, span))
  const points = [span.from, ...all.sort((one, other) => one - other), span.to]
  const silent = Math.max(...points.slice(1).map((time, place) => time - points[place]!))
  t.equal(toMs(cause.silent.seconds), silent, `${about}: the longest stretch without a sample of any replica`)
  if (cause.kind === 'no-sample') t.ok(2 * silent >= span.to - span.from, `${about}: nothing could fill it`)
  if (cause.kind === 'skipped' || cause.kind === 'chunk-border') {
    t.ok(all.length > 0, `${about}: a replica has samples in it`)
    t.ok(span.to < first, `${about}: no step is named that the model and Query do not share`)
  }
  for (const { replica, samples, reasons } of cause.replicas) {
    t.same(samples.map(toMs), inside(truth.apart[replica] ?? [], span), `${about}: the samples of ${replica} in it`)
    const right = expected(histories[replica]!, metric, span)
    t.same(counted(reasons), right, `${about}: why ${replica} has no more`)
    for (const reason of reasons.filter(({ why }) => why === 'removed'))
      t.ok(
        dueIn(histories[replica]!, metric, spanOf(reason)).some(({ why }) => why === 'removed'),
        `${about}: ${replica} had its target removed`,
      )
  }
}

/** Reasons that are one here: a replica does not have the series, or there is no scrape (of a target that is removed, too). */
const WORDS: Partial<Record<Reason['why'], string>> = {
  'not-exposed': 'vanished',
  'not-begun': 'vanished',
  ended: 'vanished',
  'out-of-reach': 'away',
  removed: 'away',
}

/** Scrapes by the reason. */
function counted(reasons: readonly Reason[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { why, scrapes } of reasons) {
    const word = WORDS[why] ?? why
    if (word !== 'not-due') counts[word] = (counts[word] ?? 0) + scrapes
  }
  return sorted(counts)
}

function expected(history: ScrapeHistory, metric: string, span: Span): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { why } of dueIn(history, metric, span)) {
    const word = why === 'removed' ? 'away' : why
    if (word !== undefined) counts[word] = (counts[word] ?? 0) + 1
  }
  return sorted(counts)
}

function sorted(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).sort(([one], [other]) => (one < other ? -1 : 1)))
}
