import { plainTexts } from '../lib/plain.ts'
import type { Run } from '../model/run.ts'
import { analyseRun } from '../verdict/analysis.ts'
import { findingRows } from './finding-rows.ts'
import { aboutRun } from './points.ts'
import { faultLines } from './pretty/faults.ts'
import { probeLines } from './pretty/probes.ts'
import { asExpected, runTitle, why } from './verdict-text.ts'
import type { Report } from './report.ts'
import { summaryLine, summaryRows } from './summary.ts'
import { makePaint } from './text.ts'
import { picturesOf } from './timeline/picture.ts'
import { LEGEND, svgOf } from './timeline/svg.ts'
import { escapedXml } from './xml.ts'

/* One file without a script, which loads nothing: it opens offline, prints, and is in light and dark. */

const WIDTH = 110

/** Runs as a page. */
export const htmlReport: Report = {
  name: 'html',
  render(given) {
    const runs = plainTexts(given)
    const [only] = runs
    const title = only !== undefined && runs.length === 1 ? runTitle(only) : summaryLine(runs)
    return [
      '<!doctype html>',
      '<html lang="en">',
      '<head>',
      '<meta charset="utf-8">',
      '<meta name="viewport" content="width=device-width, initial-scale=1">',
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
      `<title>${escapedXml(title)}</title>`,
      `<style>${STYLE}</style>`,
      '</head>',
      '<body><main>',
      ...(runs.length === 1 ? [] : summaryPart(runs)),
      ...runs.flatMap((run, index) => runPart(run, index, runs.length === 1 ? 1 : 2)),
      '</main></body>',
      '</html>',
      '',
    ].join('\n')
  },
}

const STYLE = `
:root{color-scheme:light dark;--fg:#1a1a1a;--bg:#fff;--dim:#4d4d4d;--line:#c9c9c9;--pass:#14532d;--fail:#7f1d1d;--inconclusive:#5f3b00}
@media(prefers-color-scheme:dark){:root{--fg:#f0f0f0;--bg:#15171a;--dim:#b9bcc1;--line:#4a4e55;--pass:#86efac;--fail:#fca5a5;--inconclusive:#fcd34d}}
body{margin:0;color:var(--fg);background:var(--bg);font:16px/1.5 system-ui,sans-serif}
main{max-width:1040px;margin:0 auto;padding:16px}
h1,h2,h3{line-height:1.25}article{border-top:1px solid var(--line);padding-top:8px;margin-top:32px}article:first-child{border:0;margin-top:0}
.pass{color:var(--pass)}.fail{color:var(--fail)}.inconclusive{color:var(--inconclusive)}
.why{font-size:1.2em}.dim{color:var(--dim)}figure{margin:16px 0}.wide{overflow-x:auto}figure svg{display:block;height:auto;max-width:100%;min-width:760px}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:4px 12px 4px 0;border-bottom:1px solid var(--line);overflow-wrap:break-word}
pre{white-space:pre-wrap;font:14px/1.5 ui-monospace,Menlo,Consolas,monospace}a{color:inherit}
@media print{body{background:#fff;color:#000}article{break-inside:avoid-page}figure svg{min-width:0}}`.replaceAll('\n', '')

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
  const page = { run, analysis, paint: makePaint(false), width: WIDTH }
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
