import { pad, widest } from '../../lib/columns.ts'
import { formatDuration } from '../../lib/duration.ts'
import { wrap, wrapBehind } from '../../lib/wrap.ts'
import type { Finding, Outcome, Run } from '../../model/run.ts'
import { count, figure, theFault } from '../../verdict/words.ts'
import type { Page, Paint } from '../text.ts'

const LOOKS = { pass: ['bold', 'green'], fail: ['bold', 'red'], inconclusive: ['bold', 'yellow'] } as const

/** The verdict, what was played on what, and one sentence that says why. */
export function headline({ run, paint, width }: Page): string[] {
  const [style, verdict] = [LOOKS[run.verdict], run.verdict.toUpperCase()]
  return [
    `${paint([...style], verdict)}${asExpected(run)}  ${run.plan.title}`,
    ...wrap(about(run), width).map((line) => paint('dim', line)),
    '',
    ...wrap(why(run), width),
    ...wrapBehind('The lesson: ', run.plan.teaches, width),
  ]
}

function asExpected({ verdict, plan: { outcome } }: Run): string {
  if (outcome === 'pass') return ''
  return outcome === verdict ? ', as the scenario expects' : `, where the scenario expects ${outcome.toUpperCase()}`
}

function about({ scenario, runtime, settings, versions, startedAt }: Run): string {
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  const scraped = `${count(settings.replicas, 'replica')}, a scrape every ${formatDuration(settings.scrapeIntervalMs)}`
  const time = `${startedAt.slice(0, 19).replace('T', ' ')} UTC`
  return [scenario, runtime, scraped, programs.join(', '), time].filter(Boolean).join(' · ')
}

const WHY: Record<Outcome, (run: Run) => string> = {
  pass: (run) => `Everything that was expected held${proof(run)}.`,
  fail: ({ findings }) => broken(findings.filter(({ passed: held }) => !held)),
  inconclusive: ({ inconclusiveReasons: [first = 'It is in doubt.', ...more] }) =>
    more.length === 0 ? first : `${first} (And ${more.length} more.)`,
}

function why(run: Run): string {
  return WHY[run.verdict](run)
}

/** What makes a pass worth something. */
function proof({ findings, faults }: Run): string {
  const control = findings.find((finding) => finding.control === true)
  const verified = `: ${faults.map(theFault).join(' and ')} is verified`
  if (control === undefined || control.measured === null) return faults.length === 0 ? '' : verified
  return `${verified}, and ${shown(control)}`
}

function shown(control: Finding): string {
  if (control.check === 'longest-gap') return `${control.series} shows by its own hole of ${figure(control)} what there was to fill`
  return `its damage shows (${control.check} of ${control.series}: ${figure(control)})`
}

function broken([first, ...more]: Finding[]): string {
  if (first === undefined) return 'It is not said what was broken.'
  const { series, check, expected } = first
  const others = more.length === 0 ? '' : ` (And ${more.length} more.)`
  return `The ${check} of ${series} was ${figure(first)}; expected was ${expected}.${others}`
}

/** Every reason why nothing follows from the run, where there is more than the one in the headline. */
export function doubtLines({ run, paint, width }: Page): string[] {
  if (run.inconclusiveReasons.length < 2) return []
  return [paint('bold', 'In doubt'), ...run.inconclusiveReasons.flatMap((doubt) => wrapBehind('  ? ', doubt, width))]
}

/** Each expectation: held, broken, or not to be judged. */
export function findingLines({ run, paint, width }: Page): string[] {
  if (run.findings.length === 0) return []
  const column = widest(run.findings.map(({ series }) => series))
  const rows = run.findings.flatMap((finding) => {
    const [first = '', ...rest] = wrap(expectation(finding), width, column + 6)
    const label = `  ${mark(finding, paint)} ${pad(finding.series, column)}  `
    return [label + first.trimStart(), ...rest, ...wrap(finding.detail, width, column + 6)]
  })
  return [paint('bold', 'What was expected'), ...rows]
}

function expectation({ check, expected, control }: Finding): string {
  return `${check} ${expected}${control === true ? ' - the control' : ''}`
}

function mark({ passed: held, measured }: Finding, paint: Paint): string {
  if (measured === null) return paint('yellow', '?')
  return held ? paint('green', '✔') : paint('red', '✘')
}
