import type { Run } from '../model/run.ts'
import { measuredText } from '../verdict/wording.ts'

/** The expectations of a run in a table: the head, then a row each. */
export function findingRows({ findings }: Run): string[][] {
  const rows = findings.map((finding) => {
    const { series, check, expected, control, measured, passed, detail } = finding
    const met = measured === null ? 'not measured' : passed ? 'met' : 'NOT met'
    return [
      series,
      `${check} ${expected}${control === true ? ' (control)' : ''}`,
      met,
      measured === null ? '' : measuredText(finding),
      detail,
    ]
  })
  return [['series', 'expected', 'is', 'measured', 'detail'], ...rows]
}
