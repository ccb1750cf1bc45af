import { readdirSync, readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { scenarioVocabulary } from '../../src/app/select-scenarios.ts'
import { toMs } from '../../src/lib/time.ts'
import type { Run, Sample } from '../../src/model/run.ts'
import { prettyReport } from '../../src/report/pretty/pretty.ts'
import { svgReport } from '../../src/report/svg.ts'
import { type PicturePanel, picturesOf, type PictureRow } from '../../src/report/timeline/picture.ts'
import { escapedXml } from '../../src/report/xml.ts'
import { listScenarios } from '../../src/scenario/files.ts'
import { type Analysis, analyseRun, type ObservedSeries, type SeriesView } from '../../src/verdict/analysis.ts'
import { isGap } from '../../src/verdict/gaps.ts'
import { keptRuns, unzipped } from '../helpers/kept-runs.ts'

/* A real run of every scenario, drawn: the picture is as kept, and it is true. */

const OPTIONS = { color: false, width: 110 }
const record = (name: string) => `thanos-lab chaos ${name}, then npm run pictures -- RUN with the run's id`
const AGAIN = 'npm run pictures draws all anew: look at what changed'
const runs = keptRuns()
const here = (path: string) => new URL(path, import.meta.url)
const { isRunOf } = (await import(here('../../scripts/record-of.js').href)) as { isRunOf(run: object, scenario: object): boolean }

t.test('every scenario has a kept run, of the scenario as it is now', async (t) => {
  const files = await listScenarios(await scenarioVocabulary())
  t.same(
    [...runs.keys()].filter((name) => !files.some((file) => file.name === name)).map((name) => `test/report/runs/${name}.json.gz`),
    [],
  )
  for (const { name, resolve } of files) {
    const run = runs.get(name)
    if (run === undefined) t.fail(`${name} has no kept run: ${record(name)}`)
    else
      t.ok(isRunOf(run, resolve(run.settings.scrapeIntervalMs)), `${name} is of another version of scenarios/${name}.yaml: ${record(name)}`)
  }
  const pictures = [...runs.keys()].flatMap((name) => [`${name}.svg.gz`, `${name}.txt`]).sort()
  t.same(readdirSync(here('pictures/')).sort(), pictures, AGAIN)
})

t.test('nothing of the machine that recorded a run is kept', async (t) => {
  for (const [name, run] of runs) t.notMatch(JSON.stringify(run), /[" =:'(]\/(?:home|root|tmp|usr|var|work|private|Users)\//, name)
})

for (const [name, run] of runs)
  t.test(name, async (t) => {
    const text = prettyReport.render([run], OPTIONS)
    const svg = svgReport.render([run], OPTIONS)
    t.equal(text, readFileSync(here(`pictures/${name}.txt`), 'utf8'), AGAIN)
    t.equal(svg, unzipped(`pictures/${name}.svg.gz`), AGAIN)
    const ascii = prettyReport.render([run], { ...OPTIONS, ascii: true })
    t.match(ascii, /^[\n -~]*$/)
    t.same(
      `${text}${ascii}`.split('\n').filter((line) => line.length > OPTIONS.width),
      [],
      'no line is wider than the page',
    )
    const analysis = analyseRun(run)
    const pictures = picturesOf(analysis)
    for (const series of Object.values(analysis.series))
      for (const { view, row, picture } of drawn(series, pictures)) {
        samplesAreDrawn(t, view, row, picture)
        if (series.via === 'query') t.equal(switchesNoted(row), switchesIn(series, view), `${row.label}: switches`)
        gapsAreNoted(t, view, row, analysis)
      }
    for (const picture of pictures) {
      faultsAreDrawn(t, picture, run)
      everythingIsSaid(t, picture, text, svg)
    }
    figuresAreThoseOfFindings(t, run, pictures)
  })

interface Drawn {
  view: SeriesView
  row: PictureRow
  picture: PicturePanel
}

/** The rows of what Query, or the Service, answered, in the order of the snapshots. */
function drawn({ name, via, selector, views }: ObservedSeries, pictures: PicturePanel[]): Drawn[] {
  if (via === 'replica') return []
  const picture = pictures.find((one) => one.selector === selector)
  const rows = picture?.rows.filter(({ label }) => views.some(({ phase }) => label === `${name}, ${phase}`)) ?? []
  return views.map((view, index) => ({ view, row: rows[index]!, picture: picture! }))
}

const covers = (spans: readonly { first: number; last: number }[], cell: number) =>
  spans.some(({ first, last }) => first <= cell && cell <= last)

/** Each sample is in a drawn cell, and no other cell is drawn. */
function samplesAreDrawn(t: Test, { samples }: SeriesView, row: PictureRow, { grid }: PicturePanel): void {
  const cells = new Set(samples.map(([time]) => Math.floor((time - grid.origin) / grid.interval)))
  const shown = Array.from({ length: grid.cells }, (_, cell) => cell).filter((cell) => covers(row.samples, cell))
  t.same(shown, [...cells], `${row.label}: its samples`)
  t.notOk(
    shown.some((cell) => covers(row.lacking, cell)),
    `${row.label}: no cell is both`,
  )
}

/** Times at which Query returned another replica's sample than before; a sample that several hold, or none, tells nothing. */
function switchesIn({ before, views }: ObservedSeries, { samples }: SeriesView): number {
  const holders = (time: number) => {
    const all = [...(before === undefined ? [] : [before]), ...views].flatMap(({ replicas }) => Object.entries(replicas))
    const holds = (own: Sample[]) => own.some((sample) => toMs(sample[0]) === toMs(time))
    return new Set(all.filter(([, own]) => holds(own)).map(([pod]) => pod))
  }
  const sources = samples.map(([time]) => [...holders(time)])
  return sources.filter((pods, index) => pods.length === 1 && sources[index - 1]?.length === 1 && pods[0] !== sources[index - 1]![0]).length
}

function switchesNoted({ notes }: PictureRow): number {
  const times = notes.map(({ text }) =>
    Number(/^Query switched (\d+) times/.exec(text)?.[1] ?? (text.includes('Query switched from') ? 1 : 0)),
  )
  return times.reduce((sum, one) => sum + one, 0)
}

/** The distances that are gaps for the lab's interval each have a note; where a replica scrapes less often, only the one at the switch. */
function gapsAreNoted(t: Test, view: SeriesView, row: PictureRow, { run, intervalMs }: Analysis): void {
  const noted = row.notes.filter(({ text }) => text.startsWith('gap of')).length
  const isMixed = run.faults.some(({ fault }) => fault === 'change-interval')
  if (isMixed) t.equal(noted, row.notes.filter(({ text }) => text.includes(': Query switched')).length, `${row.label}: gaps`)
  else t.equal(noted, view.gaps.filter(({ seconds }) => isGap(seconds * 1000, intervalMs)).length, `${row.label}: gaps`)
}

/** The band of a fault begins and ends in the cells of its times. */
function faultsAreDrawn(t: Test, { bands, grid }: PicturePanel, { faults }: Run): void {
  const cell = (iso: string) => Math.floor((Date.parse(iso) / 1000 - grid.origin) / grid.interval)
  const expected = faults
    .map(({ fault, injectedAt, healedAt }) => ({
      label: fault,
      first: cell(injectedAt),
      last: healedAt === null ? Infinity : cell(healedAt),
    }))
    .filter(({ first, last }) => first < grid.cells && last >= 0)
    .sort((one, other) => one.first - other.first)
  t.same(
    bands.map(({ label, first, last, beginsBefore, endsAfter }) => ({ label, first, last, beginsBefore, endsAfter })),
    expected.map(({ label, first, last }) => ({
      label,
      first: Math.max(0, first),
      last: Math.min(grid.cells - 1, last),
      beginsBefore: first < 0,
      endsAfter: last >= grid.cells,
    })),
    'faults',
  )
}

/** Each row, note and fault stands in both pictures; of many notes, how many more there are. */
function everythingIsSaid(t: Test, { rows, bands, selector, probes }: PicturePanel, text: string, svg: string): void {
  const words = text.replaceAll(/\s+/g, ' ')
  for (const label of [
    selector,
    ...rows.map((row) => row.label),
    ...bands.map((band) => band.label),
    ...probes.map(({ name }) => `probe ${name}`),
  ]) {
    t.ok(words.includes(label), `${label} in the text`)
    t.ok(svg.includes(`>${escapedXml(label)}<`), `${label} as SVG`)
  }
  for (const { notes, replica } of rows)
    for (const [index, note] of notes.entries()) {
      // A replica's own gaps are seen in its cells.
      if (replica === undefined)
        t.ok(words.includes(note.text) || (index >= 6 && words.includes(`… and ${notes.length - 6} more`)), note.text)
      t.ok(svg.includes(`>${escapedXml(note.text)}<`) || (index >= 2 && svg.includes(`… and ${notes.length - 2} more`)), note.text)
    }
}

/** What `longest-gap` measured stands at the right of that series' rows. */
function figuresAreThoseOfFindings(t: Test, { findings, scenario }: Run, pictures: PicturePanel[]): void {
  const rows = pictures.flatMap((picture) => picture.rows)
  for (const [index, { check, series, measured }] of findings.entries()) {
    const limits = scenario.expect[index]!.limits as { phase?: string }
    if (check !== 'longest-gap') continue
    const phase = limits.phase ?? '(?:during|after)'
    const label = new RegExp(`^${series}, ${phase}$|\\(${series}\\)`)
    const figures = rows.filter((row) => label.test(row.label)).map(({ longestSeconds }) => longestSeconds)
    t.equal(Math.max(...figures), measured, `longest gap of ${series}`)
  }
}
