import { plainTexts } from '../lib/plain.ts'
import type { Run } from '../model/run.ts'
import { analyseRun } from '../verdict/analysis.ts'
import { findingRows } from './finding-rows.ts'
import { aboutRun } from './points.ts'
import { faultLines } from './pretty/faults.ts'
import { probeLines } from './pretty/probes.ts'
import { asExpected, runTitle, summaryLine, why } from './verdict-text.ts'
import { UNICODE } from './signs.ts'
import { summaryRows } from './summary.ts'
import { makePaint } from './text.ts'
import { picturesOf } from './timeline/picture.ts'
import { LEGEND, svgOf } from './timeline/svg.ts'
import { escapedXml } from './xml.ts'

/* What the page shows where it has no script, and on paper: everything that was found, as text and a still picture. */

const WIDTH = 110

/** Runs as the inside of a page: its title, and HTML in which every text of a run is escaped. */
export function htmlPage(given: readonly Run[]): { title: string; html: string } {
  const runs = plainTexts(given)
  const [only] = runs
  const title = only !== undefined && runs.length === 1 ? runTitle(only) : summaryLine(runs)
  const html = [
    '<main>',
    ...(runs.length === 1 ? [] : summaryPart(runs)),
    ...runs.flatMap((run, index) => runPart(run, index, runs.length === 1 ? 1 : 2)),
    '</main>',
  ].join('\n')
  return { title, html }
}

function summaryPart(runs: readonly Run[]): string[] {
  const [head, ...rows] = summaryRows(runs)
  const linked = rows.map((cells, index) =>
    cells.map((cell, column) => (column === 0 ? `<a href="#run-${index}">${escapedXml(cell)}</a>` : escapedXml(cell))),
  )
  return [
    '<h1>Runs of thanos-lab</h1>',
    `<p class="why">${escapedXml(summaryLine(runs))}</p>`,
    ...table((head ?? []).map(escapedXml), linked),
  ]
}

function runPart(run: Run, index: number, level: 1 | 2): string[] {
  const analysis = analyseRun(run)
  const said = why({ run, analysis })
  const pictures = picturesOf(analysis)
  const page = { run, analysis, paint: makePaint(false), width: WIDTH, signs: UNICODE }
  const faults = faultLines(page)
  const probes = probeLines(page)
  const [head, ...rows] = findingRows(run)
  const heading = (text: string) => `<h${level + 1}>${escapedXml(text)}</h${level + 1}>`
  return [
    `<article id="run-${index}">`,
    `<h${level}><span class="${run.verdict}">${run.verdict.toUpperCase()}</span>${escapedXml(asExpected(run))}: ${escapedXml(run.scenario.title)}</h${level}>`,
    `<p class="why">${escapedXml(said)}</p>`,
    `<p>${escapedXml(run.scenario.teaches)}</p>`,
    `<p class="dim">${escapedXml(aboutRun(run))} · ${escapedXml(run.id)}</p>`,
    ...(run.inconclusiveReasons.length < 2
      ? []
      : [heading('Why it is inconclusive'), '<ul>', ...run.inconclusiveReasons.map((reason) => `<li>${escapedXml(reason)}</li>`), '</ul>']),
    ...(pictures.length === 0
      ? []
      : [
          heading('Timeline'),
          `<figure><div class="wide">${svgOf([{ title: runTitle(run), lines: [said], pictures, isBare: true }], `hatched-${index}`).trimEnd()}</div><figcaption class="dim">${escapedXml(LEGEND)}</figcaption></figure>`,
        ]),
    heading('Faults'),
    faults.length === 0 ? '<p>No fault was injected.</p>' : pre(faults),
    ...(rows.length === 0
      ? []
      : [
          heading('Expectations'),
          ...table(
            (head ?? []).map(escapedXml),
            rows.map((cells) => cells.map(escapedXml)),
          ),
        ]),
    ...(probes.length === 0 ? [] : [heading('Probes'), pre(probes)]),
    '</article>',
  ]
}

/** Cells are HTML already. */
function table(head: readonly string[], rows: readonly string[][]): string[] {
  return [
    '<div class="wide"><table>',
    `<thead><tr>${head.map((cell) => `<th scope="col">${cell}</th>`).join('')}</tr></thead>`,
    `<tbody>${rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n')}</tbody>`,
    '</table></div>',
  ]
}

function pre(lines: readonly string[]): string {
  return `<pre>${escapedXml(lines.map((line) => line.trimEnd()).join('\n'))}</pre>`
}
