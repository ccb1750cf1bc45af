import { readFileSync, writeFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import t from 'tap'
import type { Run, RunRecord, Sample } from '../../src/model/run.ts'
import { prettyReport } from '../../src/report/pretty/pretty.ts'
import { drop, expect, expectOnly, judgedRun, limit, merged, ownOf, parts, setError, setMerged, setOwn } from '../helpers/parts.ts'
import { line as graph, withQuery, withStores } from '../helpers/queries.ts'
import { at, BOTH, EDGE, own, runRecord, UP } from '../helpers/run.ts'

const render = (run: Run, width = 100, ascii = false) => prettyReport.render([run], { color: false, width, ascii })

const pages: [name: string, run: () => Run, width?: number, ascii?: boolean][] = [
  ['pass', () => judgedRun()],
  ['fail-narrow', failed, 60],
  ['inconclusive', inconclusive],
  ['no-fault', faultless],
  ['long-and-three', long, 80],
  ['queries', withGraph, 80],
  ['fail-narrow-ascii', failed, 60, true],
  ['inconclusive-ascii', inconclusive, 100, true],
  ['long-and-three-ascii', long, 80, true],
  ['queries-ascii', withGraph, 80, true],
]

for (const [name, run, width, ascii] of pages)
  t.test(`golden/${name}.txt`, async (t) => {
    const file = new URL(`golden/${name}.txt`, import.meta.url)
    const page = render(run(), width, ascii)
    if (process.env['GOLDEN'] === 'write') writeFileSync(file, page)
    t.equal(page, readFileSync(file, 'utf8'), 'as kept; GOLDEN=write writes it anew')
  })

t.test('colours are for those who ask, and carry nothing alone', async (t) => {
  for (const [name, run] of pages) {
    const plain = render(run())
    const colored = prettyReport.render([run()], { color: true, width: 100 })
    t.equal(plain, stripVTControlCharacters(plain), `${name}: none`)
    t.not(colored, plain, `${name}: some`)
    t.equal(stripVTControlCharacters(colored).replaceAll(/ +$/gm, ''), plain, `${name}: the same text`)
  }
})

t.test('no line is wider than the page', async (t) => {
  for (const width of [60, 80, 100, 140])
    for (const [name, run, , ascii] of pages)
      t.same(
        render(run(), width, ascii)
          .split('\n')
          .filter((line) => line.length > width),
        [],
        `${name} on ${width} columns`,
      )
})

/** How often a sign stands in the rows of samples. */
function drawn(page: string, sign: string): number {
  const rows = page.split('\n').filter((line) => !line.startsWith('  probe '))
  return rows.join('').split(sign).length - 1
}

t.test('a terminal that is not UTF-8 gets ASCII only, whatever a run holds, and the same cells', async (t) => {
  for (const [name, run] of pages) {
    const page = render(run(), 100, true)
    t.match(page, /^[\n -~]*$/, name)
    t.equal(drawn(page, '#'), drawn(render(run()), '▇'), `${name}: each sample is drawn`)
  }
  const run = judgedRun()
  run.scenario.title = 'Grüße, ≤ 1 s → \u{1f600}'
  t.match(render(run, 100, true), '  Gr\\u00fc\\u00dfe, <= 1 s -> \\ud83d\\ude00\n')
  t.match(prettyReport.render([run, run], { color: false, width: 100, ascii: true }), /^[\n -~]*$/, 'of several runs')
})

t.test('a run in which little was read has a report', async (t) => {
  const bare: RunRecord = { ...runRecord(), faults: [], snapshots: [], probes: {}, interrupted: true }
  bare.scenario.expect = []
  const page = render(judgedRun(bare))
  t.match(page, /^INCONCLUSIVE/)
  t.match(page, 'The run was stopped before its last step.')
  t.match(page, 'No fault was injected')
})

t.test('an outcome that the scenario expects is named', async (t) => {
  const run = failed()
  run.scenario.outcome = 'fail'
  t.match(render(run), /^FAIL, as the scenario expects {2}/)
  run.scenario.outcome = 'inconclusive'
  t.match(render(run), /^FAIL, where the scenario expects INCONCLUSIVE {2}/)
})

t.test('a gap shows as long as it is, wherever the snapshot begins', async (t) => {
  for (const edge of [0.01, 0.14, 0.165, 0.5, 0.86, 0.9, 0.99]) {
    const { run, after } = parts()
    after.window.from = at(edge)
    const inside = (samples: Sample[]) => samples.filter(([time]) => time > after.window.from)
    setMerged(after, inside(merged(after)))
    for (const pod of BOTH) setOwn(after, pod, inside(ownOf(after, pod)))
    const rows = render(judgedRun(run)).split('\n')
    const strip = (label: string) =>
      rows
        .find((row) => row.includes(label))
        ?.slice(25)
        .replaceAll(/[^▇·]/g, '') ?? ''
    t.match(strip('prometheus-0 (victim)'), /^▇+·{12}▇+$/, `edge ${edge}`)
    t.match(strip('prometheus-1 '), /^▇+$/, `edge ${edge}`)
    t.match(strip('merged, after'), /^▇+··▇+$/, `edge ${edge}`)
  }
})

function failed(): Run {
  const { run } = parts()
  limit(run, 'merged', { 'at-most': 2000 })
  expect(run, 'service', 'success-rate', { 'at-least': 0.99 })
  return judgedRun(run)
}

function inconclusive(): Run {
  const { run, kill, during } = parts()
  kill.preferred = { merged: 'prometheus-1' }
  kill.evidence = { verified: false, detail: 'its process still ran' }
  setMerged(during, [])
  return judgedRun(run)
}

/** Without a fault there is no victim. */
function faultless(): Run {
  const { run, after } = parts()
  run.faults = []
  delete run.scenario.observe['naive']
  drop(run, 'before')
  drop(run, 'during')
  after.queries['victim'] = { source: { via: 'replica' }, answers: [], errors: {} }
  const samples = own('prometheus-1', 43.2)
  setMerged(after, samples)
  const earlier = samples.map(([time, value]): Sample => [Math.round((time - 0.701) * 1000) / 1000, value])
  setOwn(after, 'prometheus-0', earlier.slice(1))
  return judgedRun(run)
}

const away = (second: number) => second > 16 && second < 27

/** A graph whose range is short, which the gap of the killed replica shows through; the control is what Query says of its stores. */
function withGraph(): Run {
  const stores = withStores(runRecord(), (second) => (away(second) ? ['prometheus-1'] : BOTH))
  const run = withQuery(stores, (source, phase, to) => {
    const hasGap = source === 'prometheus-0' || (source === 'query' && phase === 'after')
    return [graph(to, (step) => (hasGap && away(step) ? undefined : String(step % 2)))]
  })
  setError(parts(run).during, 'graph', 'prometheus-0', 'no answer: ECONNREFUSED')
  expectOnly(
    run,
    ['graph', 'graph-coverage', { 'at-least': 0.99 }],
    ['stores', 'healthy-stores', { 'drop-to': 1 }],
    ['graph', 'rate-spike', { 'at-most': 1.5 }],
  )
  return judgedRun(run)
}

/** Four minutes, three replicas whose names do not end in a digit, two selectors. */
function long(): Run {
  const { run, kill, after } = parts()
  const replicas: Record<string, Sample[]> = {
    'prom-east': steady(0.4),
    'prom-north': steady(0.5),
    'prom-west': steady(0.9).filter(([time]) => time < at(15) || time > at(60)),
  }
  after.window = { from: EDGE - 100, to: at(139.9) }
  after.replicas = {}
  for (const [pod, samples] of Object.entries(replicas)) for (const selector of [UP, 'lab_clock']) setOwn(after, pod, samples, selector)
  setMerged(after, steady(0.4))
  after.queries = { merged: after.queries['merged']!, clock: structuredClone(after.queries['merged']!) }
  run.snapshots = [after]
  run.scenario.observe = { merged: { samples: UP }, clock: { samples: 'lab_clock' } }
  kill.healedAt = new Date(at(58) * 1000).toISOString()
  return judgedRun(run)
}

function steady(offset: number): Sample[] {
  return Array.from({ length: 240 }, (_, scrape): Sample => [at(scrape - 100 + offset), '1'])
}
