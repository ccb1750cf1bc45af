import { count, sentence } from '../../lib/format.ts'
import type { FaultEntry, Phase } from '../../model/run.ts'
import { FIGURES_IN_ENGLISH } from '../../verdict/figure-words.ts'
import { theFault } from '../../verdict/wording.ts'

/*
 * What a verdict and a timeline say, in English: so do all reports but the page, which has the same words in its own languages, by the type of these. What a run
 * keeps as a sentence (its scenario's title, a limit, why it is inconclusive) is said in it as it was kept.
 */

export const reportInEnglish = {
  figures: FIGURES_IN_ENGLISH,
  verdict: {
    /** `expected`: what follows the verdict, or nothing. */
    title: (verdict: string, expected: string, scenario: string) => `${verdict}${expected}: ${scenario}`,
    asExpected: ', as the scenario expects',
    otherwise: (outcome: string) => `, where the scenario expects ${outcome}`,
    /** A title, then the sentences about it. */
    whole: (title: string, why: string) => `${title}. ${why}`,
    /** Sentences one after another. */
    sentences: (all: readonly string[]) => all.join(' '),
    summary: (all: number, asDeclared: number) =>
      `${count(all, 'run')}: ${asDeclared} as declared${all === asDeclared ? '' : `, ${all - asDeclared} not`}.`,
    passed: (expectations: number) =>
      expectations === 1
        ? 'The expectation passed.'
        : expectations === 2
          ? 'Both expectations passed.'
          : `All ${expectations} expectations passed.`,
    /** `damage`: what shows it. */
    verified: (faults: readonly FaultEntry[], damage?: string) =>
      `${sentence(faults.map(theFault).join(' and '))} ${faults.length === 1 ? 'is' : 'are'} verified${damage === undefined ? '' : `; ${damage}`}.`,
    damage: (check: string, series: string, measured: string) => `its damage shows (${check} of ${series}: ${measured})`,
    /** `merged`: the gap of the merged series. */
    ownGap: (replica: string, gap: string, merged?: string) =>
      `${replica} itself has a gap of ${gap}${merged === undefined ? '' : `, the merged series one of ${merged}`}`,
    refuted: (check: string, series: string, measured: string, expected: string) =>
      `The ${check} of ${series} is ${measured}, expected ${expected}.`,
    notMet: 'An expectation is not met.',
    reason: (kept: string) => kept,
    noReason: 'A precondition is not met.',
    more: (number: number) => `(And ${number} more.)`,
  },
  timeline: {
    row: (series: string, phase: Phase) => `${series}, ${phase}`,
    rowNow: (series: string) => `${series}, now`,
    /** A replica's own samples, which the scenario observes by a name. */
    observed: (replica: string, series: string) => `${replica} (${series})`,
    withGap: (some: number, all: number, phase: string) =>
      `${some} of ${all} answers ${phase} have a gap${some > 0 ? ' (the worst is drawn)' : ''}`,
    /** `then`: what happened in it. */
    gap: (length: string, then?: string) => `gap of ${length}${then === undefined ? '' : `: ${then}`}`,
    stayed: 'Query did not switch',
    switched: (from: string, to: string) => `Query switched from ${from} to ${to}`,
    switchedWithoutGap: (from: string, to: string) => `Query switched from ${from} to ${to}, without a gap`,
    inTurn: (times: number, pods: readonly string[]) =>
      `Query switched ${times} times without a gap: samples of ${pods.join(' and ')} in turn`,
    legend: 'One cell a scrape; hatched: a sample was due, and there is none. Of the merged series, whose samples Query returned.',
    longestGap: 'longest gap',
    more: (notes: number, longest: string) => `… and ${notes} more; the longest gap is ${longest}`,
    predicted: (gap: string, measured: string | undefined, isMet: boolean) =>
      `predicted ${gap}, ${measured === undefined ? 'not read after recovery' : `measured ${measured}`}${isMet ? '' : ', not as predicted'}`,
    ofNone: 'of no replica',
    ofBoth: 'of both',
    ofSeveral: 'of several',
    probe: (name: string) => `probe ${name}`,
    failed: (requests: number) => `${requests} failed`,
  },
  /** Headings, columns, and the line about a run. */
  page: {
    title: 'Runs of thanos-lab',
    about: (replicas: number, interval: string) => `${count(replicas, 'replica')}, a scrape every ${interval}`,
    inconclusive: 'Why it is inconclusive',
    timeline: 'Timeline',
    faults: 'Faults',
    noFault: 'No fault was injected.',
    expectations: 'Expectations',
    probes: 'Probes',
    runColumns: ['scenario', 'runtime', 'declared', 'verdict', 'time', 'run'],
    columns: ['series', 'expected', 'is', 'measured', 'detail'],
    notMeasured: 'not measured',
    met: 'met',
    notMet: 'NOT met',
  },
}

export type ReportWords = typeof reportInEnglish
