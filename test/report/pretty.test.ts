import { readFileSync, writeFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import t from 'tap'
import type { Journal, Run, Sample } from '../../src/model/run.ts'
import { prettyReport } from '../../src/report/pretty/pretty.ts'
import { judge } from '../../src/verdict/judge.ts'
import { BOTH, line as graph, withQuestion, withStores } from '../helpers/asked.ts'
import { at, EDGE, journal, own } from '../helpers/run.ts'
import { checks, expect, limit, parts } from '../helpers/spoil.ts'

const judged = (run: Journal): Run => ({ ...run, ...judge(run, checks) })
const render = (run: Run, width = 100) => prettyReport.render(run, { color: false, width })

const pages: [name: string, run: () => Run, width?: number][] = [
  ['pass', () => judged(journal())],
  ['fail-narrow', failed, 60],
  ['inconclusive', doubted],
  ['no-fault', unbroken],
  ['long-and-three', long, 80],
  ['questions', asked, 80],
]

for (const [name, run, width] of pages)
  t.test(`golden/${name}.txt`, async (t) => {
    const file = new URL(`golden/${name}.txt`, import.meta.url)
    const page = render(run(), width)
    if (process.env.GOLDEN === 'write') writeFileSync(file, page)
    t.equal(page, readFileSync(file, 'utf8'), 'as kept; GOLDEN=write writes it anew')
  })

t.test('colours are for those who ask, and carry nothing alone', async (t) => {
  for (const [name, run] of pages) {
    const plain = render(run())
    const colored = prettyReport.render(run(), { color: true, width: 100 })
    t.equal(plain, stripVTControlCharacters(plain), `${name}: none`)
    t.not(colored, plain, `${name}: some`)
    t.equal(stripVTControlCharacters(colored).replaceAll(/ +$/gm, ''), plain, `${name}: the same text`)
  }
})

t.test('no line is wider than the page', async (t) => {
  for (const width of [60, 80, 100, 140])
    for (const [name, run] of pages)
      t.same(
        render(run(), width)
          .split('\n')
          .filter((line) => line.length > width),
        [],
        `${name} on ${width} columns`,
      )
})

t.test('it tells of a run in which little was seen', async (t) => {
  const bare: Journal = { ...journal(), faults: [], sights: [], series: {}, probes: {}, interrupted: true }
  bare.plan.expect = []
  const page = render(judged(bare))
  t.match(page, /^INCONCLUSIVE/)
  t.match(page, 'The run was stopped before its last step.')
  t.match(page, 'No fault was injected')
})

t.test('an outcome that the scenario asks for is said so', async (t) => {
  const run = failed()
  run.plan.outcome = 'fail'
  t.match(render(run), /^FAIL, as the scenario expects {2}/)
  run.plan.outcome = 'inconclusive'
  t.match(render(run), /^FAIL, where the scenario expects INCONCLUSIVE {2}/)
})

t.test('a hole shows as long as it is, wherever the look begins', async (t) => {
  for (const edge of [0.01, 0.14, 0.165, 0.5, 0.86, 0.9, 0.99]) {
    const { run, after } = parts()
    after.from = at(edge)
    for (const samples of [after.samples, ...Object.values(after.replicas)])
      while ((samples[0]?.[0] ?? Infinity) <= after.from) samples.shift()
    const rows = render(judged(run)).split('\n')
    const strip = (label: string) =>
      rows
        .find((row) => row.includes(label))
        ?.slice(25)
        .replaceAll(/[^▇·]/g, '') ?? ''
    t.match(strip('prometheus-0 (struck)'), /^▇+·{12}▇+$/, `edge ${edge}`)
    t.match(strip('prometheus-1 '), /^▇+$/, `edge ${edge}`)
    t.match(strip('merged, after'), /^▇+··▇+$/, `edge ${edge}`)
  }
})

function failed(): Run {
  const { run } = parts()
  limit(run, 'merged', { 'at-most': 2000 })
  expect(run, 'service', 'answers', { 'at-least': 0.99 })
  return judged(run)
}

function doubted(): Run {
  const { run, kill, outage } = parts()
  kill.preferred = { merged: 'prometheus-1' }
  kill.evidence = { verified: false, detail: 'its process still ran' }
  outage.samples = []
  return judged(run)
}

function unbroken(): Run {
  const { run, merged, after } = parts()
  run.faults = []
  run.series = { merged: { ...merged, looks: [after] } }
  after.samples = own('prometheus-1', 43.2)
  after.replicas['prometheus-0'] = after.samples.map(([time, value]) => [Math.round((time - 0.701) * 1000) / 1000, value])
  after.replicas['prometheus-0'].shift()
  return judged(run)
}

const away = (second: number) => second > 16 && second < 27

/** A graph whose window is short, which the killed replica's hole shows through; the control is Query's word of its stores. */
function asked(): Run {
  const stores = withStores(journal(), (second) => (away(second) ? ['prometheus-1'] : BOTH))
  const run = withQuestion(stores, (place, phase, to) => {
    const holed = place === 'prometheus-0' || (place === 'query' && phase === 'after')
    return [graph(to, (step) => (holed && away(step) ? undefined : String(step % 2)))]
  })
  run.questions!.asked!.asked[1]!.answers[1] = { place: 'prometheus-0', series: [], trouble: 'no answer: ECONNREFUSED' }
  run.plan.expect = []
  expect(run, 'asked', 'points', { 'at-least': 0.99 })
  expect(run, 'stores', 'stores', { 'drop-to': 1 })
  expect(run, 'asked', 'rate', { 'at-most': 1.5 })
  return judged(run)
}

/** Four minutes, three replicas whose names do not end in a digit, two questions. */
function long(): Run {
  const { run, kill, merged, after } = parts()
  Object.assign(after, { from: EDGE - 100, to: at(139.9), samples: steady(0.4) })
  after.replicas = {
    'prom-east': steady(0.4),
    'prom-north': steady(0.5),
    'prom-west': steady(0.9).filter(([time]) => time < at(15) || time > at(60)),
  }
  delete merged.before
  run.series = { merged: { ...merged, looks: [after] }, clock: { ...merged, query: 'lab_clock', looks: [structuredClone(after)] } }
  kill.healedAt = new Date(at(58) * 1000).toISOString()
  return judged(run)
}

function steady(phase: number): Sample[] {
  return Array.from({ length: 240 }, (_, scrape): Sample => [at(scrape - 100 + phase), '1'])
}
