import { plainTexts } from '../lib/plain.ts'
import type { Language } from '../model/language.ts'
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
import { svgOf } from './timeline/svg.ts'
import type { ReportWords } from './words/en.ts'
import { reportWords } from './words/words.ts'
import { escapedXml } from './xml.ts'

/* What the page shows where it has no script, and on paper: everything that was found, as text and a still picture. */

const WIDTH = 110

/** Runs as the inside of a page: its title, and HTML in which every text of a run is escaped. In English or another language, but for what a terminal shows, too. */
export function htmlPage(given: readonly Run[], language: Language = 'en'): { title: string; html: string } {
  const words = reportWords(language)
  const runs = plainTexts(given)
  const [only] = runs
  const title = only !== undefined && runs.length === 1 ? runTitle(only, words) : summaryLine(runs, words)
  const html = [
    language === 'en' ? '<main>' : `<main lang="${language}">`,
    ...(runs.length === 1 ? [] : summaryPart(runs, words)),
    ...runs.flatMap((run, index) => runPart(run, { index, level: runs.length === 1 ? 1 : 2, words })),
    '</main>',
  ].join('\n')
  return { title, html }
}

function summaryPart(runs: readonly Run[], words: ReportWords): string[] {
  const [head, ...rows] = summaryRows(runs, words)
  const linked = rows.map((cells, index) =>
    cells.map((cell, column) => (column === 0 ? `<a href="#run-${index}">${escapedXml(cell)}</a>` : escapedXml(cell))),
  )
  return [
    `<h1>${escapedXml(words.page.title)}</h1>`,
    `<p class="why">${escapedXml(summaryLine(runs, words))}</p>`,
    ...table((head ?? []).map(escapedXml), linked),
  ]
}

function runPart(run: Run, { index, level, words }: { index: number; level: 1 | 2; words: ReportWords }): string[] {
  const { page: said, timeline } = words
  const analysis = analyseRun(run)
  const sentence = why({ run, analysis }, words)
  const pictures = picturesOf(analysis, words)
  const page = { run, analysis, paint: makePaint(false), width: WIDTH, signs: UNICODE }
  const faults = faultLines(page)
  const probes = probeLines(page)
  const [head, ...rows] = findingRows(run, words)
  const heading = (text: string) => `<h${level + 1}>${escapedXml(text)}</h${level + 1}>`
  return [
    `<article id="run-${index}">`,
    `<h${level}>${titleHtml(run, words)}</h${level}>`,
    `<p class="why">${escapedXml(sentence)}</p>`,
    `<p>${escapedXml(run.scenario.teaches)}</p>`,
    `<p class="dim">${escapedXml(aboutRun(run, words))} · ${escapedXml(run.id)}</p>`,
    ...(run.inconclusiveReasons.length < 2
      ? []
      : [heading(said.inconclusive), '<ul>', ...run.inconclusiveReasons.map((reason) => `<li>${escapedXml(reason)}</li>`), '</ul>']),
    ...(pictures.length === 0
      ? []
      : [
          heading(said.timeline),
          `<figure><div class="wide">${svgOf([{ title: runTitle(run, words), lines: [sentence], pictures, isBare: true }], `hatched-${index}`, words).trimEnd()}</div><figcaption class="dim">${escapedXml(timeline.legend)}</figcaption></figure>`,
        ]),
    heading(said.faults),
    faults.length === 0 ? `<p>${escapedXml(said.noFault)}</p>` : pre(faults),
    ...(rows.length === 0
      ? []
      : [
          heading(said.expectations),
          ...table(
            (head ?? []).map(escapedXml),
            rows.map((cells) => cells.map(escapedXml)),
          ),
        ]),
    ...(probes.length === 0 ? [] : [heading(said.probes), pre(probes)]),
    '</article>',
  ]
}

/** The title of a run, its verdict in colour. */
function titleHtml(run: Run, words: ReportWords): string {
  const verdict = `<span class="${run.verdict}">${run.verdict.toUpperCase()}</span>`
  return words.verdict.title(verdict, escapedXml(asExpected(run, words)), escapedXml(run.scenario.title))
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
