import type { Run } from '../../model/run.ts'
import { analyseRun } from '../../verdict/analysis.ts'
import type { RenderOptions, Report } from '../report.ts'
import { makePaint } from '../text.ts'
import { timelineLines } from '../timeline/render.ts'
import { faultLines } from './faults.ts'
import { probeLines } from './probes.ts'
import { queryLines } from './queries.ts'
import { reasonLines, findingLines, headline } from './verdict.ts'

/** Narrower than this a timeline shows too little to be read. */
const NARROWEST = 60

/** The run as a person reads it in a terminal: the verdict, why, and a picture of every series. */
export const prettyReport: Report = {
  name: 'pretty',
  render: pretty,
}

function pretty(run: Run, { color, width }: RenderOptions): string {
  const page = { run, analysis: analyseRun(run), paint: makePaint(color), width: Math.max(NARROWEST, width) }
  const parts = [headline, reasonLines, faultLines, timelineLines, queryLines, findingLines, probeLines]
  return parts
    .map((part) => part(page))
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.map((line) => line.trimEnd()).join('\n')}\n`)
    .join('\n')
}
