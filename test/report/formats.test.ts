import { readFileSync, writeFileSync } from 'node:fs'
import { RelaxNGValidator, XmlDocument } from 'libxml2-wasm'
import { type DefaultTreeAdapterTypes as Html, parse, type ParserError } from 'parse5'
import t from 'tap'
import { Parser } from 'tap-parser'
import type { Run } from '../../src/model/run.ts'
import { htmlPage } from '../../src/report/html.ts'
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

const everyKind = () => [run(), failed(), inconclusive(), declared(), hostile()]

const elements = (node: Html.Node): Html.Element[] => [
  ...('attrs' in node ? [node] : []),
  ...('childNodes' in node ? node.childNodes.flatMap(elements) : []),
]

const counts = (text: string) => /<testsuites[^>]* tests="(\d+)" failures="(\d+)" errors="(\d+)"/.exec(text)!.slice(1).map(Number)
const lines = (text: string) => text.split('\n').filter((line) => /^(not )?ok /.test(line))

/** Of the page only what stands in it without a script; it is tried in a browser in test/web/. */
const kept = (format: string, ...runs: Run[]) => (format === 'html' ? htmlPage(runs).html : render(format, ...runs))

for (const format of ['html', 'svg', 'markdown', 'junit', 'tap'])
  t.test(`golden/${format}.txt`, async (t) => {
    const file = new URL(`golden/${format}.txt`, import.meta.url)
    const text = kept(format, run(), failed(), inconclusive(), declared())
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

const hostile = () => {
  const { scenario, findings, faults } = judgedRun()
  return run({
    scenario: { ...scenario, title: HOSTILE, teaches: HOSTILE },
    verdict: 'inconclusive',
    inconclusiveReasons: [HOSTILE, `${HOSTILE}\nBail out!\nok 9 - x`],
    findings: findings.map((finding) => ({ ...finding, passed: false, series: HOSTILE, detail: HOSTILE })),
    faults: faults.map((fault) => ({ ...fault, target: HOSTILE, evidence: { ...fault.evidence, detail: HOSTILE } })),
  })
}

t.test('texts of a run are shown as they are, and obeyed by nothing', async (t) => {
  t.notMatch(htmlPage([hostile()], 'zh-CN').html, /<script|<\/title><|[\u202e\ud800-\udfff]/u, 'html in Chinese')
  for (const format of ['pretty', 'html', 'svg', 'markdown', 'junit', 'tap']) {
    const text = kept(format, hostile())
    // eslint-disable-next-line no-control-regex
    t.notMatch(text, /[\u0000-\u0009\u000b-\u001f\u202e]/, `${format}: no sign that a terminal obeys`)
    if (['html', 'svg', 'junit'].includes(format)) t.notMatch(text, /<script|<\/title><|[\ud800-\udfff]/u, `${format}: no tag`)
    if (format === 'markdown') t.notMatch(text.replaceAll(/```text[^]*?```/g, ''), /(?<!\\)<script|(?<!\\)!?\[a\]\(/)
    if (format === 'tap') t.notMatch(text, /^\s*(Bail out!|ok 9)|^\s*(not )?ok .*(?<!\\)# SKIP/m)
  }
})

t.test('200 runs are one document in every format, and a hostile one among them is text', async (t) => {
  const [good, bad] = [run(), hostile()]
  const runs = Array.from({ length: 200 }, (_, place) => ({ ...(place === 100 ? bad : good), id: `run-${place}` }))
  const made = new Map([...all.keys()].map((format) => [format, kept(format, ...runs)]))
  for (const format of ['pretty', 'markdown', 'html']) t.match(made.get(format), /200 runs: 199 as declared, 1 not\./, format)
  const { results: list } = JSON.parse(made.get('json')!) as { results: Run[] }
  t.same(
    list.map(({ id }) => id),
    runs.map(({ id }) => id),
  )
  t.equal(made.get('junit')!.match(/<testsuite /g)?.length, 200)
  t.match(results(made.get('tap')!), { count: 200, pass: 199, fail: 1, bailout: false })
  t.equal(made.get('markdown')!.match(/^## /gm)?.length, 200)
  t.equal(made.get('pretty')!.match(/^PASS  /gm)?.length, 199)
  for (const format of ['svg', 'junit']) t.doesNotThrow(() => XmlDocument.fromString(made.get(format)!).dispose(), format)
  t.equal(made.get('svg')!.match(/class="h">PASS: /g)?.length, 199)
  const found = elements(parse(made.get('html')!))
  const ids = found.filter(({ tagName }) => tagName === 'article').flatMap(({ attrs }) => attrs.map(({ value }) => value))
  const leads = found.flatMap(({ attrs }) => attrs.filter(({ name }) => name === 'href').map(({ value }) => value))
  t.equal(new Set(ids).size, 200)
  t.same(
    leads,
    ids.map((id) => `#${id}`),
    'the table of all leads to each',
  )
})

t.test('JUnit is what a CI server reads', async (t) => {
  const schema = RelaxNGValidator.fromDoc(XmlDocument.fromBuffer(readFileSync(new URL('junit.rng', import.meta.url))))
  t.teardown(() => schema.dispose())
  const check = (xml: string) => {
    const document = XmlDocument.fromString(xml)
    try {
      schema.validate(document)
    } finally {
      document.dispose()
    }
  }
  const text = render('junit', ...everyKind())
  t.doesNotThrow(() => check(text))
  const without = all.get('junit')!.withoutRuns!(HOSTILE)
  t.doesNotThrow(() => check(without))
  t.same(counts(without), [1, 0, 1], 'no run is an error')
  t.throws(
    () => check(text.replace(' errors=', ' mistakes=')),
    /Element testsuites failed to validate attributes/,
    'the schema refuses what does not fit',
  )
})

const results = (text: string) => {
  const parser = new Parser({ strict: true })
  parser.end(text)
  return parser.results!
}

t.test('TAP is what a parser of TAP reads: as many tests and failures as there are', async (t) => {
  const told = results(render('tap', ...everyKind()))
  t.match(told, { count: 5, pass: 2, fail: 3, skip: 0, todo: 0, bailout: false, plan: { start: 1, end: 5 } })
  // Where a test has failed the parser counts its failures, too: what is left are mistakes in the document.
  t.same(
    told.failures.filter(({ tapError }) => tapError),
    [],
  )
  t.match(results(render('tap', run())), { ok: true, count: 1 })
  t.match(results(all.get('tap')!.withoutRuns!('No run\nok 1')), { ok: false, count: 0, bailout: String.raw`No run\u000aok 1` })
})

t.test('HTML is without a mistake, and nothing in it is loaded; only the page itself is run', async (t) => {
  const mistakes: ParserError[] = []
  const document = parse(render('html', ...everyKind()), { onParseError: (error) => mistakes.push(error), sourceCodeLocationInfo: true })
  t.same(mistakes, [])
  const found = elements(document)
  t.equal(found.filter(({ tagName }) => tagName === 'article').length, 5)
  const active = new Set(['script', 'img', 'image', 'iframe', 'object', 'embed', 'base', 'form', 'foreignObject'])
  t.same(
    found.map(({ tagName }) => tagName).filter((name) => active.has(name)),
    ['script', 'script', 'script'],
    'its data and its packed script, which do not run as they are, and what unpacks it',
  )
  const leading = found
    .flatMap(({ attrs }) => attrs)
    .filter(({ name, value }) => /^on|^src/.test(name) || (name === 'href' && !/^#|^data:,$/.test(value)))
  t.same(leading, [])
})
