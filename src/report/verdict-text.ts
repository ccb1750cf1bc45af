import { seconds } from '../lib/format.ts'
import type { Finding, Run } from '../model/run.ts'
import type { Outcome } from '../model/scenario.ts'
import { type Analysis, lastView } from '../verdict/analysis.ts'
import { longestGap } from '../verdict/gaps.ts'
import { measuredText } from '../verdict/wording.ts'
import { reportInEnglish, type ReportWords } from './words/en.ts'

/* The verdict in words, the same in every report. `words`: left out, English. */

/** A run with its analysis. */
interface Judged {
  run: Run
  analysis: Analysis
}

/** A verdict, and the one that the scenario declares. */
export interface Declared {
  verdict: Outcome
  scenario: { outcome: Outcome }
}

/** `FAIL, as the scenario expects: Both replicas are down` */
export function runTitle(run: Run, words = reportInEnglish): string {
  return words.verdict.title(run.verdict.toUpperCase(), asExpected(run, words), run.scenario.title)
}

/** What follows the verdict where the scenario declares another one than `pass`. */
export function asExpected({ verdict, scenario: { outcome } }: Declared, { verdict: said } = reportInEnglish): string {
  if (outcome === 'pass') return ''
  return outcome === verdict ? said.asExpected : said.otherwise(outcome.toUpperCase())
}

/** `3 runs: 2 as declared, 1 not.` */
export function summaryLine(runs: readonly Declared[], words = reportInEnglish): string {
  return words.verdict.summary(runs.length, runs.filter(({ verdict, scenario: { outcome } }) => verdict === outcome).length)
}

/** The title of a run, and why its verdict is what it is. */
export function verdictText(page: Judged, words = reportInEnglish): string {
  return words.verdict.whole(runTitle(page.run, words), why(page, words))
}

const WHY: Record<Outcome, (page: Judged, words: ReportWords) => string[]> = {
  pass: ({ run, analysis }, words) => [words.verdict.passed(run.findings.length), ...evidence(run, analysis, words)],
  fail: ({ run }, words) =>
    refuted(
      run.findings.filter((finding) => !finding.passed),
      words,
    ),
  inconclusive: ({ run: { inconclusiveReasons } }, { verdict: said }) => {
    const [first, ...more] = inconclusiveReasons
    return [first === undefined ? said.noReason : said.reason(first), ...moreText(more, said)]
  },
}

/** Why the verdict is what it is, in a sentence or two. */
export function why(page: Judged, words = reportInEnglish): string {
  return words.verdict.sentences(WHY[page.run.verdict](page, words))
}

function moreText({ length }: readonly unknown[], said: ReportWords['verdict']): string[] {
  return length === 0 ? [] : [said.more(length)]
}

/** What makes a pass worth something. */
function evidence({ findings, faults }: Run, analysis: Analysis, words: ReportWords): string[] {
  if (faults.length === 0) return []
  const control = findings.find((finding) => finding.control === true)
  const damage = control === undefined || control.measured === null ? undefined : controlText(control, analysis, words)
  return [words.verdict.verified(faults, damage)]
}

function controlText(control: Finding, { series }: Analysis, { verdict: said, figures }: ReportWords): string {
  const { replica, selector } = series[control.series] ?? {}
  const measured = measuredText(control, figures)
  if (replica === undefined || control.unit !== 'seconds') return said.damage(control.check, control.series, measured)
  const merged = Object.values(series).find((one) => one.via === 'query' && one.selector === selector)
  const view = merged === undefined ? undefined : lastView(merged, 'after')
  return said.ownGap(replica, measured, view && seconds(longestGap(view.samples, view.from, view.to).seconds))
}

function refuted([first, ...more]: Finding[], { verdict: said, figures }: ReportWords): string[] {
  if (first === undefined) return [said.notMet]
  const { series, check, expected } = first
  return [said.refuted(check, series, measuredText(first, figures), expected), ...moreText(more, said)]
}
