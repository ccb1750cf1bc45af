import type { Run } from '../model/run.ts'
import { expectationText, measuredText } from '../verdict/wording.ts'

/** The expectations of a run in a table: the head, then a row each. */
export function findingRows({ findings }: Run): string[][] {
  const rows = findings.map((finding) => {
    const { series, measured, passed, detail } = finding
    const met = measured === null ? 'not measured' : passed ? 'met' : 'NOT met'
    return [series, expectationText(finding), met, measured === null ? '' : measuredText(finding), detail]
  })
  return [['series', 'expected', 'is', 'measured', 'detail'], ...rows]
}
