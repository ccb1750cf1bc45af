import type { Run } from '../../model/run.ts'
import type { RenderOptions, Report } from '../report.ts'
import { makePaint } from '../text.ts'
import { stripLines } from '../timeline/render.ts'
import { faultLines } from './faults.ts'
import { probeLines } from './probes.ts'
import { questionLines } from './queries.ts'
import { doubtLines, findingLines, headline } from './verdict.ts'

/** Narrower than this a strip shows too little to be read. */
const NARROWEST = 60

/** The run as a person reads it in a terminal: the verdict, why, and a picture of every series. */
export const prettyReport: Report = {
  name: 'pretty',
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
