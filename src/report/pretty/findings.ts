import type { Finding } from '../../journal.ts'
import type { Page, Paint } from './paint.ts'
import { wrap } from './wrap.ts'

/** Each expectation: held, broken, or not to be judged. */
export function findingLines({ run, paint, width }: Page): string[] {
  if (run.findings.length === 0) return []
  const column = Math.max(...run.findings.map(({ series }) => series.length))
  const rows = run.findings.flatMap((finding) => {
    const [first = '', ...rest] = wrap(expectation(finding), width, column + 6)
    const label = `  ${mark(finding, paint)} ${finding.series.padEnd(column)}  `
    return [label + first.trimStart(), ...rest, ...wrap(finding.detail, width, column + 6)]
  })
  return [paint('bold', 'What was expected'), ...rows]
}

function expectation({ check, expected, control }: Finding): string {
  return `${check} ${expected}${control === true ? ' - the control' : ''}`
}

function mark({ held, measured }: Finding, paint: Paint): string {
  if (measured === null) return paint('yellow', '?')
  return held ? paint('green', '✔') : paint('red', '✘')
}
