import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import type { Run } from '../../src/model/run.ts'
import { loadAll, reports } from '../../src/registry.ts'
import { judgedRun } from '../helpers/parts.ts'

/* What a browser, a CI server or a forge reads; the terminal's report is in pretty.test.ts. */

const options = { color: false, width: 100 }
const all = new Map((await loadAll(reports)).map((report) => [report.name, report]))
const render = (format: string, ...runs: Run[]) => all.get(format)!.render(runs, options)

/** As judged, but for what a test changes. */
const run = (more: Partial<Run> = {}): Run => ({ ...judgedRun(), ...more })
const failed = () => {
  const { findings } = judgedRun()
  return run({
    id: '20261122T181900Z-fails-cd34',
    verdict: 'fail',
    findings: findings.map((finding, index) => (index === 0 ? { ...finding, passed: false, measured: 4.2 } : finding)),
  })
}
const inconclusive = () =>
  run({
    id: '20261122T182000Z-inconclusive-ef56',
    verdict: 'inconclusive',
    inconclusiveReasons: ['The effect of the kill was not observed.', 'prometheus-0 did not answer.'],
    findings: judgedRun().findings.map((finding) => ({ ...finding, passed: false, measured: null })),
  })
const declared = () => run({ ...failed(), scenario: { ...judgedRun().scenario, outcome: 'fail' } })

const counts = (text: string) => /<testsuites[^>]* tests="(\d+)" failures="(\d+)" errors="(\d+)"/.exec(text)!.slice(1).map(Number)
const lines = (text: string) => text.split('\n').filter((line) => /^(not )?ok /.test(line))

for (const format of ['html', 'svg', 'markdown', 'junit', 'tap'])
  t.test(`golden/${format}.txt`, async (t) => {
    const file = new URL(`golden/${format}.txt`, import.meta.url)
    const text = render(format, run(), failed(), inconclusive(), declared())
    if (process.env['GOLDEN'] === 'write') writeFileSync(file, text)
    t.equal(text, readFileSync(file, 'utf8'), 'as kept; GOLDEN=write writes it')
  })

t.test('inconclusive is an error, and what a scenario declares is no failure', async (t) => {
  t.same(counts(render('junit', run())), [3, 0, 0])
  t.same(counts(render('junit', failed())), [3, 2, 0], 'the verdict and the expectation')
  t.same(counts(render('junit', inconclusive())), [3, 0, 3])
  t.same(counts(render('junit', declared())), [1, 0, 0])
  t.match(lines(render('tap', run(), failed(), inconclusive(), declared())), [/^ok 1/, /^not ok 2/, /^not ok 3/, /^ok 4/])
  t.notMatch(render('tap', inconclusive()), /# SKIP/i)
})

t.test('several runs are one document', async (t) => {
  const runs = [run(), failed(), declared()]
  t.match(JSON.parse(render('json', ...runs)), { schemaVersion: 1, results: [{ verdict: 'pass' }, { verdict: 'fail' }, {}] })
  t.match(JSON.parse(render('json', run())), { verdict: 'pass' })
  for (const format of ['pretty', 'markdown', 'html']) t.match(render(format, ...runs), /3 runs: 2 as declared, 1 not\./)
})

const HOSTILE = `</title><script>alert(1)</script> ]]> & "'\u001b[31m\u202e \ud800 # SKIP | \`x\` ![a](http://127.0.0.1/)`

t.test('texts of a run are shown as they are, and obeyed by nothing', async (t) => {
  const { scenario, findings, faults } = judgedRun()
  const hostile = run({
    scenario: { ...scenario, title: HOSTILE, teaches: HOSTILE },
    verdict: 'inconclusive',
    inconclusiveReasons: [HOSTILE, `${HOSTILE}\nBail out!\nok 9 - x`],
    findings: findings.map((finding) => ({ ...finding, passed: false, series: HOSTILE, detail: HOSTILE })),
    faults: faults.map((fault) => ({ ...fault, target: HOSTILE, evidence: { ...fault.evidence, detail: HOSTILE } })),
  })
  for (const format of ['pretty', 'html', 'svg', 'markdown', 'junit', 'tap']) {
    const text = render(format, hostile)
    // eslint-disable-next-line no-control-regex
    t.notMatch(text, /[\u0000-\u0009\u000b-\u001f\u202e]/, `${format}: no sign that a terminal obeys`)
    if (['html', 'svg', 'junit'].includes(format)) t.notMatch(text, /<script|<\/title><|[\ud800-\udfff]/u, `${format}: no tag`)
    if (format === 'markdown') t.notMatch(text.replaceAll(/```text[^]*?```/g, ''), /(?<!\\)<script|(?<!\\)!?\[a\]\(/)
    if (format === 'tap') t.notMatch(text, /^\s*(Bail out!|ok 9)|^\s*(not )?ok .*(?<!\\)# SKIP/m)
  }
})
