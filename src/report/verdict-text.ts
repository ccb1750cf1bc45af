import { count, seconds, sentence } from '../lib/format.ts'
import type { Finding, Run } from '../model/run.ts'
import type { Outcome } from '../model/scenario.ts'
import { type Analysis, lastView } from '../verdict/analysis.ts'
import { longestGap } from '../verdict/gaps.ts'
import { measuredText, theFault } from '../verdict/wording.ts'

/* The verdict in words, the same in every report. */

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
export function runTitle(run: Run): string {
  return `${run.verdict.toUpperCase()}${asExpected(run)}: ${run.scenario.title}`
}

/** What follows the verdict where the scenario declares another one than `pass`. */
export function asExpected({ verdict, scenario: { outcome } }: Declared): string {
  if (outcome === 'pass') return ''
  return outcome === verdict ? ', as the scenario expects' : `, where the scenario expects ${outcome.toUpperCase()}`
}

/** `3 runs: 2 as declared, 1 not.` */
export function summaryLine(runs: readonly Declared[]): string {
  const asDeclared = runs.filter(({ verdict, scenario: { outcome } }) => verdict === outcome).length
  const others = runs.length - asDeclared
  return `${count(runs.length, 'run')}: ${asDeclared} as declared${others === 0 ? '' : `, ${others} not`}.`
}

const WHY: Record<Outcome, (page: Judged) => string> = {
  pass: ({ run, analysis }) => `${passed(run.findings)}${evidence(run, analysis)}`,
  fail: ({ run }) => refuted(run.findings.filter((finding) => !finding.passed)),
  inconclusive: ({
    run: {
      inconclusiveReasons: [first = 'A precondition is not met.', ...more],
    },
  }) => (more.length === 0 ? first : `${first} (And ${more.length} more.)`),
}

/** Why the verdict is what it is, in a sentence or two. */
export function why(page: Judged): string {
  return WHY[page.run.verdict](page)
}

function passed({ length }: Finding[]): string {
  if (length === 1) return 'The expectation passed.'
  return length === 2 ? 'Both expectations passed.' : `All ${length} expectations passed.`
}

/** What makes a pass worth something. */
function evidence({ findings, faults }: Run, analysis: Analysis): string {
  if (faults.length === 0) return ''
  const verified = ` ${sentence(faults.map(theFault).join(' and '))} ${faults.length === 1 ? 'is' : 'are'} verified`
  const control = findings.find((finding) => finding.control === true)
  return control === undefined || control.measured === null ? `${verified}.` : `${verified}; ${controlText(control, analysis)}.`
}

function controlText(control: Finding, { series }: Analysis): string {
  const { replica, selector } = series[control.series] ?? {}
  if (replica === undefined || control.unit !== 'seconds')
    return `its damage shows (${control.check} of ${control.series}: ${measuredText(control)})`
  const merged = Object.values(series).find((one) => one.via === 'query' && one.selector === selector)
  const view = merged === undefined ? undefined : lastView(merged, 'after')
  const other = view === undefined ? '' : `, the merged series one of ${seconds(longestGap(view.samples, view.from, view.to).seconds)}`
  return `${replica} itself has a gap of ${measuredText(control)}${other}`
}

function refuted([first, ...more]: Finding[]): string {
  if (first === undefined) return 'An expectation is not met.'
  const { series, check, expected } = first
  const others = more.length === 0 ? '' : ` (And ${more.length} more.)`
  return `The ${check} of ${series} is ${measuredText(first)}, expected ${expected}.${others}`
}
