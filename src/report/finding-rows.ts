import type { Run } from '../model/run.ts'
import { expectationText, measuredText } from '../verdict/wording.ts'
import { reportInEnglish } from './words/en.ts'

/** The expectations of a run in a table: the head, then a row each. `words`: left out, English. */
export function findingRows({ findings }: Run, { page: said, figures } = reportInEnglish): string[][] {
  const rows = findings.map((finding) => {
    const { series, measured, passed, detail } = finding
    const met = measured === null ? said.notMeasured : passed ? said.met : said.notMet
    return [series, expectationText(finding), met, measured === null ? '' : measuredText(finding, figures), detail]
  })
  return [said.columns, ...rows]
}
