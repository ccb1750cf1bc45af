import { pad, widest } from '../../lib/columns.ts'
import { seconds, sentence } from '../../lib/format.ts'
import type { Finding, Run } from '../../model/run.ts'
import type { Outcome } from '../../model/scenario.ts'
import { type Analysis, lastView } from '../../verdict/analysis.ts'
import { longestGap } from '../../verdict/gaps.ts'
import { expectationText, measuredText, theFault } from '../../verdict/wording.ts'
import { wrap, wrapBehind } from '../../lib/wrap.ts'
import { aboutRun } from '../points.ts'
import { type Page, type Paint } from '../text.ts'

const STYLES = { pass: ['bold', 'green'], fail: ['bold', 'red'], inconclusive: ['bold', 'yellow'] } as const

/** The verdict, what was run on what, and one sentence that says why. */
export function headline(page: Page): string[] {
  const { run, paint, width } = page
  const [style, verdict] = [STYLES[run.verdict], run.verdict.toUpperCase()]
  return [
    `${paint([...style], verdict)}${asExpected(run)}  ${run.scenario.title}`,
    ...wrap(aboutRun(run), width).map((line) => paint('dim', line)),
    '',
    ...wrap(why(page), width),
    ...wrapBehind('Teaches: ', run.scenario.teaches, width),
  ]
}

/** `FAIL, as the scenario expects: Both replicas are down` */
export function runTitle(run: Run): string {
  return `${run.verdict.toUpperCase()}${asExpected(run)}: ${run.scenario.title}`
}

/** What follows the verdict where the scenario declares another one than `pass`. */
export function asExpected({ verdict, scenario: { outcome } }: Run): string {
  if (outcome === 'pass') return ''
  return outcome === verdict ? ', as the scenario expects' : `, where the scenario expects ${outcome.toUpperCase()}`
}

const WHY: Record<Outcome, (page: Pick<Page, 'run' | 'analysis'>) => string> = {
  pass: ({ run, analysis }) => `${passed(run.findings)}${evidence(run, analysis)}`,
  fail: ({ run }) => refuted(run.findings.filter((finding) => !finding.passed)),
  inconclusive: ({
    run: {
      inconclusiveReasons: [first = 'A precondition is not met.', ...more],
    },
  }) => (more.length === 0 ? first : `${first} (And ${more.length} more.)`),
}

/** Why the verdict is what it is, in a sentence or two. */
export function why(page: Pick<Page, 'run' | 'analysis'>): string {
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

/** Every reason why the run is inconclusive, where there is more than the one in the headline. */
export function reasonLines({ run, paint, width }: Page): string[] {
  if (run.inconclusiveReasons.length < 2) return []
  return [paint('bold', 'Why it is inconclusive'), ...run.inconclusiveReasons.flatMap((reason) => wrapBehind('  ? ', reason, width))]
}

/** Each expectation: met, not met, or not to be judged. */
export function findingLines({ run, paint, width }: Page): string[] {
  if (run.findings.length === 0) return []
  const column = widest(run.findings.map(({ series }) => series))
  const rows = run.findings.flatMap((finding) => {
    const [first = '', ...rest] = wrap(expectationText(finding), width, column + 6)
    const label = `  ${mark(finding, paint)} ${pad(finding.series, column)}  `
    return [label + first.trimStart(), ...rest, ...wrap(finding.detail, width, column + 6)]
  })
  return [paint('bold', 'Expectations'), ...rows]
}

function mark({ passed: isMet, measured }: Finding, paint: Paint): string {
  if (measured === null) return paint('yellow', '?')
  return isMet ? paint('green', '✔') : paint('red', '✘')
}
