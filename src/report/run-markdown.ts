import { plainTexts } from '../lib/plain.ts'
import type { Run } from '../model/run.ts'
import { analyseRun } from '../verdict/analysis.ts'
import { findingRows } from './finding-rows.ts'
import { code, codeBlock, escaped, list, table } from './markdown.ts'
import { aboutRun } from './points.ts'
import { faultLines } from './pretty/faults.ts'
import { probeLines } from './pretty/probes.ts'
import { runTitle, summaryLine, why } from './verdict-text.ts'
import type { Report } from './report.ts'
import { UNICODE } from './signs.ts'
import { summaryRows } from './summary.ts'
import { makePaint } from './text.ts'
import { timelineLines } from './timeline/terminal.ts'

/** Columns of the picture: a page of a forge shows so many. */
const WIDTH = 100

/** Runs as Markdown, for a pull request or an incident ticket. */
export const markdownReport: Report = {
  name: 'markdown',
  render(given) {
    const runs = plainTexts(given)
    const summary = runs.length === 1 ? [] : ['# Runs of thanos-lab', summaryLine(runs), table(summaryRows(runs))]
    const parts = [...summary, ...runs.flatMap((run) => runParts(run, runs.length === 1 ? '#' : '##'))]
    return `${parts.join('\n\n')}\n`
  },
}

function runParts(run: Run, level: string): string[] {
  const analysis = analyseRun(run)
  const page = { run, analysis, paint: makePaint(false), width: WIDTH, signs: UNICODE }
  const timeline = timelineLines(page).map((line) => line.trimEnd())
  const faults = faultLines(page)
  const probes = probeLines(page)
  const head = `${level}#`
  return [
    `${level} ${escaped(runTitle(run))}`,
    escaped(why({ run, analysis })),
    `${escaped(run.scenario.teaches)}`,
    `${escaped(aboutRun(run))} · ${code(run.id)}`,
    ...(run.inconclusiveReasons.length > 1 ? [`${head} Why it is inconclusive`, ...list(run.inconclusiveReasons.map(escaped))] : []),
    ...(timeline.length === 0 ? [] : [`${head} Timeline`, codeBlock(timeline)]),
    `${head} Faults`,
    faults.length === 0 ? 'No fault was injected.' : codeBlock(faults.map((line) => line.trimEnd())),
    ...(run.findings.length === 0 ? [] : [`${head} Expectations`, table(findingRows(run))]),
    ...(probes.length === 0 ? [] : [`${head} Probes`, codeBlock(probes.map((line) => line.trimEnd()))]),
  ]
}
