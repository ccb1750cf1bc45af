import { asciiText } from '../../lib/ascii.ts'
import { plainTexts } from '../../lib/plain.ts'
import type { Run } from '../../model/run.ts'
import { analyseRun } from '../../verdict/analysis.ts'
import type { RenderOptions, Report } from '../report.ts'
import { signsFor } from '../signs.ts'
import { summaryText } from '../summary.ts'
import { makePaint, type Page } from '../text.ts'
import { timelineLines } from '../timeline/terminal.ts'
import { faultLines } from './faults.ts'
import { probeLines } from './probes.ts'
import { queryLines } from './queries.ts'
import { reasonLines, findingLines, headline } from './verdict.ts'

/** Narrower than this a timeline shows too little to be read. */
const NARROWEST = 60

/** The run as a person reads it in a terminal: the verdict, why, and a picture of every series. */
export const prettyReport: Report = {
  name: 'pretty',
  render(runs, options) {
    const [only] = runs
    if (only !== undefined && runs.length === 1) return prettyRun(only, options)
    const { width, ascii } = options
    const rule = `${signsFor(ascii).band.between.repeat(Math.max(NARROWEST, Math.min(width, 100)))}\n`
    return [summaryText(plainTexts(runs, ascii), options), ...runs.map((run) => prettyRun(run, options))].join(`\n${rule}\n`)
  },
}

/** One run; whatever its texts hold, a terminal obeys none of it. */
export function prettyRun(given: Run, { color, width, ascii = false }: RenderOptions): string {
  const run = plainTexts(given, ascii)
  const page = { run, analysis: analyseRun(run), paint: makePaint(color), width: Math.max(NARROWEST, width), signs: signsFor(ascii) }
  const parts = [headline, reasonLines, faultPart, timelineLines, queryLines, findingLines, probePart]
  const text = parts
    .map((part) => part(page))
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.map((line) => line.trimEnd()).join('\n')}\n`)
    .join('\n')
  return ascii ? asciiText(text) : text
}

function faultPart(page: Page): string[] {
  const lines = faultLines(page)
  return [page.paint('bold', lines.length === 0 ? 'No fault was injected' : 'Faults'), ...lines]
}

function probePart(page: Page): string[] {
  const lines = probeLines(page)
  return lines.length === 0 ? [] : [page.paint('bold', 'Probes'), ...lines]
}
