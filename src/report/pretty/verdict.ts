import { pad, widest } from '../../lib/columns.ts'
import type { Finding } from '../../model/run.ts'
import { expectationText } from '../../verdict/wording.ts'
import { wrap, wrapBehind } from '../../lib/wrap.ts'
import { aboutRun } from '../points.ts'
import { type Page, type Paint } from '../text.ts'
import { asExpected, why } from '../verdict-text.ts'

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
