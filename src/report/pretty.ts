import type { Run } from '../journal.ts'
import { doubtLines } from './pretty/doubts.ts'
import { faultLines } from './pretty/faults.ts'
import { findingLines } from './pretty/findings.ts'
import { headline } from './pretty/headline.ts'
import { makePaint } from './pretty/paint.ts'
import { probeLines } from './pretty/probes.ts'
import { questionLines } from './pretty/questions.ts'
import { stripLines } from './pretty/strips.ts'
import type { RenderOptions, Report } from './report.ts'

/** Narrower than this a strip shows too little to be read. */
const NARROWEST = 60

/** The run as a person reads it in a terminal: the verdict, why, and a picture of every series. */
export const prettyReport: Report = {
  name: 'pretty',
  summary: 'The verdict and a picture of every series, for the terminal',
  render: pretty,
}

function pretty(run: Run, { color, width }: RenderOptions): string {
  const page = { run, paint: makePaint(color), width: Math.max(NARROWEST, width) }
  const parts = [headline, doubtLines, faultLines, stripLines, questionLines, findingLines, probeLines]
  return parts
    .map((part) => part(page))
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.map((line) => line.trimEnd()).join('\n')}\n`)
    .join('\n')
}
